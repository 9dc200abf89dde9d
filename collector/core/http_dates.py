"""Times in HTTP headers: a date, and the wait that `Retry-After` requests.

>>> parse_http_date("Mon, 04 Mar 2024 12:00:05 GMT")
datetime.datetime(2024, 3, 4, 12, 0, 5, tzinfo=datetime.timezone.utc)
>>> retry_after({"retry-after": "Mon, 04 Mar 2024 12:02:05 GMT", "date": "Mon, 04 Mar 2024 12:00:05 GMT"})
datetime.timedelta(seconds=120)
"""

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from functools import lru_cache

# A longer request is ignored: a wrong clock must not stop polling for weeks.
LONGEST_RETRY_AFTER = timedelta(days=1)
# A dozen digits are enough for seconds; a sign and a fraction are tolerated, RFC 9110 has neither.
_SECONDS = re.compile(r"-?[0-9]{1,12}(\.[0-9]{0,12})?")


# A poll's responses share a `Date`, which is parsed several times for each.
@lru_cache(maxsize=16)
def parse_http_date(text: str) -> datetime | None:
    """Return the moment *text* stands for, in UTC; None if it is not a date.

    Accepts the three forms of RFC 9110, section 5.6.7; one without a zone is in UTC, as asctime's is.
    """
    try:
        at = parsedate_to_datetime(text)
        return at.replace(tzinfo=UTC) if at.tzinfo is None else at.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        return None


def response_date(headers: Mapping[str, str]) -> datetime | None:
    """Return the server's own time of a response (`Date`), to the second; None if it sent none.

    *headers* are found by their names in small letters.
    """
    return parse_http_date(headers.get("date", ""))


def retry_after(headers: Mapping[str, str]) -> timedelta | None:
    """Return the wait that `Retry-After` requests, from zero to a day; None if it requests none.

    It is a number of seconds or a date (RFC 9110, section 10.2.3). A date is compared with the response's
    own `Date`, so that a wrong clock on this machine does not matter.
    """
    text = headers.get("retry-after", "").strip()
    if _SECONDS.fullmatch(text):
        wait = timedelta(seconds=float(text))
    else:
        sent_at = response_date(headers)
        retry_at = parse_http_date(text)
        if sent_at is None or retry_at is None:
            return None
        wait = retry_at - sent_at
    return min(max(wait, timedelta(0)), LONGEST_RETRY_AFTER)
