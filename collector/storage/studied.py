"""Facts about study: reviews, and the sessions, hours and days they make. Appended, never changed.

Sessions, hours and days are rewritten while they go on: what was written last is what holds.
"""

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import Any, NamedTuple

from collector.core.facts import Review, Session, StudyDay, StudyHour
from collector.core.model import AssignmentId
from collector.core.moments import ALWAYS, Moment, nanoseconds
from collector.reconstruction.api_reviews import SAME
from collector.statistics.milestones import free_offset
from collector.statistics.sessions import Answered
from collector.storage.rows import columns


class Read(NamedTuple):
    """The `Date` of the first statistics answer: of the first poll that rebuilt reviews, and the last."""

    first: Moment
    last: Moment


def statistics_read(tx: sqlite3.Connection) -> Read | None:
    """Return when statistics were read; None before the first poll that rebuilds reviews."""
    row = tx.execute("SELECT first, last FROM statistics_read").fetchone()
    return Read(*row) if row else None


def note_statistics_read(tx: sqlite3.Connection, at: Moment) -> None:
    """Remember when this poll read the statistics."""
    tx.execute(
        "INSERT INTO statistics_read VALUES (1, ?1, ?1) ON CONFLICT (one) DO UPDATE SET last = ?1", (at,)
    )


_REVIEW = (
    "assignment_id, at, subject_id, subject_type, level, starting_stage, ending_stage, "
    "meaning_incorrect, reading_incorrect, late_seconds, inferred"
)


def append_reviews(tx: sqlite3.Connection, found: Iterable[Review]) -> list[Review]:
    """Append the reviews that are not known yet, and give each a nanosecond of its own.

    A review is known by assignment and moment, a second apart at most. One whose moment is a guess is
    moved on where another was; nothing else is known of it that could make it the same.
    """

    def taken(time: int) -> bool:
        return tx.execute("SELECT 1 FROM review WHERE time = ?", (time,)).fetchone() is not None

    new = []
    for review in found:
        if known(tx, review.assignment_id, review.at):
            if not review.inferred:
                continue
            review = replace(review, at=_free(tx, review))  # noqa: PLW2901 - the same one, moved on
        offset_ns = free_offset(review.at, review.assignment_id, taken)
        row = columns(review)[:-1]
        tx.execute(
            f"INSERT INTO review ({_REVIEW}, time) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
            (*row, nanoseconds(review.at) + offset_ns),
        )
        new.append(replace(review, offset_ns=offset_ns))
    return new


def known(tx: sqlite3.Connection, assignment: AssignmentId, at: Moment) -> bool:
    """Whether there is a review of *assignment* within a second of *at*."""
    query = "SELECT 1 FROM review WHERE assignment_id = ? AND at BETWEEN ? AND ?"
    return tx.execute(query, (assignment, at - SAME, at + SAME)).fetchone() is not None


def known_exactly(tx: sqlite3.Connection, assignment: AssignmentId, at: Moment) -> bool:
    """Whether there is a review of *assignment* at this very moment."""
    query = "SELECT 1 FROM review WHERE assignment_id = ? AND at = ?"
    return tx.execute(query, (assignment, at)).fetchone() is not None


def _free(tx: sqlite3.Connection, review: Review) -> Moment:
    """Return the next moment that no review of the same assignment has."""
    at = review.at
    while known_exactly(tx, review.assignment_id, at):
        at = Moment(at + 1)
    return at


def reviews(tx: sqlite3.Connection, start: Moment = ALWAYS[0], end: Moment = ALWAYS[1]) -> Iterator[Review]:
    """Yield the reviews from *start* to before *end*, in the order of time."""
    rows = tx.execute(
        f"SELECT {_REVIEW}, time - at * 1000 FROM review WHERE at >= ? AND at < ? ORDER BY time",  # noqa: S608
        (start, end),
    )
    return (replace(review, inferred=bool(review.inferred)) for review in (Review(*row) for row in rows))


def answered(tx: sqlite3.Connection, start: Moment, end: Moment) -> list[Answered]:
    """Return the reviews from *start* to before *end*, in the order of time."""
    rows = tx.execute(
        "SELECT at, meaning_incorrect, coalesce(reading_incorrect, 0) FROM review "
        "WHERE at >= ? AND at < ? ORDER BY time",
        (start, end),
    )
    return [Answered(*row) for row in rows]


def first_review(tx: sqlite3.Connection) -> Moment | None:
    """Return the moment of the earliest review."""
    found: Moment | None = tx.execute("SELECT min(at) FROM review").fetchone()[0]
    return found


def lessons(tx: sqlite3.Connection, start: Moment, end: Moment) -> list[Moment]:
    """Return the moments of the lessons from *start* to before *end*, in order."""
    rows = tx.execute(
        "SELECT at FROM milestone WHERE kind = 'started' AND at >= ? AND at < ? ORDER BY at", (start, end)
    )
    return [row[0] for row in rows]


def anything(tx: sqlite3.Connection, start: Moment, end: Moment) -> bool:
    """Whether there was a review or a lesson from *start* to before *end*."""
    row = tx.execute(
        "SELECT EXISTS (SELECT 1 FROM review WHERE at >= ?1 AND at < ?2) OR EXISTS "
        "(SELECT 1 FROM milestone WHERE kind = 'started' AND at >= ?1 AND at < ?2)",
        (start, end),
    ).fetchone()
    return bool(row[0])


class StageTally(NamedTuple):
    """How many reviews began in a stage, and how many of them had no wrong answer."""

    stage: int
    reviews: int
    correct: int


def by_stage(tx: sqlite3.Connection, start: Moment) -> list[StageTally]:
    """Return the reviews since *start*, by the stage they began in."""
    rows = tx.execute(
        "SELECT starting_stage, count(*), "
        "sum(meaning_incorrect = 0 AND coalesce(reading_incorrect, 0) = 0) FROM review "
        "WHERE at >= ? GROUP BY starting_stage ORDER BY starting_stage",
        (start,),
    )
    return [StageTally(*row) for row in rows]


_SESSION = "at, reviews, correct, meaning_incorrect, reading_incorrect, duration_seconds, paced"


def append_sessions(tx: sqlite3.Connection, changed: Iterable[Session]) -> None:
    """Append sessions as they are now."""
    rows = [columns(session) for session in changed]
    tx.executemany(f"INSERT INTO session ({_SESSION}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608


def sessions(tx: sqlite3.Connection, start: Moment, end: Moment) -> list[Session]:
    """Return the sessions that begin from *start* to before *end*, as last written, moved ones too."""
    rows = tx.execute(
        f"SELECT {_SESSION}, max(id) FROM session WHERE at >= ? AND at < ? GROUP BY at",  # noqa: S608
        (start, end),
    )
    return [_session(row) for row in rows]


def _session(row: tuple[Any, ...]) -> Session:
    at, reviewed, correct, meaning, reading, seconds, paced, _ = row
    return Session(at, reviewed, correct, meaning, reading, seconds, bool(paced))


def last_session_before(tx: sqlite3.Connection, at: Moment) -> Moment | None:
    """Return when the last session that began before *at* did, moved ones left out."""
    for (begin,) in tx.execute("SELECT at FROM session WHERE at < ? GROUP BY at ORDER BY at DESC", (at,)):
        if sessions(tx, begin, Moment(begin + 1))[0].reviews:
            return Moment(begin)
    return None


_HOUR = "at, weekday, hour, reviews, correct, lessons"


def append_hours(tx: sqlite3.Connection, changed: Iterable[StudyHour]) -> None:
    """Append hours as they are now."""
    rows = [columns(hour) for hour in changed]
    tx.executemany(f"INSERT INTO study_hour ({_HOUR}) VALUES (?, ?, ?, ?, ?, ?)", rows)  # noqa: S608


def hours(tx: sqlite3.Connection, start: Moment, end: Moment) -> list[StudyHour]:
    """Return the hours from *start* to before *end*, as last written."""
    rows = tx.execute(
        f"SELECT {_HOUR}, max(id) FROM study_hour WHERE at >= ? AND at < ? "  # noqa: S608
        "GROUP BY at, weekday, hour",
        (start, end),
    )
    return [StudyHour(*row[:6]) for row in rows]


_DAY = "at, reviews, correct, lessons, sessions, study_seconds"


def append_day(tx: sqlite3.Connection, day: StudyDay) -> None:
    """Append a day as it is now."""
    tx.execute(f"INSERT INTO study_day ({_DAY}) VALUES (?, ?, ?, ?, ?, ?)", columns(day))  # noqa: S608


def days(tx: sqlite3.Connection, start: Moment, end: Moment) -> list[StudyDay]:
    """Return the days that begin from *start* to before *end*, as last written."""
    rows = tx.execute(
        f"SELECT {_DAY}, max(id) FROM study_day WHERE at >= ? AND at < ? GROUP BY at",  # noqa: S608
        (start, end),
    )
    return [StudyDay(*row[:6]) for row in rows]
