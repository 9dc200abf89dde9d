"""When polls happen: at the steps that cron can express evenly, a few minutes past the hour, with jitter.

Every trigger counts from the present, so the clock may be set to anything at any time.

>>> print(poll_trigger(timedelta(hours=1)))
cron[hour='*/1', minute='3']
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.cron import CronTrigger
from apscheduler.triggers.interval import IntervalTrigger

from collector.core.moments import Moment

# Just after reviews become available on the hour, and not all collectors in the same second.
_MINUTE = 3
_JITTER = timedelta(minutes=2)
_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)


def new_scheduler() -> BackgroundScheduler:
    """Return a scheduler in UTC, where one run stands for all that were missed, however late."""
    return BackgroundScheduler(
        timezone=UTC,
        job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
    )


class _FromNow(BaseTrigger):  # type: ignore[misc] # APScheduler brings no types
    """The next time of *trigger* after the present, whenever it was due before.

    APScheduler 3.11 asks for every time that was missed, one after the other, even where all of them
    are one run (`Job._get_run_times`): half a million hours when a machine that started in 1970 has its
    clock set. And an interval's grid begins when it was made, which a clock that is set back puts into
    the future.
    """

    def __init__(self, trigger: BaseTrigger) -> None:
        self._trigger = trigger

    def get_next_fire_time(self, _previous: datetime | None, now: datetime) -> datetime | None:
        """Return the first time after *now*."""
        found: datetime | None = self._trigger.get_next_fire_time(now, now)
        return found

    def __str__(self) -> str:
        return str(self._trigger)


def poll_trigger(every: timedelta) -> BaseTrigger:
    """Return when to poll, in UTC. Unlike an interval trigger, it does not drift with its jitter."""
    jitter = int(min(_JITTER, every / 15).total_seconds())
    return _FromNow(CronTrigger(**_fields(every), jitter=jitter or None, timezone=UTC))


def interval_trigger(every: timedelta) -> BaseTrigger:
    """Return when to run what is run again *every* so often, from its last run on."""
    return _FromNow(IntervalTrigger(seconds=every.total_seconds(), timezone=UTC))


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
