"""Schedules polls: at even steps, a few minutes past the hour, with jitter; many accounts' are spread.

All counts from the present, so the clock may be set to anything at any time.

>>> print(next_poll(datetime(2024, 1, 1, 12, 4, tzinfo=UTC), timedelta(hours=1)))
2024-01-01 13:03:00+00:00
"""

from datetime import UTC, datetime, timedelta
from hashlib import blake2b

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.base import BaseTrigger
from apscheduler.triggers.interval import IntervalTrigger

from collector.config.values import DEFAULT_ACCOUNT
from collector.core.moments import Moment

# Just after reviews become available on the hour, and not all collectors in the same second.
_PAST_THE_HOUR = timedelta(minutes=3)
_IN_THE_NIGHT = timedelta(hours=4)
_JITTER = timedelta(minutes=2)
_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_A_MONDAY = datetime(1970, 1, 5, tzinfo=UTC)
# How far apart accounts are polled that begin together, and within what part of the interval they all are.
_START_SPACING = timedelta(milliseconds=200)
_START_WITHIN = 12


def new_scheduler() -> BackgroundScheduler:
    """Return a scheduler in UTC, where one run replaces all that were missed, however late."""
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


def next_poll(
    now: datetime, every: timedelta, offset: timedelta = timedelta(0), jitter: float = 0.0
) -> datetime:
    """Return when to poll next after *now*, in UTC: *offset* after the step, and up to two minutes later.

    *jitter*, from 0 to 1, says how much later. The steps do not drift with it.
    """
    first = _A_MONDAY + offset
    if every >= _DAY:
        first += _IN_THE_NIGHT
    if every >= timedelta(minutes=15):
        first += _PAST_THE_HOUR
    step = first + every * ((now - first) // every + 1)
    return step + jitter * min(_JITTER, every / 15)


def spread(name: str) -> float:
    """Return where an account's turn is, from 0 up to 1: always the same for *name*, and even over names.

    >>> f"{spread('anna'):.3f} {spread('ben'):.3f}"
    '0.814 0.600'
    """
    return int.from_bytes(blake2b(name.encode(), digest_size=8).digest()) / 2**64


def poll_offset(name: str, every: timedelta, accounts: int) -> timedelta:
    """Return how long after each step *name*, one of so many *accounts*, is polled: at its own time of them.

    An only account, and the one without a name, is polled at the step itself.
    """
    return timedelta(0) if accounts == 1 or name == DEFAULT_ACCOUNT else spread(name) * every


def start_delay(name: str, every: timedelta, together: int) -> timedelta:
    """Return how long *name* waits for a poll that is overdue where so many accounts begin *together*."""
    return spread(name) * min((together - 1) * _START_SPACING, every / _START_WITHIN)


def interval_trigger(every: timedelta) -> BaseTrigger:
    """Return when to run what is run again *every* so often, from its last run on."""
    return _FromNow(IntervalTrigger(seconds=every.total_seconds(), timezone=UTC))


def overdue(last_success: Moment | None, now: Moment, every: timedelta) -> bool:
    """Return True if the next poll need not wait: a restart loop must not send request after request."""
    return last_success is None or not 0 <= now - last_success < every // timedelta(microseconds=1)


def fell_back(by_the_clock: timedelta, really: timedelta) -> bool:
    """Return True if the clock was set back while *really* passed: it went on by *by_the_clock*."""
    return really - by_the_clock > timedelta(minutes=1)
