"""Points on their way to InfluxDB, as the very text that will be sent.

Without a server they stay here, and this is the embedded store; the day a server is set they are all
delivered. A line leaves only when the server has it, or with the server's written reason.
"""

from collections.abc import Iterable
from typing import NamedTuple

from collector.core.moments import Moment
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
    rows = tx.execute("SELECT id, line FROM outbox ORDER BY id LIMIT ?", (most,))
    return [OutboxRow(*row) for row in rows]


def accept(tx: Transaction, ids: Iterable[int]) -> None:
    """Let go of lines that the server has."""
    tx.executemany("DELETE FROM outbox WHERE id = ?", ((row,) for row in ids))


def refuse(tx: Transaction, refused: Iterable[RejectedPoint], at: Moment) -> None:
    """Keep refused lines apart, with the reason."""
    for row in refused:
        tx.execute("DELETE FROM outbox WHERE id = ?", (row.id,))
        tx.execute("INSERT OR REPLACE INTO rejected VALUES (?, ?, ?, ?)", (row.id, row.line, row.reason, at))


def pending(tx: Transaction) -> int:
    """Return how many lines wait, without counting them one by one.

    Ids are given in order and lines leave from the front only, accepted or refused, so there are no
    gaps. Without a server a million lines wait here, and every poll asks.
    """
    ends = "SELECT (SELECT max(id) FROM outbox) - (SELECT min(id) FROM outbox) + 1"
    return int(tx.execute(ends).fetchone()[0] or 0)


def rejected(tx: Transaction) -> int:
    """Return how many lines the server ever refused."""
    return int(tx.execute("SELECT count(*) FROM rejected").fetchone()[0])


def last_rejection(tx: Transaction) -> RejectedPoint | None:
    """Return the line refused last."""
    row = tx.execute("SELECT id, line, reason FROM rejected ORDER BY id DESC LIMIT 1").fetchone()
    return RejectedPoint(*row) if row else None


def clear(tx: Transaction) -> None:
    """Forget what waits and what was refused: only `rebuild` may, which queues all of it again."""
    tx.execute("DELETE FROM outbox")
    tx.execute("DELETE FROM rejected")
