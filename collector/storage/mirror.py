"""What WaniKani said last, row by row: everything here can be asked for again."""

import json
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from collector.core.kinds import KINDS_WITHOUT_READING
from collector.core.model import (
    Assignment,
    AssignmentId,
    Item,
    LevelProgression,
    Reset,
    ReviewRecord,
    ReviewStatistic,
    SrsSystem,
    Subject,
    SubjectId,
    Subscription,
    Summary,
    User,
)
from collector.core.moments import SECOND, Moment
from collector.storage.transaction import Transaction


def _upsert(table: str, *columns: str) -> str:
    """Return SQL that stores a row and leaves an identical one alone, so that changes can be counted."""
    named = ", ".join(columns)
    marks = ", ".join("?" for _ in columns)
    key, *others = columns
    updates = ", ".join(f"{name} = excluded.{name}" for name in others)
    differs = " OR ".join(f"{table}.{name} IS NOT excluded.{name}" for name in others)
    return (
        f"INSERT INTO {table} ({named}) VALUES ({marks}) "  # noqa: S608 - names are written below, not given
        f"ON CONFLICT ({key}) DO UPDATE SET {updates} WHERE {differs}"
    )


_USER = _upsert(
    "user", "one", "id", "username", "level", "vacation_started_at", "subscription_active",
    "subscription_type", "max_level_granted", "updated_at",
)  # fmt: skip
_SUMMARY = _upsert("summary", "one", "hour", "lessons", "reviews", "coming", "next_reviews_at")
_SUBJECT = _upsert(
    "subject", "id", "kind", "level", "slug", "characters", "meaning", "meanings", "readings", "srs_id",
    "hidden_at", "updated_at",
)  # fmt: skip
_ASSIGNMENT = _upsert(
    "assignment", "id", "subject_id", "subject_type", "srs_stage", "unlocked_at", "started_at", "passed_at",
    "burned_at", "resurrected_at", "available_at", "hidden", "updated_at",
)  # fmt: skip
_STATISTIC = _upsert(
    "review_statistic", "id", "subject_id", "subject_type",
    "meaning_correct", "meaning_incorrect", "meaning_streak", "meaning_max_streak",
    "reading_correct", "reading_incorrect", "reading_streak", "reading_max_streak", "hidden", "updated_at",
)  # fmt: skip
_RESET = _upsert("reset", "id", "original_level", "target_level", "confirmed_at", "updated_at")
_PROGRESSION = _upsert(
    "level_progression", "id", "level", "unlocked_at", "passed_at", "abandoned_at", "updated_at"
)
_SRS = _upsert("srs_system", "id", "intervals")
_REVIEW = _upsert(
    "review_record", "id", "assignment_id", "subject_id", "created_at", "starting_srs_stage",
    "ending_srs_stage", "incorrect_meaning_answers", "incorrect_reading_answers", "updated_at",
)  # fmt: skip


def _store(tx: Transaction, sql: str, rows: Iterable[tuple[object, ...]]) -> int:
    """Store *rows* and return how many were new or different, what triggers wrote not among them."""
    return tx.executemany(sql, rows).rowcount


def save_user(tx: Transaction, user: User) -> int:
    """Remember the user; like every function here, return the number of rows that really changed."""
    plan = user.subscription
    row = (
        1, user.id, user.username, user.level, user.vacation_started_at,
        plan.active, plan.type, plan.max_level_granted, user.updated_at,
    )  # fmt: skip
    return _store(tx, _USER, [row])


def save_summary(tx: Transaction, summary: Summary) -> int:
    """Remember the summary."""
    coming = json.dumps(summary.coming)
    row = (1, summary.hour, summary.lessons, summary.reviews, coming, summary.next_reviews_at)
    return _store(tx, _SUMMARY, [row])


def save_subjects(tx: Transaction, subjects: Iterable[Subject]) -> int:
    """Remember subjects."""
    return _store(
        tx,
        _SUBJECT,
        (
            (s.id, s.kind, s.level, s.slug, s.characters, s.meanings[0] if s.meanings else "",
             _text(s.meanings), _text(s.readings),
             s.srs_id, s.hidden_at, s.updated_at)
            for s in subjects
        ),
    )  # fmt: skip


def _text(forms: tuple[str, ...]) -> str:
    return json.dumps(forms, ensure_ascii=False)


def save_assignments(tx: Transaction, assignments: Iterable[Assignment]) -> int:
    """Remember assignments."""
    return _store(
        tx,
        _ASSIGNMENT,
        (
            (a.id, a.subject_id, a.subject_type, int(a.srs_stage), a.unlocked_at, a.started_at, a.passed_at,
             a.burned_at, a.resurrected_at, a.available_at, a.hidden, a.updated_at)
            for a in assignments
        ),
    )  # fmt: skip


def save_review_statistics(tx: Transaction, statistics: Iterable[ReviewStatistic]) -> int:
    """Remember review statistics."""
    return _store(
        tx,
        _STATISTIC,
        (
            (s.id, s.subject_id, s.subject_type,
             s.meaning.correct, s.meaning.incorrect, s.meaning.current_streak, s.meaning.max_streak,
             s.reading.correct, s.reading.incorrect, s.reading.current_streak, s.reading.max_streak,
             s.hidden, s.updated_at)
            for s in statistics
        ),
    )  # fmt: skip


def save_resets(tx: Transaction, resets: Iterable[Reset]) -> int:
    """Remember resets."""
    rows = ((r.id, r.original_level, r.target_level, r.confirmed_at, r.updated_at) for r in resets)
    return _store(tx, _RESET, rows)


def save_level_progressions(tx: Transaction, progressions: Iterable[LevelProgression]) -> int:
    """Remember level progressions."""
    rows = ((p.id, p.level, p.unlocked_at, p.passed_at, p.abandoned_at, p.updated_at) for p in progressions)
    return _store(tx, _PROGRESSION, rows)


def save_srs_systems(tx: Transaction, systems: Iterable[SrsSystem]) -> int:
    """Remember the spaced repetition systems."""
    return _store(tx, _SRS, ((s.id, json.dumps(s.intervals)) for s in systems))


def save_review_records(tx: Transaction, reviews: Iterable[ReviewRecord]) -> int:
    """Remember rows of `/reviews`, should there ever be any again."""
    return _store(
        tx,
        _REVIEW,
        (
            (r.id, r.assignment_id, r.subject_id, r.created_at, r.starting_srs_stage, r.ending_srs_stage,
             r.incorrect_meaning_answers, r.incorrect_reading_answers, r.updated_at)
            for r in reviews
        ),
    )  # fmt: skip


def user(tx: Transaction) -> User | None:
    """Return the user, None before the first good poll."""
    row = tx.execute(
        "SELECT id, username, level, vacation_started_at, subscription_active, subscription_type, "
        "max_level_granted, updated_at FROM user"
    ).fetchone()
    if row is None:
        return None
    plan = Subscription(bool(row[4]), row[5], row[6])
    return User(row[0], row[1], row[2], row[3], plan, row[7])


def summary(tx: Transaction) -> Summary | None:
    """Return the last summary, None before the first good poll."""
    row = tx.execute("SELECT hour, lessons, reviews, coming, next_reviews_at FROM summary").fetchone()
    if row is None:
        return None
    coming = tuple((Moment(at), count) for at, count in json.loads(row[3]))
    return Summary(row[0], row[1], row[2], coming, row[4])


def level_progressions(tx: Transaction) -> list[LevelProgression]:
    """Return all level progressions."""
    rows = tx.execute(
        "SELECT id, level, unlocked_at, passed_at, abandoned_at, updated_at FROM level_progression"
    )
    return [LevelProgression(*row) for row in rows]


def subject_ids(tx: Transaction) -> frozenset[SubjectId]:
    """Return the ids of all subjects in the mirror: some 9,000."""
    return frozenset(SubjectId(row[0]) for row in tx.execute("SELECT id FROM subject"))


def subject_levels(tx: Transaction, subjects: Iterable[SubjectId]) -> dict[SubjectId, int]:
    """Return the present level of each of *subjects* that is in the mirror."""
    found = (
        tx.execute("SELECT id, level FROM subject WHERE id = ?", (each,)).fetchone() for each in subjects
    )
    return {SubjectId(row[0]): row[1] for row in found if row}


def kanji_of_level(tx: Transaction, level: int) -> list[SubjectId]:
    """Return the kanji of *level* that are not hidden."""
    rows = tx.execute(
        "SELECT id FROM subject WHERE kind = 'kanji' AND level = ? AND hidden_at IS NULL", (level,)
    )
    return [SubjectId(row[0]) for row in rows]


_NO_READING = ", ".join(f"'{kind}'" for kind in sorted(KINDS_WITHOUT_READING))
# Whether a reading is asked, of an assignment `a` and its subject `s`: unknown kinds have one when their
# subject has readings; kanji and vocabulary always have one.
HAS_READING = f"""(a.subject_type IN ('kanji', 'vocabulary')
       OR (a.subject_type NOT IN ({_NO_READING}) AND coalesce(s.readings, '[]') != '[]'))"""
_ITEMS = f"""
SELECT a.subject_id, a.subject_type, a.srs_stage, a.unlocked_at IS NOT NULL, a.passed_at IS NOT NULL,
       a.available_at, a.hidden OR s.hidden_at IS NOT NULL, s.level,
       {HAS_READING},
       coalesce(s.characters, s.slug, ''), coalesce(s.meaning, ''),
       coalesce(t.meaning_correct, 0), coalesce(t.meaning_incorrect, 0), coalesce(t.meaning_streak, 0),
       coalesce(t.reading_correct, 0), coalesce(t.reading_incorrect, 0), coalesce(t.reading_streak, 0)
FROM assignment AS a
LEFT JOIN subject AS s ON s.id = a.subject_id
LEFT JOIN review_statistic AS t ON t.subject_id = a.subject_id
ORDER BY a.subject_id
"""  # noqa: S608 - the kinds are a constant


def items(tx: Transaction) -> Iterator[Item]:
    """Yield every assignment joined with its subject and statistic."""
    return (Item(*row) for row in tx.execute(_ITEMS))


def confirmed_resets(tx: Transaction) -> list[tuple[Moment, int]]:
    """Return when each reset was confirmed, and its target level."""
    rows = tx.execute("SELECT confirmed_at, target_level FROM reset WHERE confirmed_at IS NOT NULL")
    return [(row[0], row[1]) for row in rows]


def intervals(tx: Transaction) -> dict[int, dict[int, int]]:
    """Return for each spaced repetition system how many microseconds an item waits in each stage."""
    rows = tx.execute("SELECT id, intervals FROM srs_system")
    return {row[0]: {stage: seconds * SECOND for stage, seconds in json.loads(row[1])} for row in rows}


def review_records(tx: Transaction, start: Moment) -> Iterator[ReviewRecord]:
    """Yield the rows of `/reviews` from *start* on, in order of time."""
    rows = tx.execute(
        "SELECT id, assignment_id, subject_id, created_at, starting_srs_stage, ending_srs_stage, "
        "incorrect_meaning_answers, incorrect_reading_answers, updated_at FROM review_record "
        "WHERE created_at >= ? ORDER BY created_at, id",
        (start,),
    )
    return (ReviewRecord(*row) for row in rows)


def name_of(tx: Transaction, subject: SubjectId) -> str:
    """Return what a person knows a subject by: `kanji 水`."""
    row = tx.execute(
        "SELECT kind, coalesce(characters, slug) FROM subject WHERE id = ?", (subject,)
    ).fetchone()
    return f"{row[0]} {row[1]}" if row else f"subject {subject}"


class Known(NamedTuple):
    """What a review's point needs of its item."""

    assignment_id: AssignmentId
    subject_id: SubjectId
    kind: str
    level: int | None
    has_reading: bool


def known(tx: Transaction, assignment: AssignmentId) -> Known | None:
    """Return what is known of an item; None while its assignment is not."""
    row = tx.execute(
        f"SELECT a.id, a.subject_id, a.subject_type, s.level, {HAS_READING} FROM assignment AS a "  # noqa: S608
        "LEFT JOIN subject AS s ON s.id = a.subject_id WHERE a.id = ?",
        (assignment,),
    ).fetchone()
    return Known(row[0], row[1], row[2], row[3], bool(row[4])) if row else None
