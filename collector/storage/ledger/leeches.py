"""The ranks of the leech list as they were written; the newest row of a rank counts. Append-only."""

from collections.abc import Iterable, Iterator

from collector.core.facts import Leech, LeechRank
from collector.statistics.leeches import RANKS
from collector.storage.rows import insert, record, records
from collector.storage.transaction import Transaction


def append_leeches(tx: Transaction, ranks: Iterable[LeechRank]) -> None:
    """Append the ranks that changed."""
    insert(tx, "leech", ranks)


def leeches(tx: Transaction) -> Iterator[LeechRank]:
    """Yield every rank as it was written, oldest first."""
    return records(LeechRank, tx.execute("SELECT * FROM leech ORDER BY id"))


def leeches_now(tx: Transaction) -> dict[int, Leech | None]:
    """Return what was last written for every rank, in its order; None for a rank that is free again."""
    newest = "SELECT * FROM leech WHERE rank = ? ORDER BY id DESC LIMIT 1"
    found = (record(LeechRank, tx.execute(newest, (rank,))) for rank in range(1, RANKS + 1))
    return {last.rank: last.leech for last in found if last}
