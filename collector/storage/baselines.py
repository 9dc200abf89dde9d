"""Per item the pair of assignment and statistic that reviews were last derived from: its baseline.

The mirror runs ahead of the baselines. Triggers of the database mark an item dirty when its rows in the
mirror change (`schema`), whichever code changes them; so a poll that brings nothing still resolves an item
that was deferred.
"""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from collector.core.batches import batched
from collector.core.model import SubjectId
from collector.core.moments import Moment
from collector.reconstruction.snapshots import NEVER_ANSWERED, ItemState
from collector.storage.columns import columns_of
from collector.storage.items import HAS_READING, KnownItem
from collector.storage.rows import records, upsert_pairs, value
from collector.storage.transaction import Transaction

_AT_ONCE = 500


class DirtyItem(NamedTuple):
    """An item that is not as its baseline; *before* is the baseline, None when there never was one.

    *since* is when the baseline of a deferred item was last whole, and *due_time_moved* is true if a
    vacation may have moved its due time meanwhile.
    """

    item: KnownItem
    srs_id: int | None
    since: Moment | None
    due_time_moved: bool
    last_review_at: Moment | None
    before: ItemState | None
    now: ItemState


_BASELINE = ", ".join(f"b.{name} AS before_{name}" for name in columns_of(ItemState).names)
_DIRTY = f"""
SELECT a.id AS item_assignment_id, a.subject_id AS item_subject_id, a.subject_type AS item_kind,
       s.level AS item_level, {HAS_READING} AS item_has_reading, s.srs_id,
       d.since, d.due_time_moved,
       (SELECT max(at) FROM review WHERE review.assignment_id = a.id) AS last_review_at,
       a.srs_stage AS now_stage, a.started_at AS now_started_at, a.passed_at AS now_passed_at,
       a.burned_at AS now_burned_at, a.resurrected_at AS now_resurrected_at,
       a.available_at AS now_available_at, a.hidden OR s.hidden_at IS NOT NULL AS now_hidden,
       a.updated_at AS now_assignment_at,
       coalesce(t.meaning_correct, 0) AS now_meaning_correct,
       coalesce(t.meaning_incorrect, 0) AS now_meaning_incorrect,
       coalesce(t.meaning_current_streak, 0) AS now_meaning_streak,
       coalesce(t.reading_correct, 0) AS now_reading_correct,
       coalesce(t.reading_incorrect, 0) AS now_reading_incorrect,
       coalesce(t.reading_current_streak, 0) AS now_reading_streak,
       t.updated_at AS now_statistic_at,
       {_BASELINE}
FROM dirty AS d
JOIN assignment AS a ON a.subject_id = d.subject_id
LEFT JOIN review_statistic AS t ON t.subject_id = d.subject_id
LEFT JOIN subject AS s ON s.id = d.subject_id
LEFT JOIN baseline AS b ON b.assignment_id = a.id
WHERE d.subject_id > ? ORDER BY d.subject_id LIMIT {_AT_ONCE}
"""  # noqa: S608 - our constants


def dirty(tx: Transaction) -> Iterator[DirtyItem]:
    """Yield the items that changed, by subject; their baselines may be committed while this goes on."""
    after = SubjectId(0)
    while page := list(records(DirtyItem, tx.execute(_DIRTY, (after,)))):
        yield from map(_without_stray_readings, page)
        after = page[-1].item.subject_id


def _without_stray_readings(found: DirtyItem) -> DirtyItem:
    # Real statistics of radicals count answers to a reading (recorded payloads), which is never asked.
    if found.item.has_reading:
        return found
    before = found.before and replace(found.before, reading=NEVER_ANSWERED)
    return found._replace(before=before, now=replace(found.now, reading=NEVER_ANSWERED))


def commit_baselines(tx: Transaction, states: Iterable[tuple[KnownItem, ItemState]]) -> None:
    """Make each of *states* the baseline of its item, which is dirty no more."""
    for batch in batched(states, _AT_ONCE):
        pairs = ((item.assignment_id, state) for item, state in batch)
        upsert_pairs(tx, "baseline", pairs, key="assignment_id")
        tx.executemany("DELETE FROM dirty WHERE subject_id = ?", [(item.subject_id,) for item, _ in batch])


def defer(tx: Transaction, item: KnownItem, since: Moment, *, due_time_moved: bool) -> None:
    """Leave *item* dirty for the next poll; its baseline was whole at *since*."""
    tx.execute(
        "UPDATE dirty SET since = ?, due_time_moved = ? WHERE subject_id = ?",
        (since, due_time_moved, item.subject_id),
    )


def deferred_since(tx: Transaction) -> Moment | None:
    """Return when the baseline of the longest deferred item was last whole; None while none is deferred."""
    found: Moment | None = value(tx.execute("SELECT min(since) FROM dirty"))
    return found


def some_due_time_stood(tx: Transaction, now: Moment) -> bool:
    """Return True if an item due after *now* is due when its baseline was: no vacation moved due times."""
    found = tx.execute(
        "SELECT 1 FROM baseline AS b JOIN assignment AS a ON a.id = b.assignment_id "
        "WHERE b.available_at > ? AND a.available_at = b.available_at AND a.updated_at = b.assignment_at "
        "LIMIT 1",
        (now,),
    )
    return value(found) is not None
