"""Points on their way to InfluxDB, as the very text that will be sent.

Without a server they stay here, and this is the embedded store; the day a server is set they are all
delivered. A line leaves only when the server has it, or with the server's written reason.
"""

from collections.abc import Iterable
from typing import NamedTuple

from collector.core.moments import Moment
from collector.core.retention import PointsTooOld
from collector.storage.rows import record, records, upsert, value
from collector.storage.transaction import Transaction


class OutboxRow(NamedTuple):
    """One line and its place in the queue."""

    id: int
    line: str


class RejectedPoint(NamedTuple):
    """A line that the server refused, and what it said."""

    id: int
    line: str
    reason: str


def add(tx: Transaction, lines: Iterable[str]) -> None:
    """Queue *lines* in their order: later ones may overwrite earlier ones."""
    tx.executemany("INSERT INTO outbox (line) VALUES (?)", ((line,) for line in lines))


def oldest(tx: Transaction, most: int) -> list[OutboxRow]:
    """Return the *most* oldest lines that wait."""
    return list(records(OutboxRow, tx.execute("SELECT * FROM outbox ORDER BY id LIMIT ?", (most,))))


def accept(tx: Transaction, ids: Iterable[int]) -> None:
    """Take lines that the server has out of the queue."""
    tx.executemany("DELETE FROM outbox WHERE id = ?", ((row,) for row in ids))


def refuse(tx: Transaction, refused: Iterable[RejectedPoint], at: Moment) -> None:
    """Take refused lines out of the queue and keep them apart, with the reason."""
    refused = list(refused)
    accept(tx, (point.id for point in refused))
    upsert(tx, "rejected", refused, at=at)


def set_aside(tx: Transaction, ids: Iterable[int], found: PointsTooOld | None) -> None:
    """Take lines out of the queue that are too old for the database, and count them with those before.

    Their facts stay in the ledger: `rebuild` derives the lines again.
    """
    accept(tx, ids)
    before = points_too_old(tx)
    if found is not None:
        upsert(tx, "too_old", [before.plus(found) if before else found], key="one", one=1)


def points_too_old(tx: Transaction) -> PointsTooOld | None:
    """Return what was too old for the database since the last rebuild, None where nothing was."""
    return record(PointsTooOld, tx.execute("SELECT * FROM too_old"))


def still_too_old(tx: Transaction, at: Moment) -> None:
    """Store that the newest of them was tried again *at* this moment, in vain."""
    tx.execute("UPDATE too_old SET tried_at = ?", (at,))


def pending(tx: Transaction) -> int:
    """Return how many lines wait, without counting them one by one.

    Ids are given in order and lines leave from the front only, accepted or refused, so there are no
    gaps. Without a server a million lines wait here, and every poll asks.
    """
    ends = "SELECT (SELECT max(id) FROM outbox) - (SELECT min(id) FROM outbox) + 1"
    return value(tx.execute(ends)) or 0


def rejected(tx: Transaction) -> int:
    """Return how many lines the server ever refused."""
    return int(value(tx.execute("SELECT count(*) FROM rejected")))


def last_rejection(tx: Transaction) -> RejectedPoint | None:
    """Return the line refused last, None while none was."""
    return record(RejectedPoint, tx.execute("SELECT * FROM rejected ORDER BY id DESC LIMIT 1"))


def clear(tx: Transaction) -> None:
    """Forget what waits, was refused or too old: only `rebuild` may, which queues all of it again."""
    tx.execute("DELETE FROM outbox")
    tx.execute("DELETE FROM rejected")
    tx.execute("DELETE FROM too_old")
