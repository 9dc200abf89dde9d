"""The cursor of each endpoint: moved in the transaction that stores its rows."""

from collections.abc import Iterable

from collector.core.cursor import Cursor, Endpoint
from collector.storage.rows import records, upsert
from collector.storage.transaction import Transaction


def load(tx: Transaction) -> dict[Endpoint, Cursor]:
    """Return the cursor of every endpoint that was ever read whole."""
    return {cursor.endpoint: cursor for cursor in records(Cursor, tx.execute("SELECT * FROM cursor"))}


def advance(tx: Transaction, cursors: Iterable[Cursor]) -> None:
    """Store how far each endpoint has been read, once the caller's transaction commits."""
    upsert(tx, "cursor", cursors, key="endpoint")
