"""The coverage of each list of kanji, as it was written; the newest row of a list counts. Append-only."""

import json
from collections.abc import Iterable, Iterator

from collector.core.facts import Coverage
from collector.core.kanji_lists import NAMES
from collector.storage.rows import insert, records
from collector.storage.transaction import Transaction

# By the index, list by list: what was written of a list in all years is not read.
_NEWEST = """
SELECT coverage.* FROM json_each(?) AS one
JOIN coverage ON coverage.id = (
    SELECT own.id FROM coverage AS own WHERE own.list_name = one.value ORDER BY own.id DESC LIMIT 1
)
ORDER BY one.key
"""


def append_coverage(tx: Transaction, changed: Iterable[Coverage]) -> None:
    """Append the coverage of the lists where it changed."""
    insert(tx, "coverage", changed)


def coverage(tx: Transaction) -> Iterator[Coverage]:
    """Yield every row as it was written, which is the order of time of each list."""
    return records(Coverage, tx.execute("SELECT * FROM coverage ORDER BY id"))


def coverage_now(tx: Transaction) -> dict[str, Coverage]:
    """Return what was last written of each list, in the order of the lists."""
    rows = tx.execute(_NEWEST, (json.dumps(NAMES),))
    return {last.list_name: last for last in records(Coverage, rows)}
