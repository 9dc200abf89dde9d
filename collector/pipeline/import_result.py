"""What both imports share: what became of everything, and the points of what was taken."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from collector.core.errors import NothingCollected
from collector.core.facts import Fact
from collector.core.moments import Moment
from collector.importers.rejections import Tally
from collector.points.from_facts import points
from collector.points.line_protocol import line
from collector.storage import identity as identities
from collector.storage import outbox
from collector.storage.transaction import Transaction

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


def queue(tx: Transaction, facts: Iterable[Fact]) -> None:
    """Queue the points of *facts*; raises `NothingCollected` while nobody knows whose they are."""
    who = identities.identity(tx)
    if who is None:
        raise NothingCollected
    outbox.add(tx, (line(point, who.name) for fact in facts for point in points(fact)))
