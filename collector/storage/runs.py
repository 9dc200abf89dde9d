"""How polls and deliveries went, in words, for the owner to read."""

from typing import NamedTuple

from collector.core.moments import Moment
from collector.storage.transaction import Transaction

_KEPT = 1000


class Run(NamedTuple):
    """One poll, by its instant; *problem* is empty when it was good."""

    at: Moment
    ok: bool
    problem: str


class DeliveryState(NamedTuple):
    """How delivering goes; *succeeded_at* is when everything that waited was last delivered."""

    succeeded_at: Moment | None
    problem: str


def record(tx: Transaction, run: Run) -> None:
    """Remember a poll, and forget those of long ago."""
    row = tx.execute("INSERT INTO run (at, ok, problem) VALUES (?, ?, ?)", run)
    tx.execute("DELETE FROM run WHERE id <= ?", ((row.lastrowid or 0) - _KEPT,))


def last(tx: Transaction) -> Run | None:
    """Return the newest poll."""
    row = tx.execute("SELECT at, ok, problem FROM run ORDER BY id DESC LIMIT 1").fetchone()
    return Run(row[0], bool(row[1]), row[2]) if row else None


def record_delivery(tx: Transaction, at: Moment, problem: str, *, whole: bool) -> None:
    """Remember what a batch met with; *whole* says that nothing waits any more."""
    tx.execute(
        "INSERT INTO delivery VALUES (1, iif(?2, ?1, NULL), ?3) ON CONFLICT (one) DO UPDATE SET "
        "succeeded_at = coalesce(excluded.succeeded_at, succeeded_at), problem = excluded.problem",
        (at, whole, problem),
    )


def delivery(tx: Transaction) -> DeliveryState | None:
    """Return how delivering goes; None when nothing was ever tried."""
    row = tx.execute("SELECT succeeded_at, problem FROM delivery").fetchone()
    return DeliveryState(*row) if row else None
