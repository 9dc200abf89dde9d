"""The pause between deliveries after InfluxDB accepted nothing."""

from dataclasses import dataclass
from datetime import timedelta

from collector.core.errors import CollectorError, InfluxDBUnavailable

_LONGEST = timedelta(minutes=10)
# What only the owner can repair is tried now and then: it may have been repaired.
_OWNER_MUST_ACT = timedelta(minutes=5)


@dataclass(slots=True)
class Backoff:
    """A pause that doubles with every failure in a row, up to ten minutes; never shorter than Retry-After.

    >>> pause = Backoff()
    >>> pause.begin(timedelta(0), InfluxDBUnavailable("InfluxDB is restarting.", timedelta(seconds=30)))
    >>> pause.over(timedelta(seconds=29)), pause.over(timedelta(seconds=30))
    (False, True)
    """

    _until: timedelta = timedelta(0)
    _failures: int = 0

    def over(self, elapsed: timedelta) -> bool:
        """Return True if the pause is over at *elapsed*, a reading of the monotonic clock."""
        return elapsed >= self._until

    def begin(self, elapsed: timedelta, problem: CollectorError | None) -> None:
        """Start a pause because of *problem*."""
        self._failures += 1
        self._until = elapsed + self._pause(problem)

    def end(self) -> None:
        """Forget the failures: the server accepted everything."""
        self._failures = 0

    def _pause(self, problem: CollectorError | None) -> timedelta:
        if not isinstance(problem, InfluxDBUnavailable):
            return _OWNER_MUST_ACT
        doubled = min(timedelta(seconds=2 ** min(self._failures, 20)), _LONGEST)
        return max(doubled, problem.after or timedelta(0))
