"""How long a poll goes on before it is left to the next one."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from collector.core.clock import Clock

# The owner is promised an end within 90 s. A read that begins in time may outlast this by `READ`.
GIVE_UP_AFTER = timedelta(seconds=60)
READ = timedelta(seconds=25)
# Connecting tries every address of the host for this long each.
CONNECT = timedelta(seconds=5)
# A first sync over a slow line is no trouble as long as pages keep coming.
FURTHER_PAGE = timedelta(seconds=10)
ALL_FURTHER_PAGES = timedelta(minutes=10)


class TimeBudget:
    """The time that is left to a poll: what it spends on anything but the rate window and further pages."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._end = clock.elapsed() + GIVE_UP_AFTER
        self._to_give_back = ALL_FURTHER_PAGES

    @property
    def left(self) -> timedelta:
        """How long the poll may still go on; negative when its time is over."""
        return self._end - self._clock.elapsed()

    def pause(self, duration: timedelta) -> None:
        """Let some of the poll's own time go by; raises `Stopped` at once when the process is to end."""
        self._clock.wait(duration)

    def wait_aside(self, duration: timedelta) -> None:
        """Wait for the rate window, which the poll's own time does not pay for; raises like `pause`."""
        before = self._clock.elapsed()
        self._clock.wait(duration)
        self._end += self._clock.elapsed() - before

    @contextmanager
    def for_a_further_page(self) -> Iterator[None]:
        """Give back what a further page took, once it is there: some seconds each, some minutes in all."""
        before = self.left
        yield
        given = min(before - self.left, FURTHER_PAGE, self._to_give_back)
        self._to_give_back -= given
        self._end += given
