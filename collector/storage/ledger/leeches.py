"""The ranks of the leech list as they were written; the newest row of a rank counts. Append-only."""

from collections.abc import Iterable, Iterator

from collector.core.facts import (
    Leech,
    LeechRank,
)
from collector.core.model import SubjectId
from collector.statistics.leeches import RANKS
from collector.storage.rows import columns
from collector.storage.transaction import Transaction

_LEECH = "rank, subject_id, srs_stage, incorrect, current_streak, score, characters, meaning, subject_type"


_NOBODY = Leech(SubjectId(0), 0, 0, 0, 0.0, "", "", "")


def append_leeches(tx: Transaction, ranks: Iterable[LeechRank]) -> None:
    """Append the ranks that changed."""
    tx.executemany(
        f"INSERT INTO leech (at, {_LEECH}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [(row.at, row.rank, *columns(row.leech or _NOBODY)) for row in ranks],
    )


def leeches(tx: Transaction) -> Iterator[LeechRank]:
    """Yield every rank as it was written, oldest first."""
    rows = tx.execute(f"SELECT at, {_LEECH} FROM leech ORDER BY id")  # noqa: S608
    return (LeechRank(row[0], row[1], _leech(row[2:])) for row in rows)


def leeches_now(tx: Transaction) -> dict[int, Leech | None]:
    """Return what was last written for every rank; None for a rank that was freed."""
    newest = f"SELECT {_LEECH} FROM leech WHERE rank = ? ORDER BY id DESC LIMIT 1"  # noqa: S608
    found = (tx.execute(newest, (rank,)).fetchone() for rank in range(1, RANKS + 1))
    return {row[0]: _leech(row[1:]) for row in found if row}


def _leech(columns: tuple[object, ...]) -> Leech | None:
    leech = Leech(*columns)  # type: ignore[arg-type] # the columns are the fields, in their order
    return None if leech == _NOBODY else leech
