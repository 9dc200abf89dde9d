"""WaniKani's rows as last fetched: everything here can be fetched again.

Every `save_…` leaves a row that is identical alone and returns how many rows were new or different.
"""

import json
from collections.abc import Iterable, Iterator

from collector.core.model import (
    Assignment,
    LevelProgression,
    Reset,
    ReviewRecord,
    ReviewStatistic,
    SrsSystem,
    Subject,
    SubjectId,
    Summary,
    User,
)
from collector.core.moments import SECOND, Moment
from collector.storage.rows import record, records, upsert, value
from collector.storage.transaction import Transaction


def save_user(tx: Transaction, user: User) -> int:
    """Store the only user."""
    return upsert(tx, "user", [user], key="one", one=1)


def save_summary(tx: Transaction, summary: Summary) -> int:
    """Store the only summary."""
    return upsert(tx, "summary", [summary], key="one", one=1)


def save_subjects(tx: Transaction, subjects: Iterable[Subject]) -> int:
    """Store subjects."""
    return upsert(tx, "subject", subjects)


def save_assignments(tx: Transaction, assignments: Iterable[Assignment]) -> int:
    """Store assignments; those that changed become dirty (`baselines`)."""
    return upsert(tx, "assignment", assignments)


def save_review_statistics(tx: Transaction, statistics: Iterable[ReviewStatistic]) -> int:
    """Store review statistics; the items of those that changed become dirty (`baselines`)."""
    return upsert(tx, "review_statistic", statistics)


def save_resets(tx: Transaction, resets: Iterable[Reset]) -> int:
    """Store resets."""
    return upsert(tx, "reset", resets)


def save_level_progressions(tx: Transaction, progressions: Iterable[LevelProgression]) -> int:
    """Store level progressions."""
    return upsert(tx, "level_progression", progressions)


def save_srs_systems(tx: Transaction, systems: Iterable[SrsSystem]) -> int:
    """Store the spaced repetition systems."""
    return upsert(tx, "srs_system", systems)


def save_review_records(tx: Transaction, reviews: Iterable[ReviewRecord]) -> int:
    """Store rows of `/reviews`, should there ever be any again."""
    return upsert(tx, "review_record", reviews)


def user(tx: Transaction) -> User | None:
    """Return the user, None before the first successful poll."""
    return record(User, tx.execute("SELECT * FROM user"))


def summary(tx: Transaction) -> Summary | None:
    """Return the last summary, None before the first successful poll."""
    return record(Summary, tx.execute("SELECT * FROM summary"))


def level_progressions(tx: Transaction) -> list[LevelProgression]:
    """Return all level progressions."""
    return list(records(LevelProgression, tx.execute("SELECT * FROM level_progression")))


def review_records(tx: Transaction, start: Moment) -> Iterator[ReviewRecord]:
    """Yield the rows of `/reviews` from *start* on, in the order of time."""
    rows = tx.execute("SELECT * FROM review_record WHERE created_at >= ? ORDER BY created_at, id", (start,))
    return records(ReviewRecord, rows)


def items_changed_since(tx: Transaction, at: Moment) -> tuple[int, int]:
    """Return how many items WaniKani changed after a poll *at* this second, and how many there are."""
    rows = tx.execute(
        # WaniKani's clock counts seconds where it dates an answer, and microseconds where it dates a change.
        f"SELECT count(*) FILTER (WHERE updated_at >= ? + {SECOND}), count(*) FROM assignment",  # noqa: S608
        (at,),
    )
    ((changed, items),) = rows
    return changed, items


def has_subjects(tx: Transaction, subjects: Iterable[SubjectId]) -> bool:
    """Return True if all of *subjects* are in the mirror."""
    return not value(
        tx.execute(
            "SELECT EXISTS (SELECT 1 FROM json_each(?) AS one "
            "WHERE NOT EXISTS (SELECT 1 FROM subject WHERE id = one.value))",
            (json.dumps(list(subjects)),),
        )
    )


def subject_levels(tx: Transaction, subjects: Iterable[SubjectId]) -> dict[SubjectId, int]:
    """Return the present level of each of *subjects* that is in the mirror."""
    rows = tx.execute(
        "SELECT id, level FROM subject WHERE id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(subjects)),),
    )
    return dict(rows.fetchall())


def kanji_of_level(tx: Transaction, level: int) -> list[SubjectId]:
    """Return the kanji of *level* that are not hidden."""
    rows = tx.execute(
        "SELECT id FROM subject WHERE kind = 'kanji' AND level = ? AND hidden_at IS NULL", (level,)
    )
    return [subject for (subject,) in rows]


def confirmed_resets(tx: Transaction) -> list[tuple[Moment, int]]:
    """Return when each reset was confirmed, and its target level."""
    return tx.execute(
        "SELECT confirmed_at, target_level FROM reset WHERE confirmed_at IS NOT NULL"
    ).fetchall()


def intervals(tx: Transaction) -> dict[int, dict[int, int]]:
    """Return for each spaced repetition system how many microseconds an item waits in each stage."""
    return {
        system: {stage: seconds * SECOND for stage, seconds in of.items()}
        for system, of in interval_seconds(tx).items()
    }


def interval_seconds(tx: Transaction) -> dict[int, dict[int, int]]:
    """Return for each spaced repetition system how many seconds an item waits in each stage."""
    systems = records(SrsSystem, tx.execute("SELECT * FROM srs_system ORDER BY id"))
    return {system.id: dict(system.intervals) for system in systems}
