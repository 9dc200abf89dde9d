"""Numbers, moments and durations as every sentence writes them. Pure."""

import re
from collections.abc import Sequence
from datetime import date, timedelta

from collector.core.moments import SECOND, Moment, instant

_CONTROLS = re.compile(r"[\x00-\x09\x0b\x0c\x0e-\x1f\x7f-\x9f]")


def visible(text: str) -> str:
    r"""Return *text* without control characters, which a terminal would obey; ends of lines stay.

    >>> visible("\x1b[2Jone\ttwo\nthree")
    '[2Jone two\nthree'
    """
    return _CONTROLS.sub("", text.replace("\t", " "))


def counted(number: int, noun: str) -> str:
    """Return *number* with its *noun*, in the plural where it is not one.

    >>> counted(1036, "lesson"), counted(1, "lesson"), counted(0, "lesson")
    ('1,036 lessons', '1 lesson', '0 lessons')
    """
    return f"{number:,} {plural(number, noun)}"


def names_in_words(names: Sequence[str], most: int = 10) -> str:
    """Return *names* with commas between them, of more than *most* the first and how many follow.

    >>> names_in_words(["anna", "ben"]), names_in_words(["anna", "ben", "carl"], most=2)
    ('anna, ben', 'anna, ben and 1 more')
    """
    more = f" and {len(names) - most:,} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more


def plural(number: int, noun: str) -> str:
    """Return *noun* as it stands after *number*.

    >>> plural(1, "day"), plural(2, "day")
    ('day', 'days')
    """
    return noun if number == 1 else f"{noun}s"


def dated(day: date) -> str:
    """Return *day* as sentences write it.

    >>> dated(date(1970, 1, 1))
    '1 January 1970'
    """
    return f"{day.day} {day:%B %Y}"


def utc_day(at: Moment) -> str:
    """Return the day that *at* lies in, by UTC.

    >>> utc_day(Moment(0))
    '1970-01-01'
    """
    return f"{instant(at):%Y-%m-%d}"


def utc_minute(at: Moment) -> str:
    """Return *at* to the minute.

    >>> utc_minute(Moment(59 * SECOND))
    '1970-01-01 00:00 UTC'
    """
    return f"{instant(at):%Y-%m-%d %H:%M} UTC"


def utc_second(at: Moment) -> str:
    """Return *at* to the second; raises `OverflowError` where no calendar has it.

    >>> utc_second(Moment(59 * SECOND))
    '1970-01-01 00:00:59 UTC'
    """
    return f"{instant(at):%Y-%m-%d %H:%M:%S} UTC"


def duration_in_words(duration: timedelta) -> str:
    """Return *duration* by its two largest units.

    >>> [duration_in_words(timedelta(seconds=each)) for each in (167_243, 3660, 75, 86_400)]
    ['1 day 22 h', '1 h 1 min', '1 min 15 s', '1 day']
    """
    seconds = duration // timedelta(seconds=1)
    parts = []
    for size, unit in ((86_400, "day"), (3600, "h"), (60, "min"), (1, "s")):
        count, seconds = divmod(seconds, size)
        named = plural(count, unit) if unit == "day" else unit
        parts.append(f"{count:,} {named}" if count else "")
    first = next((place for place, part in enumerate(parts) if part), len(parts) - 1)
    return " ".join(part for part in parts[first : first + 2] if part) or "0 s"


def age(then: Moment, now: Moment) -> str:
    """Return how long ago *then* was, in the largest unit that says it: `3 min`, `5 h`, `12 d`."""
    seconds = max(0, now - then) // SECOND
    for unit, name in ((86_400, "d"), (3600, "h"), (60, "min")):
        if seconds >= 2 * unit or (unit == 60 and seconds >= 60):
            return f"{seconds // unit} {name}"
    return f"{seconds} s"
