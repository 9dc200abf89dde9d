"""The only place that reads the machine's time, and the only one that waits.

>>> clock = SystemClock()
>>> before = clock.elapsed()
>>> clock.wait(timedelta(milliseconds=1))
>>> clock.elapsed() - before >= timedelta(milliseconds=1)
True
"""

import threading
import time
from datetime import UTC, datetime, timedelta
from functools import cached_property
from pathlib import Path
from typing import Protocol
from uuid import uuid4

from collector.core.confirmed_time import ClockReading

# Unlike the monotonic clock it goes on while the machine sleeps; Linux has it, macOS needs it not.
_SINCE_BOOT = getattr(time, "CLOCK_BOOTTIME", getattr(time, "CLOCK_MONOTONIC", None))
_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


class Stopped(Exception):
    """The process was told to stop: waits are interrupted, and uncommitted changes roll back."""


class Clock(Protocol):
    """The time of day, the time elapsed, and waiting."""

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        ...

    @property
    def boot(self) -> str:
        """Return what names the fixed moment of `elapsed`: the same for all who count from it."""
        ...

    def elapsed(self) -> timedelta:
        """Return the time since some fixed moment; it does not jump when the clock is set."""
        ...

    def wait(self, duration: timedelta) -> None:
        """Wait for *duration*; raises `Stopped` as soon as the process is to end."""
        ...


def read_clock(clock: Clock) -> ClockReading:
    """Return a reading of *clock*'s monotonic time."""
    return ClockReading(clock.boot, clock.elapsed() // timedelta(microseconds=1))


class SystemClock:
    """The machine's clock, whose waits end when *stop* is set."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self._stop = stop or threading.Event()

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        return datetime.now(UTC)

    @cached_property
    def boot(self) -> str:
        """Return the name of this start of the machine (Linux, random(4)), elsewhere of this clock alone."""
        try:
            return _BOOT_ID.read_text("ascii").strip()
        except OSError:
            return uuid4().hex

    def elapsed(self) -> timedelta:
        """Return the time since the machine started, sleep included where the system counts it."""
        if _SINCE_BOOT is None:
            return timedelta(seconds=time.monotonic())
        return timedelta(microseconds=time.clock_gettime_ns(_SINCE_BOOT) // 1000)

    def wait(self, duration: timedelta) -> None:
        """Sleep for *duration*, not at all if it is negative; raises `Stopped` at once when *stop* is set."""
        if self._stop.wait(max(0.0, duration.total_seconds())):
            raise Stopped
