"""The part of the page about what is to come: the slider of paces, and what each of them comes to."""

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date
from collector.core.projection import ALL_BURNED, Outcome, Projection
from collector.core.wording import dated
from collector.views.projection.dates import date_band, in_short, landmarks, name_of, to_come, when_reached
from collector.views.projection.summary import grounds_sentence
from collector.views.report.figures.projection import paces, why_empty
from collector.views.report.read import Report

_EVERY_TENTH = 10


@dataclass(frozen=True, slots=True)
class Choice:
    """A pace that the slider can choose. *pace* is its lessons a day, in words; *own* is the learner's.

    *sentence* is what it comes to, *reached* when each level is reached, *last* when the last of them is.
    """

    pace: str
    own: bool
    sentence: str
    reviews: str
    minutes: str
    last: str
    reached: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Coming:
    """The projection: *empty* says why there are no *choices*. *last* is the name of the last level."""

    grounds: str
    empty: str
    last: str
    choices: list[Choice]

    @property
    def own(self) -> int:
        """The place of the learner's own pace."""
        return next((place for place, choice in enumerate(self.choices) if choice.own), 0)


def coming(report: Report) -> Coming:
    """Return what is to come as the page says it."""
    data, counts = report.data, report.status.counts
    projection, found = data.projection, paces(data)
    if projection is None or projection.grounds is None or counts is None:
        return Coming(grounds="", empty=why_empty(data), last="", choices=[])
    today = local_date(data.now, data.zone)
    made = local_date(projection.at, ZoneInfo(projection.zone))
    return Coming(
        grounds=f"{grounds_sentence(projection.grounds)} Projected on {dated(made)}.",
        empty="",
        last=_last_name(found[0]),
        choices=[_choice(one, projection, today, counts.level.level) for one in found],
    )


def _last_name(outcome: Outcome) -> str:
    levels = [each for each in outcome.dates if each.level != ALL_BURNED]
    return name_of((levels or outcome.dates)[-1])


def _choice(outcome: Outcome, projection: Projection, today: date, level: int) -> Choice:
    zone = ZoneInfo(projection.zone)
    dates = to_come(outcome.dates, zone, today, level=level)
    shown = landmarks(dates, step=_EVERY_TENTH)
    reached = {name_of(each): in_short(date_band(each, zone), today) for each in shown}
    pace = _pace(outcome, projection)
    own = outcome.lessons_a_day is None
    return Choice(
        pace=pace,
        own=own,
        sentence=(
            f"{pace} lessons a day{', your own pace' if own else ''}: "
            f"{outcome.reviews_a_day:,} reviews and {outcome.minutes_a_day:,} minutes a day · "
            f"{when_reached(dates, zone, today)}"
        ),
        reviews=f"{outcome.reviews_a_day:,}",
        minutes=f"{outcome.minutes_a_day:,}",
        last=reached.get(_last_name(outcome), ""),
        reached=list(reached.items()),
    )


def _pace(outcome: Outcome, projection: Projection) -> str:
    if outcome.lessons_a_day is not None:
        return f"{outcome.lessons_a_day:,}"
    return f"{projection.grounds.lessons_a_day / 100:.1f}" if projection.grounds else ""
