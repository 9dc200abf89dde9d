"""The limit of requests a minute."""

from dataclasses import dataclass
from datetime import datetime

_MINUTE = 60


@dataclass(frozen=True)
class Quota:
    """What is left of the running minute; *resets_at* is in epoch seconds, as the real header is."""

    limit: int
    remaining: int
    resets_at: int
    exceeded: bool

    def headers(self) -> dict[str, str]:
        """Return the documented headers."""
        return {
            "RateLimit-Limit": str(self.limit),
            "RateLimit-Remaining": str(self.remaining),
            "RateLimit-Reset": str(self.resets_at),
        }


class Pace:
    """Counts requests in minutes of the world's time."""

    def __init__(self, limit: int) -> None:
        self._limit = limit
        self._minute = 0
        self._used = 0

    def take(self, now: datetime) -> Quota:
        """Count one request made *now*."""
        minute = int(now.timestamp()) // _MINUTE
        if minute != self._minute:
            self._minute, self._used = minute, 0
        self._used += 1
        return Quota(
            self._limit,
            remaining=max(0, self._limit - self._used),
            resets_at=(minute + 1) * _MINUTE,
            exceeded=self._used > self._limit,
        )
