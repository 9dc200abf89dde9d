"""The accuracy of earlier projections, compared with what happened."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from operator import attrgetter
from statistics import median
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date
from collector.core.percent import percent
from collector.core.projection import SCORED_DAYS_AHEAD
from collector.core.projection_facts import ProjectionScore
from collector.core.wording import counted
from collector.views.exports.table import Table

ABOUT_SCORES = (
    "Each day, the week that just ended is compared with its projection, so the weeks overlap. About 80 % of "
    "them should be inside the band; half of them were off by less than the error."
)
NONE_YET = (
    f"No projection can be scored yet: the first is scored {SCORED_DAYS_AHEAD[0]} days after it was made, "
    "and the collector makes one a day."
)
_COLUMNS = (
    "day",
    "days_ahead",
    "projected",
    "low",
    "high",
    "came",
    "inside",
    "level_days_off",
)


class Score(NamedTuple):
    """The accuracy of projections for the week that ended *days_ahead* of each.

    Of those *compared*, *inside* had as many reviews as the band says. *error* is the median of how far off
    the middle was, as a share of the reviews that came, None if none came. *level_days_off* is the median of
    how many days off the dates of level-ups were, None if there was none.
    """

    days_ahead: int
    compared: int
    inside: int
    error: float | None
    level_days_off: float | None


def scores(facts: Iterable[ProjectionScore]) -> list[Score]:
    """Return a score for each number of days ahead, the nearest first."""
    ordered = sorted(facts, key=attrgetter("days_ahead"))
    return [_score(ahead, list(each)) for ahead, each in groupby(ordered, attrgetter("days_ahead"))]


def _score(days_ahead: int, weeks: Sequence[ProjectionScore]) -> Score:
    errors = [abs(week.projected - week.came) / week.came for week in weeks if week.came]
    off = [abs(week.level_days_off) for week in weeks if week.level_days_off is not None]
    return Score(
        days_ahead,
        compared=len(weeks),
        inside=sum(week.inside for week in weeks),
        error=median(errors) if errors else None,
        level_days_off=median(off) if off else None,
    )


def score_lines(found: Sequence[Score]) -> Iterator[tuple[str, ...]]:
    """Yield the cells of `SCORE_HEADINGS` for each score."""
    for score in found:
        yield (
            counted(score.days_ahead, "day"),
            f"{score.compared:,}",
            f"{percent(score.inside, score.compared)} %",
            "" if score.error is None else f"{100 * score.error:.0f} %",
            "" if score.level_days_off is None else f"{score.level_days_off:.1f} days",
        )


SCORE_HEADINGS = ("projected ahead", "compared", "inside the band", "error of a week", "level-ups off")


def score_table(facts: Iterable[ProjectionScore], zone: ZoneInfo) -> Table:
    """Return a row for each week that was projected and came; *day* is its last."""
    rows = (
        (
            local_date(each.at, zone),
            each.days_ahead,
            each.projected,
            each.low,
            each.high,
            each.came,
            int(each.inside),
            each.level_days_off,
        )
        for each in facts
    )
    return Table(_COLUMNS, rows)
