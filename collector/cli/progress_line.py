"""A progress line, on terminals only."""

import sys
from datetime import datetime, timedelta
from types import TracebackType

from collector.core.clock import Clock

NOTICEABLE = timedelta(seconds=2)


class Progress:
    """Overwrites one line of standard error, if that is a terminal; the line is gone at the end."""

    def __init__(self) -> None:
        self._stream = sys.stderr if sys.stderr.isatty() else None
        self._shown = 0

    def __enter__(self) -> "Progress":
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.echo("")

    def page(self, endpoint: str, page: int, pages: int) -> None:
        """Show which page of an endpoint has arrived."""
        self.echo(f"WaniKani: {endpoint.replace('_', ' ')} {page}/{pages}")

    def points(self, delivered: int, pending: int) -> None:
        """Show how many points are on their way."""
        self.echo(f"InfluxDB: {delivered:,} of {delivered + pending:,} points")

    def echo(self, text: str) -> None:
        """Show *text* in place of what was shown before."""
        if self._stream is None:
            return
        self._stream.write("\r" + text.ljust(self._shown) + ("\r" if not text else ""))
        self._stream.flush()
        self._shown = len(text)


class AnnouncingClock:
    """A clock that shows what a longer wait is for."""

    def __init__(self, clock: Clock, progress: Progress) -> None:
        self._clock = clock
        self._progress = progress

    def now(self) -> datetime:
        """Return the present."""
        return self._clock.now()

    @property
    def boot(self) -> str:
        """Return what names the fixed moment of `elapsed`."""
        return self._clock.boot

    def elapsed(self) -> timedelta:
        """Return the clock's monotonic reading."""
        return self._clock.elapsed()

    def wait(self, duration: timedelta) -> None:
        """Wait, and show so when it takes two seconds or more."""
        if duration >= NOTICEABLE:
            self._progress.echo(
                f"Waiting {duration.total_seconds():.0f} s before the next request to WaniKani …"
            )
        self._clock.wait(duration)
