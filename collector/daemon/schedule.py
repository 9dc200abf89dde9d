"""When polls happen: at the steps that cron can express evenly, a few minutes past the hour, with jitter.

>>> print(trigger(timedelta(hours=1)))
cron[hour='*/1', minute='3']
"""

from datetime import UTC, timedelta
from typing import Any

from apscheduler.triggers.cron import CronTrigger

from collector.core.moments import Moment

# Just after reviews become available on the hour, and not all collectors in the same second.
_MINUTE = 3
_JITTER = timedelta(minutes=2)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def trigger(every: timedelta) -> CronTrigger:
    """Return when to poll, in UTC. Unlike an interval trigger, it does not drift with its jitter."""
    jitter = int(min(_JITTER, every / 15).total_seconds())
    return CronTrigger(**_fields(every), jitter=jitter or None, timezone=UTC)


def _fields(every: timedelta) -> dict[str, Any]:
    if every >= _WEEK:
        return {"day_of_week": "mon", "hour": 4, "minute": _MINUTE}
    if every >= _DAY:
        return {"hour": 4, "minute": _MINUTE}
    if every >= _HOUR:
        return {"hour": f"*/{every // _HOUR}", "minute": _MINUTE}
    if every < timedelta(minutes=1):
        return {"second": f"*/{every // timedelta(seconds=1)}"}
    if every < timedelta(minutes=15):
        return {"minute": f"*/{every // timedelta(minutes=1)}"}
    return {"minute": f"{_MINUTE}-59/{every // timedelta(minutes=1)}"}


def overdue(last_success: Moment | None, now: Moment, every: timedelta) -> bool:
    """Return True if the next poll need not wait: a restart loop must not send request after request."""
    return last_success is None or not 0 <= now - last_success < every // timedelta(microseconds=1)


def fell_back(by_the_clock: timedelta, really: timedelta) -> bool:
    """Return True if the clock was set back while *really* passed: it went on by *by_the_clock*."""
    return really - by_the_clock > timedelta(minutes=1)
