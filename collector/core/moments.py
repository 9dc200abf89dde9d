"""Moments as whole microseconds since 1970: exact, comparable, and what SQLite can store.

WaniKani stamps things to the microsecond. A float of seconds cannot hold that, so no float is used.
"""

from datetime import UTC, datetime, timedelta
from typing import NewType

Moment = NewType("Moment", int)

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)

SECOND = 1_000_000
HOUR = 3600 * SECOND
DAY = 24 * HOUR

# A period that contains every moment there is.
ALWAYS = (Moment(0), Moment(2**62))


def moment(at: datetime) -> Moment:
    """Return the microseconds from 1970 to *at*, which must be aware."""
    return Moment((at - _EPOCH) // _MICROSECOND)


def moment_or_none(at: datetime | None) -> Moment | None:
    """Return the moment of *at*, if there is one."""
    return None if at is None else moment(at)


def instant(at: Moment) -> datetime:
    """Return *at* as an aware datetime in UTC."""
    return _EPOCH + timedelta(microseconds=at)


def hour_of(at: Moment) -> Moment:
    """Return the start of the hour that *at* lies in."""
    return Moment(at - at % HOUR)


def seconds_between(start: Moment, end: Moment) -> int:
    """Return the whole seconds from *start* to *end*, rounded down."""
    return (end - start) // SECOND


def nanoseconds(at: Moment) -> int:
    """Return *at* as InfluxDB counts time."""
    return at * 1000


def length(duration: timedelta) -> str:
    """Return *duration* in words, by its two largest units.

    >>> length(timedelta(seconds=167_243)), length(timedelta(minutes=61)), length(timedelta(seconds=75))
    ('1 day 22 h', '1 h 1 min', '1 min 15 s')
    """
    seconds = duration // timedelta(seconds=1)
    parts = []
    for size, unit in ((86_400, "day"), (3600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        plural = "s" if unit == "day" and count != 1 else ""
        parts.append(f"{count:,} {unit}{plural}" if count else "")
    first = next((place for place, part in enumerate(parts) if part), len(parts) - 1)
    return " ".join(part for part in parts[first : first + 2] if part) or "0 s"


def age(then: Moment, now: Moment) -> str:
    """Return how long ago *then* was, in the largest unit that says it: `3 min`, `5 h`, `12 d`."""
    seconds = max(0, now - then) // SECOND
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit or (unit == 60 and seconds >= 60):
            return f"{seconds // unit} {name}"
    return f"{seconds} s"
