"""Moments as whole microseconds since 1970: exact, comparable, and what SQLite can store.

WaniKani stamps things to the microsecond. A float of seconds cannot hold that, so no float is used.
"""

from datetime import UTC, datetime, timedelta
from typing import NewType

Moment = NewType("Moment", int)

MICROSECOND = timedelta(microseconds=1)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

# A period that contains every moment there is.
ALWAYS = (Moment(0), Moment(2**62))


def moment(at: datetime) -> Moment:
    """Return the microseconds from 1970 to *at*, which must be aware."""
    return Moment((at - _EPOCH) // MICROSECOND)


def instant(at: Moment) -> datetime:
    """Return *at* as an aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def hour_of(at: Moment) -> Moment:
    """Return the start of the hour of *at*."""
    return Moment(at - at % HOUR)


def seconds_between(start: Moment, end: Moment) -> int:
    """Return the whole seconds from *start* to *end*, rounded down."""
    return (end - start) // SECOND


def nanoseconds(at: Moment) -> int:
    """Return *at* as InfluxDB counts time."""
    return at * 1000
