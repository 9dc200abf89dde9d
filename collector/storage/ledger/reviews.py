"""Every review, known by assignment and moment, one nanosecond each. Append-only."""

from collections.abc import Iterable, Iterator
from dataclasses import replace

from collector.core.facts import Review, StageTally
from collector.core.model import AssignmentId
from collector.core.moments import ALWAYS, Moment, nanoseconds
from collector.reconstruction.api_reviews import SAME_REVIEW
from collector.statistics.milestones import free_offset
from collector.statistics.sessions import Answered
from collector.storage.rows import columns
from collector.storage.transaction import Transaction

_REVIEW = (
    "assignment_id, at, subject_id, subject_type, level, starting_stage, ending_stage, "
    "meaning_incorrect, reading_incorrect, late_seconds, inferred"
)


def append_reviews(tx: Transaction, found: Iterable[Review]) -> list[Review]:
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


def known(tx: Transaction, assignment: AssignmentId, at: Moment) -> bool:
    """Whether there is a review of *assignment* within a second of *at*."""
    query = "SELECT 1 FROM review WHERE assignment_id = ? AND at BETWEEN ? AND ?"
    return tx.execute(query, (assignment, at - SAME_REVIEW, at + SAME_REVIEW)).fetchone() is not None


def known_exactly(tx: Transaction, assignment: AssignmentId, at: Moment) -> bool:
    """Whether there is a review of *assignment* at this very moment."""
    query = "SELECT 1 FROM review WHERE assignment_id = ? AND at = ?"
    return tx.execute(query, (assignment, at)).fetchone() is not None


def _free(tx: Transaction, review: Review) -> Moment:
    """Return the next moment that no review of the same assignment has."""
    at = review.at
    while known_exactly(tx, review.assignment_id, at):
        at = Moment(at + 1)
    return at


def reviews(tx: Transaction, start: Moment = ALWAYS[0], end: Moment = ALWAYS[1]) -> Iterator[Review]:
    """Yield the reviews from *start* to before *end*, in the order of time."""
    rows = tx.execute(
        f"SELECT {_REVIEW}, time - at * 1000 FROM review WHERE at >= ? AND at < ? ORDER BY time",  # noqa: S608
        (start, end),
    )
    return (replace(review, inferred=bool(review.inferred)) for review in (Review(*row) for row in rows))


def answered(tx: Transaction, start: Moment, end: Moment) -> list[Answered]:
    """Return the reviews from *start* to before *end*, in the order of time."""
    rows = tx.execute(
        "SELECT at, meaning_incorrect, coalesce(reading_incorrect, 0) FROM review "
        "WHERE at >= ? AND at < ? ORDER BY time",
        (start, end),
    )
    return [Answered(*row) for row in rows]


def first_review(tx: Transaction) -> Moment | None:
    """Return the moment of the earliest review."""
    found: Moment | None = tx.execute("SELECT min(at) FROM review").fetchone()[0]
    return found


def anything(tx: Transaction, start: Moment, end: Moment) -> bool:
    """Whether there was a review or a lesson from *start* to before *end*."""
    row = tx.execute(
        "SELECT EXISTS (SELECT 1 FROM review WHERE at >= ?1 AND at < ?2) OR EXISTS "
        "(SELECT 1 FROM milestone WHERE kind = 'started' AND at >= ?1 AND at < ?2)",
        (start, end),
    ).fetchone()
    return bool(row[0])


def by_stage(tx: Transaction, start: Moment) -> list[StageTally]:
    """Return the reviews since *start*, by the stage they began in."""
    rows = tx.execute(
        "SELECT starting_stage, count(*), "
        "sum(meaning_incorrect = 0 AND coalesce(reading_incorrect, 0) = 0) FROM review "
        "WHERE at >= ? GROUP BY starting_stage ORDER BY starting_stage",
        (start,),
    )
    return [StageTally(*row) for row in rows]
