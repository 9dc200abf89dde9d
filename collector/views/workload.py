"""The workload in words: each number in percent of the learner's own reference."""

from collections.abc import Sequence
from dataclasses import dataclass

from collector.core.poll_counts import Workload

# From so many times the reference on, a number is above the usual, and far above it.
_USUAL_STEPS = (1.2, 1.5)
# A mean of days is below what the busiest of them have.
_CAPACITY_STEPS = (0.9, 1.0)


@dataclass(frozen=True, slots=True)
class Gauge:
    """A number of the workload. *times* is how many times the reference *of* it is, None without one.

    *numbers* says both in words, or what is missing. *steps* are the times from which on it is high, and very
    high.
    """

    name: str
    of: str
    times: float | None
    numbers: str
    steps: Sequence[float] = _USUAL_STEPS

    @property
    def percent(self) -> int:
        """The number in percent of its reference; 0 without one."""
        return round(100 * self.times) if self.times is not None else 0

    @property
    def height(self) -> str:
        """`usual`, `high` or `very-high`."""
        reached = sum(self.times is not None and self.times >= step for step in self.steps)
        return ("usual", "high", "very-high")[reached]


def gauges(workload: Workload | None) -> list[Gauge]:
    """Return the three gauges; none for a poll that did not count them."""
    if workload is None:
        return []
    return [_weight(workload), _reviews(workload), _seconds(workload)]


def _weight(workload: Workload) -> Gauge:
    weight, usual = workload.apprentice_weight, workload.apprentice_weight_usual
    high = workload.apprentice_weight_high
    if usual is None or high is None:
        numbers = f"{weight:,} now; your usual is known after 14 days with a poll"
    else:
        numbers = f"{weight:,} now; usually {usual:,}, on nine of ten days {high:,} at most"
    return Gauge("Apprentice weight", "your usual", _times(weight, usual), numbers)


def _reviews(workload: Workload) -> Gauge:
    done, capacity = workload.reviews_per_day, workload.reviews_per_day_capacity
    if done is None:
        numbers = "known after seven whole days"
    elif capacity is None:
        numbers = f"{done:,.1f} in the last seven days; your capacity is known after 14 days with reviews"
    else:
        numbers = f"{done:,.1f} in the last seven days; on nine of ten days {capacity:,} at most"
    return Gauge("Reviews a day", "your capacity", _times(done, capacity), numbers, _CAPACITY_STEPS)


def _seconds(workload: Workload) -> Gauge:
    seconds, usual = workload.seconds_per_review, workload.seconds_per_review_usual
    if seconds is None:
        numbers = "too few reviews in the last seven days"
    elif usual is None:
        numbers = f"{seconds:.1f} s in the last seven days; your usual is known after 14 days with reviews"
    else:
        numbers = f"{seconds:.1f} s in the last seven days; usually {usual:.1f} s"
    return Gauge("Time per review", "your usual", _times(seconds, usual), numbers)


def _times(value: float | None, reference: float | None) -> float | None:
    return value / reference if value is not None and reference else None
