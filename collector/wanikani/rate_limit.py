"""Computes the wait between requests from the headers of a response.

Source: WaniKani API documentation, "Rate Limit": 60 requests a minute, `RateLimit-Limit`,
`RateLimit-Remaining` and `RateLimit-Reset` (epoch seconds). The reset is compared with the response's own
`Date`, because a home server's clock may be wrong. An unreadable header counts as absent.

>>> at_the_limit = {"date": "Mon, 04 Mar 2024 12:00:05 GMT", "ratelimit-remaining": "0"}
>>> wait_before_next_request(at_the_limit | {"ratelimit-reset": "1709553635"})
datetime.timedelta(seconds=31)
"""

from collections.abc import Mapping
from datetime import timedelta

from collector.core.http_dates import response_date, retry_after

# A poll that would have to wait longer than this is left to the next one.
LONGEST_WAIT = timedelta(minutes=5)
_WINDOW = timedelta(minutes=1)
# The window of the server ends within a second of what it says; one second more is cheaper than a 429.
_MARGIN = timedelta(seconds=1)


def wait_before_next_request(headers: Mapping[str, str]) -> timedelta:
    """Return how long to wait, after a response with *headers*, until the next request is allowed."""
    remaining = _whole_number(headers.get("ratelimit-remaining", ""))
    return _until_reset(headers) if remaining == 0 else timedelta(0)


def wait_after_429(headers: Mapping[str, str]) -> timedelta:
    """Return how long to wait after a 429, more than nothing: retrying inside the window may prolong it.

    The longer of `Retry-After` and `RateLimit-Reset`; a whole window when neither is there.
    """
    asked = retry_after(headers) or timedelta(0)
    return max(asked, _until_reset(headers)) or _WINDOW


def retry_delay(failed: int) -> timedelta:
    """Return the wait after *failed* attempts in a row: 1, 2, 4 … at most 15 seconds."""
    return timedelta(seconds=min(2 ** max(0, failed - 1), 15))


def _until_reset(headers: Mapping[str, str]) -> timedelta:
    """Return the time from a response's `Date` to its `RateLimit-Reset`, at most a window and a margin.

    Zero without a reset; a window without a `Date` to compare it with.
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
    """Return the whole part of a plain decimal number of at most a dozen digits, else None."""
    digits = text.strip().partition(".")[0]
    return int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= 12 else None
