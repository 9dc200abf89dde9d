"""Items that are alike, counted by SQLite: reading each of them takes a poll five times as long."""

from collections.abc import Iterator

from collector.core.model import DueGroup, ItemGroup
from collector.core.moments import HOUR, Moment
from collector.storage.items import HAS_READING
from collector.storage.rows import records
from collector.storage.transaction import Transaction

_SHOWN_ITEMS = f"""
SELECT a.subject_type AS kind, a.srs_stage AS stage, a.unlocked_at IS NOT NULL AS unlocked,
       count(*) AS items,
       coalesce(sum(t.meaning_correct), 0) AS meaning_correct,
       coalesce(sum(t.meaning_incorrect), 0) AS meaning_incorrect,
       coalesce(sum(t.reading_correct) FILTER (WHERE {HAS_READING}), 0) AS reading_correct,
       coalesce(sum(t.reading_incorrect) FILTER (WHERE {HAS_READING}), 0) AS reading_incorrect
FROM assignment AS a
LEFT JOIN subject AS s ON s.id = a.subject_id
LEFT JOIN review_statistic AS t ON t.subject_id = a.subject_id
WHERE NOT a.hidden AND s.hidden_at IS NULL
GROUP BY a.subject_type, a.srs_stage, a.unlocked_at IS NOT NULL
"""  # noqa: S608 - our constant
_DUE_ITEMS = """
SELECT a.available_at / :hour * :hour AS hour, a.subject_type AS kind, a.srs_stage AS stage, count(*) AS items
FROM assignment AS a LEFT JOIN subject AS s ON s.id = a.subject_id
WHERE a.available_at > :after AND NOT a.hidden AND s.hidden_at IS NULL AND coalesce(s.level, 0) <= :levels
GROUP BY a.available_at / :hour, a.subject_type, a.srs_stage
"""


def shown_items(tx: Transaction) -> Iterator[ItemGroup]:
    """Yield all items that are not hidden."""
    return records(ItemGroup, tx.execute(_SHOWN_ITEMS))


def due_items(tx: Transaction, after: Moment, levels: int) -> Iterator[DueGroup]:
    """Yield the items that are not hidden and fall due *after* this moment.

    Only those of the first *levels*, and those whose level is not known.
    """
    return records(DueGroup, tx.execute(_DUE_ITEMS, {"hour": HOUR, "after": after, "levels": levels}))
