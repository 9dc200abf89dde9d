"""An archive of reviews, up to the first live poll; and the sessions, hours and days they make."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from collector.core.batches import batched
from collector.core.errors import NothingCollected
from collector.core.facts import Review
from collector.core.model import AssignmentId
from collector.core.moments import Moment
from collector.importers import review_rules
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.review_archive import RawReview
from collector.importers.review_rules import ArchivedReview
from collector.pipeline import activity
from collector.pipeline.emit import PointQueue, queue_of
from collector.pipeline.import_result import ImportResult, Progress
from collector.storage import baselines, items, ledger
from collector.storage.database import Store
from collector.storage.transaction import Transaction

_BATCH = 500


def import_reviews(
    store: Store, rows: Iterable[RawReview | Rejected], now: Moment, progress: Progress
) -> ImportResult:
    """Append the reviews of *rows*, and the sessions, hours and days they make: all of them, or none.

    Raises `NothingCollected` before the first live poll, and whatever reading *rows* raises.
    """
    with store.transaction() as tx:
        return _import(tx, rows, now, progress)


def preview_reviews(
    store: Store, rows: Iterable[RawReview | Rejected], now: Moment, progress: Progress
) -> ImportResult:
    """Return what `import_reviews` would, and change nothing. Raises the same."""
    with store.rehearsal() as tx:
        return _import(tx, rows, now, progress)


def _import(
    tx: Transaction, rows: Iterable[RawReview | Rejected], now: Moment, progress: Progress
) -> ImportResult:
    read = baselines.statistics_read(tx)
    zone = ledger.heartbeats.last_zone(tx)
    if read is None or zone is None:
        raise NothingCollected
    counted_since = activity.counted_since(tx)
    result = ImportResult()
    queue = queue_of(tx)
    reviews = (_review(tx, row, read.first, now) for row in rows)
    added = _append_reviews(tx, reviews, result, progress)
    queue.add(added)
    _update_activity(tx, queue, added, zone=ZoneInfo(zone), progress=progress)
    _count_earlier_lessons(tx, queue, counted_since, zone=ZoneInfo(zone))
    return result


def _append_reviews(
    tx: Transaction, reviews: Iterable[Review | Rejected], result: ImportResult, progress: Progress
) -> list[Review]:
    """Append the *reviews* that are new and return them; *result* counts all, rejected ones too."""
    added: list[Review] = []
    for review in reviews:
        if isinstance(review, Rejected):
            result.reject(review)
        elif new := _append_if_new(tx, review):
            result.note([new.at])
            added.append(new)
        else:
            result.note([], already_present=1)
        if result.seen % _BATCH == 0:
            progress(f"{result.seen:,} reviews looked at")
    return added


def _review(tx: Transaction, row: RawReview | Rejected, first_poll: Moment, now: Moment) -> Review | Rejected:
    if isinstance(row, Rejected):
        return row
    found = review_rules.validate_review(row, first_poll, now)
    return found if isinstance(found, Rejected) else _with_item(tx, found, row.where)


def _with_item(tx: Transaction, row: ArchivedReview, where: str) -> Review | Rejected:
    """Return the review as the ledger keeps it; an own export's level is the one the subject had then."""
    item = items.known_item(tx, AssignmentId(row.assignment_id))
    if item is None or item.subject_id != row.subject_id:
        reason = RejectionReason.UNKNOWN_ITEM if item is None else RejectionReason.OTHER_SUBJECT
        return Rejected(reason, f"{where} (assignment {row.assignment_id})")
    return Review(
        assignment_id=item.assignment_id,
        at=row.at,
        subject_id=item.subject_id,
        subject_type=item.kind,
        level=item.level if row.level is None else row.level,
        starting_stage=row.starting_srs_stage,
        ending_stage=row.ending_srs_stage,
        meaning_incorrect=row.incorrect_meaning_answers,
        reading_incorrect=row.incorrect_reading_answers if item.has_reading else None,
        late_seconds=row.late_seconds,
        inferred=row.inferred,
    )


def _append_if_new(tx: Transaction, review: Review) -> Review | None:
    """Append *review* and return it; None if it is there. Inferred moments compare to the microsecond."""
    known = ledger.reviews.is_known_exactly if review.inferred else ledger.reviews.is_known
    if known(tx, review.assignment_id, review.at):
        return None
    return next(iter(ledger.reviews.append_reviews(tx, [review])), None)


def _update_activity(
    tx: Transaction, queue: PointQueue, added: list[Review], *, zone: ZoneInfo, progress: Progress
) -> None:
    """Bring sessions, hours and days up to date, in order of time."""
    done = 0
    for reviews in batched(sorted(added, key=lambda review: review.at), _BATCH):
        activity.update_activity(tx, queue, zone=zone, reviews=reviews)
        done += len(reviews)
        progress(f"sessions and days of {done:,} of {len(added):,} reviews")


def _count_earlier_lessons(
    tx: Transaction, queue: PointQueue, counted_since: Moment, *, zone: ZoneInfo
) -> None:
    """Count lessons back to the first review there is now; so far they counted from *counted_since* on."""
    lessons = ledger.milestones.lessons(tx, activity.counted_since(tx), counted_since)
    activity.update_activity(tx, queue, zone=zone, lessons=lessons)
