"""The ranks of the leech list as they were written; the newest row of a rank counts. Append-only."""

import json
from collections.abc import Iterable, Iterator

from collector.core.facts import Leech, LeechRank
from collector.statistics.leeches import RANKS
from collector.storage.rows import insert, records
from collector.storage.transaction import Transaction

# By the index, rank by rank: what was written of a rank in all years is not read.
_NEWEST = """
SELECT leech.* FROM json_each(?) AS one
JOIN leech ON leech.id = (
    SELECT own.id FROM leech AS own WHERE own.rank = one.value ORDER BY own.id DESC LIMIT 1
)
ORDER BY leech.rank
"""


def append_leeches(tx: Transaction, ranks: Iterable[LeechRank]) -> None:
    """Append the ranks that changed."""
    insert(tx, "leech", ranks)


def leeches(tx: Transaction) -> Iterator[LeechRank]:
    """Yield every rank as it was written, oldest first."""
    return records(LeechRank, tx.execute("SELECT * FROM leech ORDER BY id"))


def leeches_now(tx: Transaction) -> dict[int, Leech | None]:
    """Return what was last written for every rank, in its order; None for a rank that is free again."""
    rows = tx.execute(_NEWEST, (json.dumps(list(range(1, RANKS + 1))),))
    return {last.rank: last.leech for last in records(LeechRank, rows)}
