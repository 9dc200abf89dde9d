"""How each poll went, good or failed. Append-only."""

from collections.abc import Iterator
from dataclasses import replace

from collector.core.facts import (
    Heartbeat,
)
from collector.core.moments import Moment
from collector.storage.rows import columns
from collector.storage.transaction import Transaction

_HEARTBEAT = (
    "at, timezone, ok, token_ok, seconds_since_success, requests, not_modified, changed_rows, "
    "outbox_pending, outbox_rejected, duration_seconds, reviews_found, unexplained"
)


def append_heartbeat(tx: Transaction, beat: Heartbeat) -> None:
    """Append how a poll went."""
    tx.execute(f"INSERT INTO heartbeat ({_HEARTBEAT}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", columns(beat))  # noqa: S608


def heartbeats(tx: Transaction) -> Iterator[Heartbeat]:
    """Yield every heartbeat, oldest first."""
    return (_beat(row) for row in tx.execute(f"SELECT {_HEARTBEAT} FROM heartbeat ORDER BY id"))  # noqa: S608


def last_heartbeat(tx: Transaction) -> Heartbeat | None:
    """Return the newest heartbeat."""
    row = tx.execute(f"SELECT {_HEARTBEAT} FROM heartbeat ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608
    return _beat(row) if row else None


def _beat(row: tuple[object, ...]) -> Heartbeat:
    beat = Heartbeat(*row)  # type: ignore[arg-type] # the columns are the fields, in their order
    return replace(beat, ok=bool(beat.ok), token_ok=bool(beat.token_ok))


def last_zone(tx: Transaction) -> str | None:
    """Return the time zone by which the newest good poll counted days."""
    row = tx.execute("SELECT timezone FROM heartbeat WHERE ok ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else None


def failed_since_success(tx: Transaction) -> list[Moment]:
    """Return the instants of the polls that WaniKani failed since the newest good one, in order."""
    rows = tx.execute(
        "SELECT at FROM heartbeat WHERE NOT ok AND token_ok "
        "AND id > coalesce((SELECT id FROM heartbeat WHERE ok ORDER BY id DESC LIMIT 1), 0) ORDER BY id"
    )
    return [row[0] for row in rows]
