"""Counts that were imported: facts of the time before the first live poll. Appended, never changed."""

from collections.abc import Iterable, Iterator

from collector.core.facts import ImportedCounts
from collector.storage.rows import columns
from collector.storage.transaction import Transaction

_COUNTS = "at, apprentice, guru, master, enlightened, burned"


def append_counts(tx: Transaction, counts: Iterable[ImportedCounts]) -> list[ImportedCounts]:
    """Append the counts of moments that have none yet, and return these."""
    row = f"INSERT INTO imported_counts ({_COUNTS}) VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"  # noqa: S608
    return [each for each in counts if tx.execute(row, columns(each)).rowcount]


def absent(tx: Transaction, counts: Iterable[ImportedCounts]) -> list[ImportedCounts]:
    """Return the counts of moments that have none yet."""
    known = "SELECT 1 FROM imported_counts WHERE at = ?"
    return [each for each in counts if tx.execute(known, (each.at,)).fetchone() is None]


def counts(tx: Transaction) -> Iterator[ImportedCounts]:
    """Yield every imported count, in the order of time."""
    rows = tx.execute(f"SELECT {_COUNTS} FROM imported_counts ORDER BY at")  # noqa: S608
    return (ImportedCounts(*row) for row in rows)
