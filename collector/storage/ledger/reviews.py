"""Every review, known by assignment and moment, one nanosecond each. Append-only."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from collector.core.facts import Review
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import ALWAYS, SECOND, Moment
from collector.core.tallies import StageTally
from collector.statistics.milestones import free_offset
from collector.statistics.sessions import ReviewResult
from collector.storage.rows import insert, records, value
from collector.storage.transaction import Transaction

# Two moments of one assignment belong to the same review if they are at most this far apart: spreadsheets cut
# times to the minute, and no item is due again within an hour.
_SAME_REVIEW = 60 * SECOND


def append_reviews(tx: Transaction, found: Iterable[Review]) -> list[Review]:
    """Append the reviews that are not known yet, each with a nanosecond of its own, and return them.

    A review is known by assignment and moment, a minute apart at most. One whose moment is a guess is
    moved on where another was; nothing else is known of it that could make it the same.
    """

    def taken(time: int) -> bool:
        return value(tx.execute("SELECT 1 FROM review WHERE time = ?", (time,))) is not None

    new: list[Review] = []
    for review in found:
        if not is_known(tx, review.assignment_id, review.at):
            at = review.at
        elif review.inferred:
            at = _free_moment(tx, review)
        else:
            continue
        new.append(replace(review, at=at, offset_ns=free_offset(at, review.assignment_id, taken)))
        insert(tx, "review", new[-1:])
    return new


def is_known(tx: Transaction, assignment: AssignmentId, at: Moment) -> bool:
    """Return True if there is a review of *assignment* within a minute of *at*."""
    query = "SELECT 1 FROM review WHERE assignment_id = ? AND at BETWEEN ? AND ?"
    return value(tx.execute(query, (assignment, at - _SAME_REVIEW, at + _SAME_REVIEW))) is not None


def is_known_exactly(tx: Transaction, assignment: AssignmentId, at: Moment) -> bool:
    """Return True if there is a review of *assignment* at this very moment."""
    query = "SELECT 1 FROM review WHERE assignment_id = ? AND at = ?"
    return value(tx.execute(query, (assignment, at))) is not None


def _free_moment(tx: Transaction, review: Review) -> Moment:
    """Return the next moment that no review of the same assignment has."""
    at = review.at
    while is_known_exactly(tx, review.assignment_id, at):
        at = Moment(at + 1)
    return at


def reviews(tx: Transaction, start: Moment = ALWAYS[0], end: Moment = ALWAYS[1]) -> Iterator[Review]:
    """Yield the reviews from *start* to before *end*, in the order of time."""
    rows = tx.execute("SELECT * FROM review WHERE at >= ? AND at < ? ORDER BY time", (start, end))
    return records(Review, rows)


def review_results(tx: Transaction, start: Moment, end: Moment) -> list[ReviewResult]:
    """Return of the reviews from *start* to before *end* what sessions need, in the order of time."""
    rows = tx.execute(
        "SELECT at, meaning_incorrect, coalesce(reading_incorrect, 0) AS reading_incorrect FROM review "
        "WHERE at >= ? AND at < ? ORDER BY time",
        (start, end),
    )
    return list(records(ReviewResult, rows))


def count(tx: Transaction, start: Moment, end: Moment) -> int:
    """Return how many reviews there are from *start* to before *end*."""
    return int(value(tx.execute("SELECT count(*) FROM review WHERE at >= ? AND at < ?", (start, end))))


def first_review(tx: Transaction) -> Moment | None:
    """Return the moment of the earliest review, None while there is none."""
    found: Moment | None = value(tx.execute("SELECT min(at) FROM review"))
    return found


def last_review_before(tx: Transaction, end: Moment) -> Moment | None:
    """Return the moment of the last review before *end*, None where there is none."""
    found: Moment | None = value(tx.execute("SELECT max(at) FROM review WHERE at < ?", (end,)))
    return found


def has_activity(tx: Transaction, start: Moment, end: Moment) -> bool:
    """Return True if there was a review or a lesson from *start* to before *end*."""
    found = tx.execute(
        "SELECT EXISTS (SELECT 1 FROM review WHERE at >= ?1 AND at < ?2) OR EXISTS "
        "(SELECT 1 FROM milestone WHERE kind = 'started' AND at >= ?1 AND at < ?2)",
        (start, end),
    )
    return bool(value(found))


def by_stage(tx: Transaction, start: Moment | None = None, end: Moment = ALWAYS[1]) -> list[StageTally]:
    """Return the reviews from *start* to before *end*, or all, tallied by the stage they started from."""
    # For all of them SQLite would take the index by moment, and look for each row one by one.
    within = "" if start is None else "WHERE at >= :start AND at < :end"
    rows = tx.execute(
        "SELECT starting_stage AS stage, count(*) AS reviews, "  # noqa: S608 - one of two constants
        "sum(meaning_incorrect = 0 AND coalesce(reading_incorrect, 0) = 0) AS correct FROM review "
        f"{within} GROUP BY starting_stage ORDER BY starting_stage",
        {"start": start, "end": end},
    )
    return list(records(StageTally, rows))


class WrongItem(NamedTuple):
    """A subject, and how many *wrong* answers its reviews had."""

    subject_id: SubjectId
    wrong: int


def wrong_items(tx: Transaction, start: Moment, end: Moment) -> list[WrongItem]:
    """Return what was answered wrong from *start* to before *end*: most wrong answers first, then by id."""
    rows = tx.execute(
        "SELECT subject_id, sum(meaning_incorrect + coalesce(reading_incorrect, 0)) AS wrong FROM review "
        "WHERE at >= ? AND at < ? AND (meaning_incorrect > 0 OR reading_incorrect > 0) "
        "GROUP BY subject_id ORDER BY wrong DESC, subject_id",
        (start, end),
    )
    return list(records(WrongItem, rows))


def count_inferred(tx: Transaction, start: Moment, end: Moment) -> int:
    """Return how many of the reviews from *start* to before *end* were inferred."""
    rows = tx.execute("SELECT sum(inferred) FROM review WHERE at >= ? AND at < ?", (start, end))
    return int(value(rows) or 0)
