"""How long to wait between requests: pure arithmetic over what the server said.

Source: API documentation, "Rate limit": 60 requests a minute, `RateLimit-Limit`, `RateLimit-Remaining`
and `RateLimit-Reset` (epoch seconds). The reset is compared with the answer's own `Date`, because a
home server's clock may be wrong. A header that cannot be read counts as one that is not there.
"""

from collections.abc import Mapping
from datetime import timedelta

from collector.core.http_dates import response_date, retry_after

# A poll that is asked for a longer silence than this is left to the next one.
LONGEST_SILENCE = timedelta(minutes=5)
_WINDOW = timedelta(minutes=1)
# The window of the server ends within a second of what it says; one second more is cheaper than a 429.
_MARGIN = timedelta(seconds=1)


def wait_for_window(headers: Mapping[str, str]) -> timedelta:
    """Return how long to wait, after an answer with *headers*, before the next request is allowed."""
    remaining = _whole_number(headers.get("ratelimit-remaining", ""))
    return _until_reset(headers) if remaining == 0 else timedelta(0)


def wait_when_limited(headers: Mapping[str, str]) -> timedelta:
    """Return how long to stay silent after a 429: asking inside the window may prolong it.

    A window when the server does not say; the longer one when it says it twice.
    """
    asked = retry_after(headers) or timedelta(0)
    return max(asked, _until_reset(headers)) or _WINDOW


def backoff(failed: int) -> timedelta:
    """Return the pause after so many failed attempts: 1, 2, 4 … at most 15 seconds."""
    return timedelta(seconds=min(2 ** max(0, failed - 1), 15))


def _until_reset(headers: Mapping[str, str]) -> timedelta:
    """Return the time from an answer's `Date` to its `RateLimit-Reset`, at most a window and a margin.

    Nothing without a reset, a window without a date to compare it with.
    """
    reset = _whole_number(headers.get("ratelimit-reset", ""))
    if reset is None:
        return timedelta(0)
    date = response_date(headers)
    if date is None:
        return _WINDOW
    left = timedelta(seconds=reset - int(date.timestamp()))
    return max(timedelta(0), min(left, _WINDOW)) + _MARGIN


def _whole_number(text: str) -> int | None:
    """Return the number that plain digits spell, without its fraction; a dozen are enough for seconds."""
    digits = text.strip().partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None
