"""The limit of requests a minute. Source: the API documentation, "Rate Limit": 60 a minute, three headers."""

from dataclasses import dataclass
from datetime import datetime

REQUESTS_PER_MINUTE = 60

_MINUTE = 60


@dataclass(frozen=True)
class RateLimitStatus:
    """The requests left in the running minute; *resets_at* is in epoch seconds, as the real header is."""

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


class RateLimiter:
    """Counts requests in minutes of the world's time."""

    def __init__(self, limit: int = REQUESTS_PER_MINUTE) -> None:
        self._limit = limit
        self._minute = 0
        self._used = 0

    def count(self, now: datetime) -> RateLimitStatus:
        """Count one request made at *now*."""
        minute = _minute(now)
        if minute != self._minute:
            self._minute = minute
            self._used = 0
        self._used += 1
        return RateLimitStatus(
            self._limit,
            remaining=max(0, self._limit - self._used),
            resets_at=(minute + 1) * _MINUTE,
            exceeded=self._used > self._limit,
        )


def exhausted(now: datetime) -> RateLimitStatus:
    """Return the status of a client that is over the limit at *now*."""
    return RateLimitStatus(
        REQUESTS_PER_MINUTE, remaining=0, resets_at=(_minute(now) + 1) * _MINUTE, exceeded=True
    )


def _minute(now: datetime) -> int:
    return int(now.timestamp()) // _MINUTE
