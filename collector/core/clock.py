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
from typing import Protocol


class Stopped(Exception):
    """The owner asked the process to end: waits are interrupted, and what is not committed rolls back."""


class Clock(Protocol):
    """The time of day, the time elapsed, and waiting."""

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        ...

    def elapsed(self) -> timedelta:
        """Return the time since some fixed moment; it does not jump when the clock is set."""
        ...

    def wait(self, duration: timedelta) -> None:
        """Wait for *duration*; raises `Stopped` as soon as the process is to end."""
        ...


class SystemClock:
    """The machine's clock, whose waits end when *stop* is set."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self._stop = stop or threading.Event()

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> timedelta:
        """Return the monotonic clock's reading."""
        return timedelta(seconds=time.monotonic())

    def wait(self, duration: timedelta) -> None:
        """Sleep for *duration*, not at all if it is negative; raises `Stopped` at once when *stop* is set."""
        if self._stop.wait(max(0.0, duration.total_seconds())):
            raise Stopped
