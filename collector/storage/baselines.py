"""What everything was made of so far: per item the last pair of assignment and statistic accounted for.

The mirror runs ahead of it. The items in which the two differ are noted by the database itself
(`migrate_reviews`), whoever changes the mirror; so a poll that brings nothing still resolves a held pair.
"""

from collections.abc import Iterator
from typing import Any, NamedTuple

from collector.core.model import SubjectId
from collector.core.moments import Moment
from collector.reconstruction.snapshots import NEVER_ANSWERED, Answers, ItemState
from collector.storage.mirror import HAS_READING, Known
from collector.storage.transaction import Transaction

_AT_ONCE = 500


class DirtyItem(NamedTuple):
    """An item that is not as it was accounted for; *before* is None when it never was.

    *since* is when an item that was held was last whole, and *due_time_moved* whether a vacation may have
    moved its due time meanwhile.
    """

    item: Known
    srs_id: int | None
    since: Moment | None
    due_time_moved: bool
    last_review_at: Moment | None
    before: ItemState | None
    now: ItemState


_DIRTY = f"""
SELECT a.id, a.subject_id, a.subject_type, s.level, {HAS_READING}, s.srs_id, u.since, u.due_time_moved,
       (SELECT max(at) FROM review WHERE review.assignment_id = a.id),
       a.srs_stage, a.started_at, a.passed_at, a.burned_at, a.resurrected_at, a.available_at,
       a.hidden OR s.hidden_at IS NOT NULL, a.updated_at,
       coalesce(t.meaning_correct, 0), coalesce(t.meaning_incorrect, 0), coalesce(t.meaning_streak, 0),
       coalesce(t.reading_correct, 0), coalesce(t.reading_incorrect, 0), coalesce(t.reading_streak, 0),
       t.updated_at,
       c.stage, c.started_at, c.passed_at, c.burned_at, c.resurrected_at, c.available_at, c.hidden,
       c.assignment_at, c.meaning_correct, c.meaning_incorrect, c.meaning_streak,
       c.reading_correct, c.reading_incorrect, c.reading_streak, c.statistic_at
FROM unaccounted AS u
JOIN assignment AS a ON a.subject_id = u.subject_id
LEFT JOIN review_statistic AS t ON t.subject_id = u.subject_id
LEFT JOIN subject AS s ON s.id = u.subject_id
LEFT JOIN accounted AS c ON c.assignment_id = a.id
WHERE u.subject_id > ? ORDER BY u.subject_id LIMIT {_AT_ONCE}
"""  # noqa: S608 - constants of ours
_ABOUT, _PAIR = 9, 15


def dirty(tx: Transaction) -> Iterator[DirtyItem]:
    """Yield the items that changed, by subject; they may be settled while this goes on."""
    after = SubjectId(0)
    while rows := tx.execute(_DIRTY, (after,)).fetchall():
        yield from (_dirty_item(row) for row in rows)
        after = rows[-1][1]


def _dirty_item(row: tuple[Any, ...]) -> DirtyItem:
    about, now, before = row[:_ABOUT], row[_ABOUT : _ABOUT + _PAIR], row[_ABOUT + _PAIR :]
    assignment, subject, kind, level, reads, srs_id, since, moved, last = about
    item = Known(assignment, subject, kind, level, bool(reads))
    earlier = None if before[7] is None else _pair(before, reads=reads)
    return DirtyItem(item, srs_id, since, bool(moved), last, earlier, _pair(now, reads=reads))


def _pair(row: tuple[Any, ...], *, reads: bool) -> ItemState:
    # Real rows of radicals have stray reading counts (recorded payloads): they say nothing.
    reading = Answers(*row[11:14]) if reads else NEVER_ANSWERED
    stage, started, passed, burned, resurrected, available, hidden, at = row[:8]
    meaning = Answers(*row[8:11])
    return ItemState(
        stage, started, passed, burned, resurrected, available, bool(hidden), at, meaning, reading, row[14]
    )


def commit_baseline(tx: Transaction, item: Known, pair: ItemState) -> None:
    """Account for *item* with *pair*: nothing more is to be made of it."""
    tx.execute(
        "INSERT OR REPLACE INTO accounted VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (item.assignment_id, *_row(pair)),
    )
    tx.execute("DELETE FROM unaccounted WHERE subject_id = ?", (item.subject_id,))


def defer(tx: Transaction, item: Known, since: Moment, *, due_time_moved: bool) -> None:
    """Leave *item* for the next poll; what is accounted for was whole at *since*."""
    tx.execute(
        "UPDATE unaccounted SET since = ?, due_time_moved = ? WHERE subject_id = ?",
        (since, due_time_moved, item.subject_id),
    )


def _row(pair: ItemState) -> tuple[object, ...]:
    return (
        pair.stage, pair.started_at, pair.passed_at, pair.burned_at, pair.resurrected_at, pair.available_at,
        pair.hidden, pair.assignment_at,
        pair.meaning.correct, pair.meaning.incorrect, pair.meaning.streak,
        pair.reading.correct, pair.reading.incorrect, pair.reading.streak, pair.statistic_at,
    )  # fmt: skip


def deferred_since(tx: Transaction) -> Moment | None:
    """Return when the longest held item was last whole; None while none is held."""
    found: Moment | None = tx.execute("SELECT min(since) FROM unaccounted").fetchone()[0]
    return found


def some_due_time_stood(tx: Transaction, now: Moment) -> bool:
    """Whether an item that falls due after *now* is due when it was: then no vacation moved due times."""
    row = tx.execute(
        "SELECT 1 FROM accounted AS c JOIN assignment AS a ON a.id = c.assignment_id "
        "WHERE c.available_at > ? AND a.available_at = c.available_at AND a.updated_at = c.assignment_at "
        "LIMIT 1",
        (now,),
    ).fetchone()
    return row is not None


class StatisticsRead(NamedTuple):
    """The `Date` of the first statistics answer: of the first poll that rebuilt reviews, and the last."""

    first: Moment
    last: Moment


def statistics_read(tx: Transaction) -> StatisticsRead | None:
    """Return when statistics were read; None before the first poll that rebuilds reviews."""
    row = tx.execute("SELECT first, last FROM statistics_read").fetchone()
    return StatisticsRead(*row) if row else None


def note_statistics_read(tx: Transaction, at: Moment) -> None:
    """Remember when this poll read the statistics."""
    tx.execute(
        "INSERT INTO statistics_read VALUES (1, ?1, ?1) ON CONFLICT (one) DO UPDATE SET last = ?1", (at,)
    )
