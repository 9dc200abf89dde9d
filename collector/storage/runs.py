"""The outcome of polls and deliveries, in words, for the owner to read."""

from typing import NamedTuple

from collector.core.moments import Moment
from collector.core.unknown_polls import UnknownPolls
from collector.storage.rows import insert, record, upsert
from collector.storage.transaction import Transaction

_KEPT = 1000


class Run(NamedTuple):
    """One poll, by its instant; *problem* is empty when it was good."""

    at: Moment
    ok: bool
    problem: str


class DeliveryState(NamedTuple):
    """The outcome of the last delivery; *succeeded_at* is when everything that waited was last delivered."""

    succeeded_at: Moment | None
    problem: str


def append_run(tx: Transaction, run: Run) -> None:
    """Store a poll, and drop all but the newest thousand."""
    insert(tx, "run", [run])
    tx.execute("DELETE FROM run WHERE id <= (SELECT max(id) FROM run) - ?", (_KEPT,))


def last_run(tx: Transaction) -> Run | None:
    """Return the newest poll, None before the first one."""
    return record(Run, tx.execute("SELECT * FROM run ORDER BY id DESC LIMIT 1"))


def record_delivery(tx: Transaction, at: Moment, problem: str, *, whole: bool) -> None:
    """Store how a batch went; *whole* says that nothing waits any more."""
    tx.execute(
        "INSERT INTO delivery (one, succeeded_at, problem) VALUES (1, ?, ?) ON CONFLICT (one) DO UPDATE SET "
        "succeeded_at = coalesce(excluded.succeeded_at, succeeded_at), problem = excluded.problem",
        (at if whole else None, problem),
    )


def keep_unknown_polls(tx: Transaction, found: UnknownPolls | None) -> None:
    """Store what InfluxDB was found to hold beyond this state, in place of what was found before."""
    tx.execute("DELETE FROM unknown_polls")
    if found is not None:
        upsert(tx, "unknown_polls", [found], key="one", one=1)


def unknown_polls(tx: Transaction) -> UnknownPolls | None:
    """Return what InfluxDB was last found to hold beyond this state, None where nothing was."""
    return record(UnknownPolls, tx.execute("SELECT * FROM unknown_polls"))


def overlapping_polls(tx: Transaction) -> UnknownPolls | None:
    """Return the same if some of it is of this state's own time: only then is anything counted twice."""
    found = unknown_polls(tx)
    return found if found is not None and found.polls else None


def delivery(tx: Transaction) -> DeliveryState | None:
    """Return the outcome of the last delivery, None before the first one."""
    return record(DeliveryState, tx.execute("SELECT * FROM delivery"))
