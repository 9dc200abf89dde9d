"""The time that WaniKani's responses confirm, carried on by a monotonic clock.

A home server may start in 1970, or at the time of its last shutdown, until the network is there. Its clock is
not trusted; the time since the machine started is, so one response dates everything that was read since then,
before the response and after it.

>>> hour = 3600 * 1_000_000
>>> answer = Confirmation(Moment(500_000 * hour), ClockReading("this start", 10 * hour))
>>> answer.moment_of(ClockReading("this start", 7 * hour)) == Moment(499_997 * hour)
True
>>> answer.moment_of(ClockReading("an earlier start", 7 * hour)) is None
True
"""

from typing import NamedTuple

from collector.core.moments import Moment


class ClockReading(NamedTuple):
    """The microseconds *elapsed* on the clock of one *boot*; readings of two boots cannot be compared."""

    boot: str
    elapsed: int


class Confirmation(NamedTuple):
    """An answer of WaniKani's: it was *at* when this machine's clock showed *reading*."""

    at: Moment
    reading: ClockReading

    def moment_of(self, reading: ClockReading) -> Moment | None:
        """Return the moment of *reading*, to the second; None if it is of another boot."""
        if reading.boot != self.reading.boot:
            return None
        return Moment(self.at + reading.elapsed - self.reading.elapsed)
