"""How long InfluxDB is left alone after it said no."""

from dataclasses import dataclass
from datetime import timedelta

from collector.core.errors import CollectorError, InfluxDBUnavailable

_LONGEST = timedelta(minutes=10)
# What only the owner can mend is worth a look now and then: they may have mended it.
_OWNER_MUST_ACT = timedelta(minutes=5)


@dataclass(slots=True)
class Backoff:
    """A pause that doubles with every failure in a row, never shorter than what the server asked for."""

    _until: timedelta = timedelta(0)
    _failures: int = 0

    def over(self, elapsed: timedelta) -> bool:
        """Whether the server may be asked at *elapsed* (the clock's monotonic reading)."""
        return elapsed >= self._until

    def begin(self, elapsed: timedelta, problem: CollectorError | None) -> None:
        """Begin a pause because of *problem*."""
        self._failures += 1
        self._until = elapsed + self._pause(problem)

    def end(self) -> None:
        """Forget the failures: the server took what there was."""
        self._failures = 0

    def _pause(self, problem: CollectorError | None) -> timedelta:
        if not isinstance(problem, InfluxDBUnavailable):
            return _OWNER_MUST_ACT
        doubled = min(timedelta(seconds=2 ** min(self._failures, 20)), _LONGEST)
        return max(doubled, problem.after or timedelta(0))
