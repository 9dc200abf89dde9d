"""How polls and deliveries went, in words, for the owner to read."""

import sqlite3
from typing import NamedTuple

from collector.moments import Moment

_KEPT = 1000


class Run(NamedTuple):
    """One poll; *problem* is empty when it was good."""

    ended_at: Moment
    ok: bool
    problem: str


class DeliveryState(NamedTuple):
    """The last delivery; *succeeded_at* is when everything that waited was last delivered."""

    tried_at: Moment
    succeeded_at: Moment | None
    problem: str


def record(tx: sqlite3.Connection, run: Run) -> None:
    """Remember a poll, and forget those of long ago."""
    row = tx.execute("INSERT INTO run (ended_at, ok, problem) VALUES (?, ?, ?)", run)
    tx.execute("DELETE FROM run WHERE id <= ?", ((row.lastrowid or 0) - _KEPT,))


def last(tx: sqlite3.Connection) -> Run | None:
    """Return the newest poll."""
    row = tx.execute("SELECT ended_at, ok, problem FROM run ORDER BY id DESC LIMIT 1").fetchone()
    return Run(row[0], bool(row[1]), row[2]) if row else None


def record_delivery(tx: sqlite3.Connection, at: Moment, problem: str | None) -> None:
    """Remember how a delivery ended; None means that nothing waits any more."""
    tx.execute(
        "INSERT INTO delivery VALUES (1, ?1, iif(?2 = '', ?1, NULL), ?2) ON CONFLICT (one) DO UPDATE SET "
        "tried_at = ?1, succeeded_at = coalesce(excluded.succeeded_at, succeeded_at), problem = ?2",
        (at, problem or ""),
    )


def delivery(tx: sqlite3.Connection) -> DeliveryState | None:
    """Return how the last delivery ended; None when there never was one."""
    row = tx.execute("SELECT tried_at, succeeded_at, problem FROM delivery").fetchone()
    return DeliveryState(*row) if row else None
