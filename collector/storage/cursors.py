"""How far each endpoint has been read: moved in the transaction that stores its rows."""

from collections.abc import Iterable

from collector.core.cursor import Cursor, Endpoint, Validators
from collector.storage.transaction import Transaction


def load(tx: Transaction) -> dict[Endpoint, Cursor]:
    """Return the cursor of every endpoint that was ever read whole."""
    rows = tx.execute("SELECT endpoint, asked_at, seen_until, url, etag, last_modified FROM cursor")
    return {
        Endpoint(name): Cursor(Endpoint(name), asked, seen, Validators(url, etag, modified) if url else None)
        for name, asked, seen, url, etag, modified in rows
    }


def advance(tx: Transaction, cursors: Iterable[Cursor]) -> None:
    """Remember how far we have read, once the caller's transaction commits."""
    tx.executemany(
        "INSERT OR REPLACE INTO cursor (endpoint, asked_at, seen_until, url, etag, last_modified) "
        "VALUES (?, ?, ?, ?, ?, ?)",
        [_row(cursor) for cursor in cursors],
    )


def _row(cursor: Cursor) -> tuple[object, ...]:
    known = cursor.validators
    return (
        str(cursor.endpoint),
        cursor.asked_at,
        cursor.seen_until,
        known.url if known else None,
        known.etag if known else None,
        known.last_modified if known else None,
    )
