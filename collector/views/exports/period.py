"""Times as people write them: `7d`, `12h`, `2w`, `2026-01-01`, `2026-01-01 18:30`, `today`. Pure."""

import re
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date, midnight
from collector.core.moments import Moment, instant, moment

EXAMPLES = "7d, 12h, 2w, 2026-01-01, 2026-01, 2026-01-01T18:30, today, yesterday"
_STEP = re.compile(r"([0-9]{1,5})([hdw])")
_HOURS = {"h": 1, "d": 24, "w": 168}
_MONTH = re.compile(r"[0-9]{4}-[0-9]{2}")


def start(text: str, now: Moment, zone: ZoneInfo) -> Moment:
    """Return the start of a period that starts at *text*: of a day its midnight.

    Raises ValueError when *text* is not a time, or one that is too far away.
    """
    back = _step(text)
    if back is not None:
        return _from(now, -back)
    found = _days(text, now, zone)
    return midnight(found[0], zone) if found else _clock_time(text, zone)


def end(text: str, now: Moment, zone: ZoneInfo, *, ahead: bool = False) -> Moment:
    """Return the end of a period that ends with *text*: the end of a day; `7d` is that long ago, or *ahead*.

    Raises ValueError when *text* is not a time, or one that is too far away.
    """
    back = _step(text)
    if back is not None:
        return _from(now, back if ahead else -back)
    found = _days(text, now, zone)
    return midnight(found[1], zone) if found else _clock_time(text, zone)


def _step(text: str) -> timedelta | None:
    found = _STEP.fullmatch(text.strip().lower())
    return timedelta(hours=int(found[1]) * _HOURS[found[2]]) if found else None


def _from(now: Moment, step: timedelta) -> Moment:
    """Return *now* plus *step*. Raises ValueError when no calendar has it."""
    try:
        return moment(instant(now) + step)
    except OverflowError:
        raise ValueError("too far away") from None


def _days(text: str, now: Moment, zone: ZoneInfo) -> tuple[date, date] | None:
    """Return the first day of *text*, and the first day after it; None if it names no day or month."""
    text = text.strip().lower()
    today = local_date(now, zone)
    one_day = timedelta(days=1)
    if text in {"today", "yesterday"}:
        day = today if text == "today" else today - one_day
        return day, day + one_day
    if _MONTH.fullmatch(text):
        first = date.fromisoformat(f"{text}-01")
        return first, (first + timedelta(days=31)).replace(day=1)
    try:
        day = date.fromisoformat(text)
        return day, day + one_day
    except (ValueError, OverflowError):
        return None


def _clock_time(text: str, zone: ZoneInfo) -> Moment:
    at = datetime.fromisoformat(text.strip())
    return moment(at if at.tzinfo else at.replace(tzinfo=zone))
