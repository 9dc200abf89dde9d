"""From facts to the outbox. `PointQueue` is the only way in: nothing else calls `outbox.add`.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from collector.core.facts import StudyDay
>>> from collector.core.moments import Moment
>>> from collector.storage.database import open_store
>>> with TemporaryDirectory() as folder:
...     store = open_store(Path(folder) / "state.sqlite")
...     with store.transaction() as tx:
...         queue = PointQueue(tx, "koichi")
...         queue.add([StudyDay(at=Moment(0), reviews=2, correct=1, lessons=0, sessions=1, study_seconds=9)])
...         [waiting] = outbox.oldest(tx, 10)
...     store.close()
>>> queue.count
1
>>> waiting.line.startswith("study_day,account=koichi reviews=2i,")
True
"""

from collections.abc import Iterable

from collector.core.batches import batched
from collector.core.errors import NothingCollected
from collector.core.facts import Fact
from collector.points.from_facts import points
from collector.points.line_protocol import line
from collector.storage import identity, outbox
from collector.storage.transaction import Transaction

_BATCH = 500


class PointQueue:
    """Queues the points of facts for delivery, inside the caller's transaction, in the order they are added.

    Every point carries *account_name*. *count* is the number of points queued so far.
    """

    def __init__(self, tx: Transaction, account_name: str) -> None:
        self._tx = tx
        self.account_name = account_name
        self.count = 0

    def add(self, facts: Iterable[Fact]) -> None:
        """Queue the points of *facts*, a batch at a time: memory stays flat, however many there are."""
        for batch in batched(facts, _BATCH):
            lines = [line(point, self.account_name) for fact in batch for point in points(fact)]
            outbox.add(self._tx, lines)
            self.count += len(lines)


def queue_of(tx: Transaction) -> PointQueue:
    """Return the queue of the account whose state this is; raises `NothingCollected` before it has a name."""
    who = identity.identity(tx)
    if who is None:
        raise NothingCollected
    return PointQueue(tx, who.name)
