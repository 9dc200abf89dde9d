"""Dates in headers: whole seconds, in the words of RFC 9110, section 5.6.7."""

from datetime import datetime
from functools import lru_cache

import werkzeug.http


def http_date(moment: datetime) -> str:
    """Return *moment*, which is aware, as headers write it."""
    return _of_second(moment.replace(microsecond=0))


@lru_cache(maxsize=256)
def _of_second(second: datetime) -> str:
    return werkzeug.http.http_date(second)
