"""How long to wait between requests: pure arithmetic over what the server said.

Source: API documentation, "Rate limit": 60 requests a minute, `RateLimit-Limit`, `RateLimit-Remaining`
and `RateLimit-Reset` (epoch seconds). The reset is compared with the answer's own `Date`, because a
home server's clock may be wrong.
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime

_WINDOW = timedelta(minutes=1)
# The window of the server ends within a second of what it says; one second more is cheaper than a 429.
_MARGIN = timedelta(seconds=1)


def date_of(headers: Mapping[str, str]) -> datetime | None:
    """Return the server's time of an answer, to the second; None if it did not say."""
    try:
        return parsedate_to_datetime(headers["date"]).astimezone(UTC)
    except (KeyError, ValueError, OverflowError):
        return None


def wait_for_window(headers: Mapping[str, str]) -> timedelta:
    """Return how long to wait, after an answer with *headers*, before the next request is allowed."""
    if headers.get("ratelimit-remaining", "").strip() != "0":
        return timedelta(0)
    return until_reset(headers) or timedelta(0)


def until_reset(headers: Mapping[str, str]) -> timedelta | None:
    """Return the time from an answer's `Date` to its `RateLimit-Reset`, at most a window and a margin."""
    date = date_of(headers)
    try:
        reset = datetime.fromtimestamp(float(headers["ratelimit-reset"]), UTC)
    except (KeyError, ValueError, OverflowError, OSError):
        return None
    if date is None:
        return _WINDOW
    return max(timedelta(0), min(reset - date, _WINDOW)) + _MARGIN


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return what `Retry-After` asks for (seconds or a date), which WaniKani does not document."""
    text = headers.get("retry-after", "").strip()
    if text.isdigit():
        return timedelta(seconds=min(int(text), 86_400))
    date = date_of(headers)
    try:
        return max(timedelta(0), parsedate_to_datetime(text) - date) if date else None
    except (ValueError, TypeError, OverflowError):
        return None


def wait_when_limited(headers: Mapping[str, str]) -> timedelta:
    """Return how long to stay silent after a 429: asking inside the window may prolong it."""
    return retry_after(headers) or until_reset(headers) or _WINDOW


def backoff(attempt: int) -> timedelta:
    """Return the pause before trying a failed request again: 1, 2, 4 … at most 15 seconds."""
    return timedelta(seconds=min(2 ** max(0, attempt - 1), 15))
