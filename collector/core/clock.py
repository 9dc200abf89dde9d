"""The only place that asks what time it is, and the only one that waits."""

import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Stopped(Exception):
    """The owner asked the process to end; whoever was waiting lets go at once."""


class Clock(Protocol):
    """What time it is, how much of it went by, and how to let some go by."""

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        ...

    def elapsed(self) -> timedelta:
        """Return time gone by since some fixed moment; never jumps when the clock is set."""
        ...

    def wait(self, duration: timedelta) -> None:
        """Let *duration* go by; raise `Stopped` as soon as the process is to end."""
        ...


class SystemClock:
    """The machine's own clock, whose waits end when *stop* is set."""

    def __init__(self, stop: threading.Event | None = None) -> None:
        self._stop = stop or threading.Event()

    def now(self) -> datetime:
        """Return the present, aware, in UTC."""
        return datetime.now(UTC)

    def elapsed(self) -> timedelta:
        """Return the monotonic clock's reading."""
        return timedelta(seconds=time.monotonic())

    def wait(self, duration: timedelta) -> None:
        """Sleep for *duration*; raise `Stopped` at once when the process is to end."""
        if self._stop.wait(max(0.0, duration.total_seconds())):
            raise Stopped
