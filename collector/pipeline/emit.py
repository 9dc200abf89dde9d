"""From facts to the outbox. `queued_points` is the only way in: nothing else calls `outbox.add`.

>>> from pathlib import Path
>>> from tempfile import TemporaryDirectory
>>> from collector.core.facts import StudyDay
>>> from collector.core.moments import Moment
>>> from collector.storage.database import open_store
>>> with TemporaryDirectory() as folder:
...     store = open_store(Path(folder) / "state.sqlite")
...     with store.transaction() as tx:
...         with queued_points(tx, "koichi") as queue:
...             queue.add([StudyDay(Moment(0), reviews=2, correct=1, lessons=0, sessions=1, study_seconds=9)])
...         [waiting] = outbox.oldest(tx, 10)
...     store.close()
>>> queue.count
1
>>> waiting.line.startswith("study_day,account=koichi reviews=2i,")
True
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from collector.core.errors import NothingCollected
from collector.core.facts import Fact
from collector.points.from_facts import points
from collector.points.line_protocol import line
from collector.storage import identity, outbox
from collector.storage.transaction import Transaction

_BATCH = 500


class PointQueue:
    """Queues the points of facts for delivery, inside the caller's transaction, in the order they are added.

    Every point carries *account_name*. *count* is the number of points queued so far. They reach the outbox
    in batches: memory stays flat, however many there are.
    """

    def __init__(self, tx: Transaction, account_name: str) -> None:
        self._tx = tx
        self._lines: list[str] = []
        self.account_name = account_name
        self.count = 0

    def add(self, facts: Iterable[Fact]) -> None:
        """Queue the points of *facts*."""
        for fact in facts:
            lines = [line(point, self.account_name) for point in points(fact)]
            self._lines += lines
            self.count += len(lines)
            if len(self._lines) >= _BATCH:
                self.flush()

    def flush(self) -> None:
        """Put what is queued so far into the outbox."""
        outbox.add(self._tx, self._lines)
        self._lines = []


@contextmanager
def queued_points(tx: Transaction, account_name: str) -> Iterator[PointQueue]:
    """Yield a queue whose points are all in the outbox once the block ends."""
    queue = PointQueue(tx, account_name)
    yield queue
    queue.flush()


@contextmanager
def queue_of(tx: Transaction) -> Iterator[PointQueue]:
    """Yield the queue of the account whose state this is; raises `NothingCollected` before it has a name."""
    who = identity.identity(tx)
    if who is None:
        raise NothingCollected
    with queued_points(tx, who.name) as queue:
        yield queue
