"""What both imports share: what became of everything, and the points of what was taken."""

from collections.abc import Callable
from dataclasses import dataclass, field

from collector.core.moments import Moment
from collector.importers.rejections import Tally

AT_ONCE = 500
# Shows, in words, how far it has come.
Progress = Callable[[str], None]


@dataclass(slots=True)
class Imported:
    """What became of everything: *taken* now, *there* already, or refused."""

    taken: int = 0
    there: int = 0
    first: Moment | None = None
    last: Moment | None = None
    refused: Tally = field(default_factory=Tally)

    def take(self, at: Moment) -> None:
        """Note that something of *at* was taken."""
        self.taken += 1
        self.first = at if self.first is None else min(self.first, at)
        self.last = at if self.last is None else max(self.last, at)

    @property
    def seen(self) -> int:
        """All that was looked at."""
        return self.taken + self.there + self.refused.total
