"""WaniKani's subjects by their spelling, and their components."""

import json
from collections.abc import Iterable

from collector.core.model import SubjectId
from collector.core.taught import TaughtItem
from collector.storage.rows import records
from collector.storage.transaction import Transaction

_WITH_PARTS = """
WITH RECURSIVE needed (id) AS (
    SELECT value FROM json_each(?)
    UNION
    SELECT part.value FROM needed JOIN subject AS s ON s.id = needed.id, json_each(s.components) AS part
)
SELECT s.id AS subject_id, s.kind, s.level, s.slug, s.characters, s.meanings, s.readings,
       CASE WHEN a.unlocked_at IS NOT NULL THEN a.srs_stage END AS stage, s.components
FROM needed JOIN subject AS s ON s.id = needed.id LEFT JOIN assignment AS a ON a.subject_id = s.id
"""


def written_subjects(tx: Transaction) -> list[tuple[SubjectId, str, str]]:
    """Return id, kind and characters of the subjects that are written and not hidden, by level."""
    return tx.execute(
        "SELECT id, kind, characters FROM subject WHERE hidden_at IS NULL AND characters <> '' "
        "ORDER BY level, id"
    ).fetchall()


def with_parts(tx: Transaction, subjects: Iterable[SubjectId]) -> dict[SubjectId, TaughtItem]:
    """Return *subjects*, their parts, and the parts of those, also hidden ones, as far as they are known."""
    rows = tx.execute(_WITH_PARTS, (json.dumps(list(subjects)),))
    return {item.subject_id: item for item in records(TaughtItem, rows)}
