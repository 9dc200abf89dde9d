"""Points on their way to InfluxDB, as the very text that will be sent.

Without a server they stay here, and this is the embedded store; the day a server is set they are all
delivered. A line leaves only when the server has it, or states why it refuses it.

Lines are kept in compressed batches, those of one poll together: ten years of them wait in a fifth of the
space. They are numbered in the order they came; a batch goes by the number of its last line.
"""

import zlib
from collections.abc import Sequence
from typing import NamedTuple

from collector.core.moments import Moment
from collector.core.retention import PointsTooOld
from collector.storage.rows import insert, record, records, upsert, value
from collector.storage.transaction import Transaction


class OutboxRow(NamedTuple):
    """One line and its place in the queue."""

    id: int
    line: str


class RejectedPoint(NamedTuple):
    """A line that the server refused, and what it said."""

    line: str
    reason: str


class _Batch(NamedTuple):
    """So many lines as its *size*, *packed* into one; the last of them has the number *id*."""

    id: int
    size: int
    packed: bytes

    def rows(self) -> list[OutboxRow]:
        """Return the lines with their numbers."""
        lines = zlib.decompress(self.packed).decode().split("\n")
        return [OutboxRow(number, line) for number, line in enumerate(lines, self.id - self.size + 1)]


def add(tx: Transaction, lines: Sequence[str]) -> None:
    """Queue *lines*, none of which holds a newline, in their order: later ones may overwrite earlier ones."""
    if lines:
        last = value(tx.execute("SELECT seq FROM sqlite_sequence WHERE name = 'outbox'")) or 0
        insert(tx, "outbox", [_batch(last + len(lines), lines)])


def _batch(last: int, lines: Sequence[str]) -> _Batch:
    # The usual level 6 takes twice as long for a tenth less.
    return _Batch(last, len(lines), zlib.compress("\n".join(lines).encode(), level=3))


def oldest(tx: Transaction, most: int, *, after: int = 0) -> list[OutboxRow]:
    """Return the *most* oldest lines that wait, of those with a number *after* that one."""
    rows: list[OutboxRow] = []
    for batch in records(_Batch, tx.execute("SELECT * FROM outbox WHERE id > ? ORDER BY id", (after,))):
        found = batch.rows()
        rows += found if batch.id - batch.size >= after else [row for row in found if row.id > after]
        if len(rows) >= most:
            break
    return rows[:most]


def remove_up_to(tx: Transaction, last: int) -> None:
    """Take the lines up to the number *last* out of the queue: they leave from the front only."""
    cut = record(_Batch, tx.execute("SELECT * FROM outbox WHERE id > ? ORDER BY id LIMIT 1", (last,)))
    tx.execute("DELETE FROM outbox WHERE id <= ?", (last,))
    if cut is not None and cut.id - cut.size < last:
        left = [row.line for row in cut.rows() if row.id > last]
        upsert(tx, "outbox", [_batch(cut.id, left)])


def keep_rejected(tx: Transaction, rejected: Sequence[RejectedPoint], at: Moment) -> None:
    """Keep lines apart that the server refused *at* this moment, with the reason."""
    insert(tx, "rejected", rejected, at=at)


def count_too_old(tx: Transaction, found: PointsTooOld | None) -> None:
    """Count lines that are too old for the database with those before.

    Their facts stay in the ledger: `rebuild` derives the lines again.
    """
    before = points_too_old(tx)
    if found is not None:
        upsert(tx, "too_old", [before.plus(found) if before else found], key="one", one=1)


def points_too_old(tx: Transaction) -> PointsTooOld | None:
    """Return what was too old for the database since the last rebuild, None where nothing was."""
    return record(PointsTooOld, tx.execute("SELECT * FROM too_old"))


def still_too_old(tx: Transaction, at: Moment) -> None:
    """Store that the newest of them was retried *at* this moment and refused."""
    tx.execute("UPDATE too_old SET tried_at = ?", (at,))


def pending(tx: Transaction) -> int:
    """Return how many lines wait, without counting them one by one.

    Numbers are given in order and lines leave from the front only, so there are no gaps. Without a server a
    million lines wait here, and every poll needs the number.
    """
    ends = "SELECT (SELECT max(id) FROM outbox) - (SELECT id - size FROM outbox ORDER BY id LIMIT 1)"
    return value(tx.execute(ends)) or 0


def rejected(tx: Transaction) -> int:
    """Return how many lines the server ever refused."""
    return int(value(tx.execute("SELECT count(*) FROM rejected")))


def last_rejection(tx: Transaction) -> RejectedPoint | None:
    """Return the line refused last, None while none was."""
    return record(RejectedPoint, tx.execute("SELECT * FROM rejected ORDER BY id DESC LIMIT 1"))


def clear(tx: Transaction) -> None:
    """Forget all queued, refused and too old points: only for `rebuild`, which queues all of them again."""
    tx.execute("DELETE FROM outbox")
    tx.execute("DELETE FROM rejected")
    tx.execute("DELETE FROM too_old")
