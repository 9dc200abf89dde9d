"""A projection: what is to come if the learner goes on as usual, and if not. Plain values, of whole numbers.

`collector.projection` computes it, the state keeps it, `views` show it, and its points are written. A band
has the values that 10, 50 and 90 of 100 simulated futures stay below.
"""

from dataclasses import dataclass
from typing import Literal, NamedTuple

from collector.core.moments import Moment

Quantile = Literal["p10", "p50", "p90"]
QUANTILES: tuple[Quantile, ...] = ("p10", "p50", "p90")

# How many days ahead of its last day a week was projected that is compared with what came.
SCORED_DAYS_AHEAD = (7, 28, 84)

# The name, in place of a level, of the day on which every item is burned.
ALL_BURNED = "burned"


class Band(NamedTuple):
    """The values that a tenth, half and nine tenths of the futures do not exceed."""

    p10: int
    p50: int
    p90: int


@dataclass(frozen=True, slots=True)
class ProjectedCount:
    """A number of reviews, in all and by the stage of the items, in the order of `REVIEWED_GROUPS`."""

    total: Band
    by_group: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class ProjectedDay:
    """A local day, known by its *noon*: reviews that fall due in it, are done in it, and wait at its end.

    *minutes* are those that the reviews take.
    """

    noon: Moment
    due: ProjectedCount
    done: ProjectedCount
    backlog: ProjectedCount
    minutes: Band


@dataclass(frozen=True, slots=True)
class ProjectedWeek:
    """Reviews done in seven days; the last, whose noon is *ends*, is *days_ahead* of the projection."""

    days_ahead: int
    ends: Moment
    done: Band


@dataclass(frozen=True, slots=True)
class ProjectedStages:
    """Items in each group, from `lesson` to `burned`, at the end of a day so many *months* ahead."""

    months: int
    noon: Moment
    by_group: tuple[Band, ...]


@dataclass(frozen=True, slots=True)
class ProjectedDate:
    """The day, known by its noon, on which a level is reached: *level* has two digits, or is `ALL_BURNED`.

    None is later than the futures reach. *early* and *late* are those of p10 and p90, *at* is that of p50.
    """

    level: str
    early: Moment | None
    at: Moment | None
    late: Moment | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """The outcome of one what-if.

    *label* says which. *lessons_a_day* is as asked, None for the learner's own pace. *reviews_a_day* and
    *minutes_a_day* are the means over the projected days.
    """

    label: str
    lessons_a_day: int | None
    reviews_a_day: int
    minutes_a_day: int
    days: tuple[ProjectedDay, ...]
    weeks: tuple[ProjectedWeek, ...]
    stages: tuple[ProjectedStages, ...]
    dates: tuple[ProjectedDate, ...]


@dataclass(frozen=True, slots=True)
class Grounds:
    """The basis of a projection: the learner's *reviews* on so many usual *days*, and what they show.

    *lessons_a_day* is in hundredths, *accuracy* in hundredths of a percent: reviews without a wrong answer.
    *milliseconds_a_review* is the time that a review takes.
    """

    reviews: int
    days: int
    lessons_a_day: int
    accuracy: int
    milliseconds_a_review: int


@dataclass(frozen=True, slots=True)
class Projection:
    """A projection of the state as it was *at*; its days begin the day after, in the time zone *zone*.

    *level* is the learner's. The first of *outcomes* is the learner's own pace. Without grounds there are
    none, and *reason* is a sentence that says why; else it is empty.
    """

    at: Moment
    zone: str
    level: int
    reason: str
    grounds: Grounds | None
    outcomes: tuple[Outcome, ...]

    @property
    def own(self) -> Outcome | None:
        """The outcome of the learner's own pace."""
        return self.outcomes[0] if self.outcomes else None
