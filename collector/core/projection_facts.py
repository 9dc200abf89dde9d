"""The facts of projections, as the ledger keeps them: what was projected, and how right it was."""

from dataclasses import dataclass

from collector.core.moments import Moment
from collector.core.projection import Quantile


@dataclass(frozen=True, slots=True)
class ProjectedBand:
    """The values that *quantile* of the projected futures do not exceed on the local day whose noon is *at*.

    All zeros: only an earlier projection, now replaced, covered the day.
    """

    at: Moment
    quantile: Quantile
    due: int
    done: int
    backlog: int
    minutes: int


@dataclass(frozen=True, slots=True)
class ProjectedLevel:
    """The local day, known by its noon *at*, on which half the projected futures have reached *level*.

    A tenth of them reach it *early_seconds* before or earlier, a tenth *late_seconds* after or later. Both
    zero: it is not projected for that day any more.
    """

    at: Moment
    level: str
    early_seconds: int
    late_seconds: int

    @property
    def stands(self) -> bool:
        """False once it is not projected for that day any more."""
        return bool(self.early_seconds or self.late_seconds)


@dataclass(frozen=True, slots=True)
class ProjectedPace:
    """The outcome of so many lessons a day: *pace* has two digits, or is `own` for the learner's own pace.

    *level_60_at* and *burned_at* are None when they come later than the futures reach, or have come.
    """

    at: Moment
    pace: str
    lessons_a_day: int
    reviews_a_day: int
    minutes_a_day: int
    level_60_at: Moment | None
    burned_at: Moment | None


@dataclass(frozen=True, slots=True)
class ProjectionScore:
    """A projection of the week whose last local day has the noon *at*, made *days_ahead* before.

    *projected*, *low* and *high* are p50, p10 and p90 of the reviews done in the week, *came* what was done.
    *level_days_off* is how many days after its projected date a level was reached in that week, None if none
    was.
    """

    at: Moment
    days_ahead: int
    projected: int
    low: int
    high: int
    came: int
    level_days_off: float | None

    @property
    def inside(self) -> bool:
        """True if the result is within the band."""
        return self.low <= self.came <= self.high
