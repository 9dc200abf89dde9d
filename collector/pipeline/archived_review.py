"""A row of an archive joined with its item, as the ledger keeps it."""

from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.facts import Review
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment
from collector.importers.raw_review import RawReview
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.review_rules import ArchivedReview, validate_review
from collector.reconstruction.srs_rules import next_stage
from collector.storage import items
from collector.storage.items import KnownItem
from collector.storage.transaction import Transaction


class Candidate(NamedTuple):
    """A review to append; *guessed_moment*: two of one item may be closer than reviews really are."""

    review: Review
    guessed_moment: bool


def candidate(
    tx: Transaction, raw: RawReview | Rejected, first_poll: Moment, now: Moment, zone: ZoneInfo | None
) -> Candidate | Rejected:
    """Return the review of a row with its item, or why it is rejected.

    Times that do not say their zone are of *zone*, and rejected without one.
    """
    if isinstance(raw, Rejected):
        return raw
    row = validate_review(raw, first_poll, now, zone)
    return row if isinstance(row, Rejected) else _with_item(tx, row, raw.where)


def _with_item(tx: Transaction, row: ArchivedReview, where: str) -> Candidate | Rejected:
    """Return the review as the ledger keeps it; an own export's level is the one the subject had then."""
    item = _item(tx, row)
    if item is None or item.subject_id != row.subject_id:
        reason = RejectionReason.UNKNOWN_ITEM if item is None else RejectionReason.OTHER_SUBJECT
        named = (
            f"subject {row.subject_id}" if row.assignment_id is None else f"assignment {row.assignment_id}"
        )
        return Rejected(reason, f"{where} ({named})")
    reading_incorrect = row.incorrect_reading_answers if item.has_reading else None
    ending_stage = row.ending_srs_stage or next_stage(
        row.starting_srs_stage, row.incorrect_meaning_answers + (reading_incorrect or 0)
    )
    review = Review(
        assignment_id=item.assignment_id,
        at=row.at,
        subject_id=item.subject_id,
        subject_type=item.kind,
        level=item.level if row.level is None else row.level,
        starting_stage=row.starting_srs_stage,
        ending_stage=ending_stage,
        meaning_incorrect=row.incorrect_meaning_answers,
        reading_incorrect=reading_incorrect,
        late_seconds=row.late_seconds,
        # A stage by the rule is what WaniKani does today, and not what was seen then.
        inferred=row.inferred or row.clock_set or row.ending_srs_stage is None,
    )
    return Candidate(review, guessed_moment=row.inferred)


def _item(tx: Transaction, row: ArchivedReview) -> KnownItem | None:
    if row.assignment_id is None:
        return items.known_item_of(tx, SubjectId(row.subject_id))
    return items.known_item(tx, AssignmentId(row.assignment_id))
