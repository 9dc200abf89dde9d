"""A clock for simulated worlds: it stands still until it is set, and waiting takes no time."""

from datetime import datetime, timedelta


class FastForward:
    """Tells pretend time; whoever waits skips it. *waited* is how much was skipped in all."""

    def __init__(self, now: datetime) -> None:
        self._now = self._begin = now
        self.waited = timedelta(0)

    def now(self) -> datetime:
        """Return the pretend present."""
        return self._now

    def elapsed(self) -> timedelta:
        """Return pretend time gone by since the beginning."""
        return self._now - self._begin

    def wait(self, duration: timedelta) -> None:
        """Skip *duration*."""
        self._now += duration
        self.waited += duration

    def set(self, now: datetime) -> None:
        """Go to *now*; time never goes back."""
        self._now = max(self._now, now)
