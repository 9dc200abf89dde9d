"""One item, row by row: what the mirror holds of a subject, and what the ledger holds of its assignment.

A learner has one assignment of a subject, whose row survives resets. Every query is one by key or index:
the page of an item costs the same after ten years.
"""

from collections.abc import Iterator
from typing import NamedTuple

from collector.core.facts import Milestone, Review
from collector.core.model import Assignment, AssignmentId, ReviewStatistic, Subject, SubjectId
from collector.storage.rows import record, records
from collector.storage.transaction import Transaction


class NamedItem(NamedTuple):
    """The names of a subject; *hidden* by WaniKani, or for this learner."""

    subject_id: SubjectId
    kind: str
    level: int
    slug: str
    characters: str | None
    meanings: tuple[str, ...]
    hidden: bool

    @property
    def label(self) -> str:
        """The characters, or the slug of a radical that is only a picture."""
        return self.characters or self.slug


def named_items(tx: Transaction) -> Iterator[NamedItem]:
    """Yield every subject, hidden ones too, by level and id."""
    return records(
        NamedItem,
        tx.execute(
            """SELECT s.id AS subject_id, s.kind, s.level, s.slug, s.characters, s.meanings,
                      s.hidden_at IS NOT NULL OR coalesce(a.hidden, 0) AS hidden
               FROM subject AS s LEFT JOIN assignment AS a ON a.subject_id = s.id
               ORDER BY s.level, s.id"""
        ),
    )


def subject(tx: Transaction, subject: SubjectId) -> Subject | None:
    """Return a subject, also a hidden one; None where it is not known."""
    return record(Subject, tx.execute("SELECT * FROM subject WHERE id = ?", (subject,)))


def assignment(tx: Transaction, subject: SubjectId) -> Assignment | None:
    """Return the learner's assignment of *subject*; None while there is none."""
    rows = tx.execute("SELECT * FROM assignment WHERE subject_id = ? ORDER BY id LIMIT 1", (subject,))
    return record(Assignment, rows)


def review_statistic(tx: Transaction, subject: SubjectId) -> ReviewStatistic | None:
    """Return the answers ever counted for *subject*; None before its first lesson."""
    rows = tx.execute("SELECT * FROM review_statistic WHERE subject_id = ? ORDER BY id LIMIT 1", (subject,))
    return record(ReviewStatistic, rows)


def reviews(tx: Transaction, assignment: AssignmentId) -> list[Review]:
    """Return every known review of one assignment, in the order of time: imported and inferred ones too."""
    rows = tx.execute("SELECT * FROM review WHERE assignment_id = ? ORDER BY at", (assignment,))
    return list(records(Review, rows))


def milestones(tx: Transaction, assignment: AssignmentId) -> list[Milestone]:
    """Return every milestone of one assignment, in the order of time."""
    rows = tx.execute("SELECT * FROM milestone WHERE assignment_id = ? ORDER BY at", (assignment,))
    return list(records(Milestone, rows))
