"""Items with all that a person knows them by, and where each stands, for exports and comparisons."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from collector.core.model import AssignmentId, SubjectId
from collector.statistics.differences import Stands
from collector.storage.transaction import Transaction


class ListedItem(NamedTuple):
    """A subject that is not hidden, and where the learner stands with it; *stage* None while it is locked."""

    subject_id: SubjectId
    kind: str
    level: int
    slug: str
    characters: str | None
    meanings: tuple[str, ...]
    readings: tuple[str, ...]
    stage: int | None


_ITEMS = """
SELECT s.id, s.kind, s.level, s.slug, s.characters, s.meanings, s.readings,
       CASE WHEN a.unlocked_at IS NOT NULL THEN a.srs_stage END
FROM subject AS s LEFT JOIN assignment AS a ON a.subject_id = s.id
"""


def items(tx: Transaction) -> Iterator[ListedItem]:
    """Yield what there is to learn, in WaniKani's order: by level, radicals first."""
    rows = tx.execute(
        f"{_ITEMS} WHERE s.hidden_at IS NULL AND NOT coalesce(a.hidden, 0) ORDER BY s.level, "
        "CASE s.kind WHEN 'radical' THEN 0 WHEN 'kanji' THEN 1 ELSE 2 END, s.id"
    )
    return (_item(row) for row in rows)


def item(tx: Transaction, subject: SubjectId) -> ListedItem | None:
    """Return one subject, also a hidden one; None where it is not known."""
    row = tx.execute(f"{_ITEMS} WHERE s.id = ?", (subject,)).fetchone()
    return _item(row) if row else None


def _item(row: tuple[object, ...]) -> ListedItem:
    subject, kind, level, slug, characters, meanings, readings, stage = row
    texts = (tuple(json.loads(str(meanings))), tuple(json.loads(str(readings))))
    return ListedItem(subject, kind, level, slug, characters, *texts, stage)  # type: ignore[arg-type]


def stands(tx: Transaction) -> dict[AssignmentId, Stands]:
    """Return where every assignment stands, as the mirror has it."""
    rows = tx.execute(
        "SELECT id, subject_id, subject_type, srs_stage, unlocked_at IS NOT NULL AND NOT hidden, updated_at "
        "FROM assignment"
    )
    gone = hidden_subjects(tx)
    return {
        AssignmentId(row[0]): Stands(row[1], row[2], row[3], bool(row[4]) and row[1] not in gone, row[5])
        for row in rows
    }


def hidden_subjects(tx: Transaction) -> frozenset[SubjectId]:
    """Return the subjects that WaniKani has hidden."""
    return frozenset(row[0] for row in tx.execute("SELECT id FROM subject WHERE hidden_at IS NOT NULL"))
