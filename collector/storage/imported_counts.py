"""Counts that were imported: facts of the time before the first live poll. Append-only."""

from collections.abc import Iterable, Iterator

from collector.core.facts import ImportedCounts
from collector.storage.rows import insert_absent, records, value
from collector.storage.transaction import Transaction


def append_counts(tx: Transaction, counts: Iterable[ImportedCounts]) -> list[ImportedCounts]:
    """Append the counts of moments that have none yet, and return these."""
    return [each for each in counts if insert_absent(tx, "imported_counts", [each])]


def absent(tx: Transaction, counts: Iterable[ImportedCounts]) -> list[ImportedCounts]:
    """Return the counts of moments that have none yet."""
    known = "SELECT 1 FROM imported_counts WHERE at = ?"
    return [each for each in counts if value(tx.execute(known, (each.at,))) is None]


def counts(tx: Transaction) -> Iterator[ImportedCounts]:
    """Yield every imported count, in the order of time."""
    return records(ImportedCounts, tx.execute("SELECT * FROM imported_counts ORDER BY at"))
