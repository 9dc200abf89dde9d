"""Describes points that are older than InfluxDB's database keeps. Pure.

They are not an error: the state keeps the facts they are made of, and once the database keeps longer, all of
them are derived again.

>>> from collector.core.moments import DAY
>>> old = PointsTooOld(
...     points=2,
...     oldest=Moment(0),
...     newest=Moment(DAY),
...     newest_line="m v=1i 86400000000000",
...     tried_at=Moment(9),
... )
>>> print(old.sentence("home"))
2 points of 1970-01-01 to 1970-01-02 are older than “home” keeps, and are not written: they stay in the state.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from collector.core.moments import Moment
from collector.core.wording import counted, utc_day


@dataclass(frozen=True, slots=True)
class PointsTooOld:
    """The points that were too old: their number and time span, and the newest one as it was sent.

    *tried_at* is when InfluxDB last refused one of them.
    """

    points: int
    oldest: Moment
    newest: Moment
    newest_line: str
    tried_at: Moment

    def sentence(self, bucket: str) -> str:
        """Return the sentence about them."""
        oldest, newest = map(utc_day, (self.oldest, self.newest))
        verb = "is" if self.points == 1 else "are"
        when = f"of {oldest}" if oldest == newest else f"of {oldest} to {newest}"
        return (
            f"{counted(self.points, 'point')} {when} {verb} older than “{bucket}” keeps, and {verb} not "
            f"written: {'it stays' if self.points == 1 else 'they stay'} in the state."
        )

    def plus(self, other: "PointsTooOld") -> "PointsTooOld":
        """Return this and *other*, which was found later, as one."""
        newest = max((self, other), key=lambda each: each.newest)
        return PointsTooOld(
            points=self.points + other.points,
            oldest=min(self.oldest, other.oldest),
            newest=newest.newest,
            newest_line=newest.newest_line,
            tried_at=other.tried_at,
        )


def too_old(lines: Sequence[str], at: Moment) -> PointsTooOld | None:
    """Return *lines*, which InfluxDB refused as too old *at* this moment, as one; None for no line."""
    if not lines:
        return None
    newest = max(lines, key=time_of)
    return PointsTooOld(
        points=len(lines),
        oldest=Moment(min(map(time_of, lines)) // 1000),
        newest=Moment(time_of(newest) // 1000),
        newest_line=newest,
        tried_at=at,
    )


def time_of(line: str) -> int:
    """Return the time of one of our lines in nanoseconds: the part after its last blank."""
    return int(line.rpartition(" ")[2])


BROUGHT_BACK = "Then wanikani-collector rebuild brings back what was deleted, too."
REMEDY = (
    "Make it keep everything: in InfluxDB 1.x with ALTER RETENTION POLICY … DURATION INF, in 2.x with influx "
    "bucket update --retention 0. Then the next wanikani-collector poll sends them (run tries once an hour)."
)
