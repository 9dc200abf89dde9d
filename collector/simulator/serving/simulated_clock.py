"""A clock for simulated worlds: it stands still until it is set, and waiting takes no real time."""

from datetime import datetime, timedelta


class SimulatedClock:
    """Shows simulated time; waiting skips it. *waited* is the time skipped in all."""

    boot = "simulated"

    def __init__(self, now: datetime) -> None:
        self._now = self._start = now
        self.waited = timedelta(0)

    def now(self) -> datetime:
        """Return the simulated present."""
        return self._now

    def elapsed(self) -> timedelta:
        """Return the simulated time since the start."""
        return self._now - self._start

    def wait(self, duration: timedelta) -> None:
        """Skip *duration*."""
        self._now += duration
        self.waited += duration

    def set(self, now: datetime) -> None:
        """Set the time to *now*; it never goes back."""
        self._now = max(self._now, now)
