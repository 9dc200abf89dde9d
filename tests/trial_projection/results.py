"""One projection against what came, beside what simpler ways to project would have said."""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import median

from collector.core.moments import DAY, Moment
from collector.core.projection import ALL_BURNED, SCORED_DAYS_AHEAD, Outcome, ProjectedWeek
from collector.projection.inputs import StudyRecord

_WEEK = 7 * DAY
_HALF_A_DAY = DAY // 2
# Longer than this without a review is a pause.
_PAUSE = 3 * DAY
LEVELS_AHEAD = 3


@dataclass(frozen=True, slots=True)
class Course:
    """What came of a life: the moments of all reviews, in order, and when each level was reached."""

    reviews: Sequence[Moment]
    reached: Mapping[int, Moment]

    def reviews_between(self, start: int, end: int) -> int:
        """Return how many reviews were done from *start* to before *end*."""
        return bisect_left(self.reviews, end) - bisect_left(self.reviews, start)

    def pauses_between(self, start: int, end: int) -> bool:
        """Return True if from *start* to *end* there are three days in a row without a review."""
        first, last = bisect_left(self.reviews, start), bisect_left(self.reviews, end)
        moments = [start, *self.reviews[first:last], end]
        return any(after - before > _PAUSE for before, after in pairwise(moments))


@dataclass(frozen=True, slots=True)
class WeekResult:
    """A week, *days_ahead* at its end: reviews that *came*, and what the band and simpler ways had said.

    *lived_again* is the median of other lives from the same moment on: the best possible projection.
    """

    kind: str
    days_ahead: int
    came: int
    low: int
    projected: int
    high: int
    scheduled: int
    last_four_weeks: float
    lived_again: float | None
    pauses: bool

    @property
    def inside(self) -> bool:
        """True if what came lies in the band."""
        return self.low <= self.came <= self.high

    def error(self, said: float) -> float:
        """Return how far what was *said* is off, as a share of what came."""
        return abs(said - self.came) / max(self.came, 1)


@dataclass(frozen=True, slots=True)
class LevelResult:
    """A level reached within twelve weeks, *ahead* levels from the learner's: days off, as each way said."""

    kind: str
    ahead: int
    days_off: float
    inside: bool
    days_off_by_average: float | None


def week_results(
    kind: str, record: StudyRecord, outcome: Outcome, came: Course, again: Sequence[Course] = ()
) -> list[WeekResult]:
    """Return how right the weeks of *outcome* were; *again* are lives the same learner might have led."""
    return [
        _week(kind, record, week, came, again)
        for week in outcome.weeks
        if week.days_ahead in SCORED_DAYS_AHEAD
    ]


def _week(
    kind: str, record: StudyRecord, week: ProjectedWeek, came: Course, again: Sequence[Course]
) -> WeekResult:
    end = week.ends + _HALF_A_DAY
    start = end - _WEEK
    due = (item.available_at for item in record.items if item.available_at is not None)
    return WeekResult(
        kind=kind,
        days_ahead=week.days_ahead,
        came=came.reviews_between(start, end),
        low=week.done.p10,
        projected=week.done.p50,
        high=week.done.p90,
        scheduled=sum(start <= at < end for at in due),
        last_four_weeks=came.reviews_between(record.at - 4 * _WEEK, record.at) / 4,
        lived_again=median(other.reviews_between(start, end) for other in again) if again else None,
        pauses=came.pauses_between(start, end),
    )


def level_results(kind: str, record: StudyRecord, outcome: Outcome, came: Course) -> list[LevelResult]:
    """Return how right the dates of the next levels were, of those reached within the last week's reach."""
    until = record.at + outcome.weeks[-1].days_ahead * DAY
    average = _average_days(record, came)
    results = []
    for ahead, date in enumerate(outcome.dates[:LEVELS_AHEAD], start=1):
        reached = None if date.level == ALL_BURNED else came.reached.get(int(date.level))
        if reached is None or reached > until or date.at is None or date.early is None:
            continue
        late = until if date.late is None else date.late
        by_average = max(came.reached[record.level] + ahead * average, record.at) if average else None
        results.append(
            LevelResult(
                kind=kind,
                ahead=ahead,
                days_off=(reached - date.at) / DAY,
                inside=date.early - _HALF_A_DAY <= reached <= late + _HALF_A_DAY,
                days_off_by_average=None if by_average is None else (reached - by_average) / DAY,
            )
        )
    return results


def _average_days(record: StudyRecord, came: Course) -> float | None:
    """Return the average time that a level took so far, as other tools project from."""
    known = sorted(at for at in came.reached.values() if at <= record.at)
    return (known[-1] - known[0]) / (len(known) - 1) if len(known) > 1 else None
