"""The learner's workload, compared with their usual one. docs/workload.md explains the definition.

Only whole local days count, so that a day under way lowers no mean; those wholly on vacation are left out.

>>> apprentice_weight({"kanji": (0, 2, 0, 0, 1, 9, 0, 0, 0, 0)})
27
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import accumulate
from operator import mul
from zoneinfo import ZoneInfo

from collector.core.facts import Session
from collector.core.local_time import local_date
from collector.core.moments import Moment
from collector.core.poll_counts import Workload
from collector.core.stages import SrsStage
from collector.statistics.local_days import bounds, is_wholly_on_vacation

PERIOD_DAYS = 90
RECENT_DAYS = 7
# What was done before a vacation of three weeks or more says nothing of how much there is to do now.
_OLDEST_RECENT = 28
# With fewer there is no reference yet.
ENOUGH_DAYS = 14
ENOUGH_REVIEWS = 10

_FIRST_APPRENTICE = SrsStage.APPRENTICE_1.value
_REVIEWS_TO_GURU = tuple(SrsStage.GURU_1 - stage for stage in range(_FIRST_APPRENTICE, SrsStage.GURU_1.value))
# A radical and a kana word are asked for their meaning alone, a word for its reading too. A kanji's reading
# is new, where a word's mostly repeats those of its kanji.
_WEIGHT_OF_KIND = {"radical": 1, "kanji": 3, "vocabulary": 2, "kana_vocabulary": 1}
_WEIGHT_OF_OTHERS = 2


@dataclass(frozen=True, slots=True)
class WholeDay:
    """A local day that is over, *age* days before today: 1 is yesterday.

    *weight* is that of its last poll's apprentices, None without a poll. *sessions* are those that began
    in it.
    """

    age: int
    reviews: int
    weight: int | None
    sessions: Sequence[Session]


def apprentice_weight(stages: Mapping[str, Sequence[int]]) -> int:
    """Return the weight of all apprentices; *stages* has for each kind the items in stages 0 to 9.

    An item weighs the reviews that it needs at least to reach Guru, times the weight of its kind.
    """
    return sum(
        _WEIGHT_OF_KIND.get(kind, _WEIGHT_OF_OTHERS)
        # Every poll that changes something weighs ninety days.
        * sum(map(mul, _REVIEWS_TO_GURU, counted[_FIRST_APPRENTICE:]))
        for kind, counted in stages.items()
    )


def days_at_home(
    now: Moment,
    zone: ZoneInfo,
    *,
    known: Sequence[tuple[Moment, Moment]],
    vacations: Sequence[tuple[Moment, Moment | None]],
) -> list[date]:
    """Return the days that count, oldest first: of the 90 before today, those at home that are wholly known.

    *known* are the spans (first and last moment) of which every review is known.
    """
    today = local_date(now, zone)
    days = (today - timedelta(days=before) for before in range(PERIOD_DAYS, 0, -1))
    return [day for day in days if _counts(*bounds(day, zone), known, vacations)]


def _counts(
    begins: Moment,
    ends: Moment,
    known: Sequence[tuple[Moment, Moment]],
    vacations: Sequence[tuple[Moment, Moment | None]],
) -> bool:
    is_known = any(first <= begins and ends <= last for first, last in known)
    return is_known and not is_wholly_on_vacation(begins, ends, vacations)


def workload(stages: Mapping[str, Sequence[int]], days: Sequence[WholeDay]) -> Workload:
    """Return the workload of who has items in *stages* now, and had *days* (`days_at_home`) before."""
    weights = [day.weight for day in days if day.weight is not None]
    recent = [day for day in days[-RECENT_DAYS:] if day.age <= _OLDEST_RECENT]
    return Workload(
        apprentice_weight=apprentice_weight(stages),
        apprentice_weight_usual=_not_exceeded(weights, percent=50),
        apprentice_weight_high=_not_exceeded(weights, percent=90),
        reviews_per_day=_mean_reviews(recent),
        reviews_per_day_capacity=_not_exceeded([day.reviews for day in days if day.reviews], percent=90),
        seconds_per_review=_pace(recent),
        seconds_per_review_usual=_pace(days) if _days_with_pace(days) >= ENOUGH_DAYS else None,
    )


def _not_exceeded(values: Sequence[int], *, percent: int) -> int | None:
    """Return the least of *values* that at least *percent* of 100 do not exceed; None for few days."""
    if len(values) < ENOUGH_DAYS:
        return None
    return sorted(values)[-(-percent * len(values) // 100) - 1]


def _mean_reviews(recent: Sequence[WholeDay]) -> float | None:
    if len(recent) < RECENT_DAYS:
        return None
    return round(sum(day.reviews for day in recent) / len(recent), 2)


def _pace(days: Iterable[WholeDay]) -> float | None:
    """Return the seconds that the middle one of all reviews took, each at the pace of its session.

    The first review of a session is left out: the time is counted from it.
    """
    paced = sorted(
        (session.duration_seconds / (session.reviews - 1), session.reviews - 1) for session in _paced(days)
    )
    passed = list(accumulate(reviews for _, reviews in paced))
    if not passed or passed[-1] < ENOUGH_REVIEWS:
        return None
    middle = next(place for place, reviews in enumerate(passed) if 2 * reviews >= passed[-1])
    return round(paced[middle][0], 2)


def _paced(days: Iterable[WholeDay]) -> list[Session]:
    return [session for day in days for session in day.sessions if session.reviews > 1]


def _days_with_pace(days: Iterable[WholeDay]) -> int:
    return sum(bool(_paced([day])) for day in days)
