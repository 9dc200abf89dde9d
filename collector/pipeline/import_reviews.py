"""An archive of reviews, up to the first live poll; and the sessions, hours and days they make."""

from collections.abc import Iterable
from zoneinfo import ZoneInfo

from collector.core.batches import batched
from collector.core.errors import NothingCollected
from collector.core.facts import Review
from collector.core.moments import Moment
from collector.importers.raw_review import RawReview
from collector.importers.rejections import Rejected
from collector.pipeline import activity
from collector.pipeline.archived_review import Candidate, candidate
from collector.pipeline.emit import PointQueue, queue_of
from collector.pipeline.import_result import ImportResult, Progress
from collector.storage import ledger, statistics_reads
from collector.storage.database import Store
from collector.storage.transaction import Transaction

_BATCH = 500
Rows = Iterable[RawReview | Rejected]


def import_reviews(
    store: Store, rows: Rows, now: Moment, progress: Progress, zone: ZoneInfo | None = None
) -> ImportResult:
    """Append the reviews of *rows*, and the sessions, hours and days they make: all of them, or none.

    Times that do not say their zone are of *zone*, and rejected without one.

    Raises `NothingCollected` before the first live poll, and whatever reading *rows* raises.
    """
    with store.transaction() as tx:
        return _import(tx, rows, now, progress, zone)


def preview_reviews(
    store: Store, rows: Rows, now: Moment, progress: Progress, zone: ZoneInfo | None = None
) -> ImportResult:
    """Return what `import_reviews` would, and change nothing. Raises the same."""
    with store.rehearsal() as tx:
        return _import(tx, rows, now, progress, zone)


def _import(
    tx: Transaction, rows: Rows, now: Moment, progress: Progress, naive_zone: ZoneInfo | None
) -> ImportResult:
    read = statistics_reads.statistics_read(tx)
    zone = ledger.heartbeats.last_zone(tx)
    if read is None or zone is None:
        raise NothingCollected
    counted_since = activity.counted_since(tx)
    result = ImportResult()
    reviews = (candidate(tx, row, read.first, now, naive_zone) for row in rows)
    added = _append_reviews(tx, reviews, result, progress)
    with queue_of(tx) as queue:
        queue.add(added)
        _update_activity(tx, queue, added, zone=ZoneInfo(zone), progress=progress)
        _count_earlier_lessons(tx, queue, counted_since, zone=ZoneInfo(zone))
    return result


def _append_reviews(
    tx: Transaction, reviews: Iterable[Candidate | Rejected], result: ImportResult, progress: Progress
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


def _append_if_new(tx: Transaction, found: Candidate) -> Review | None:
    """Append the review and return it; None if it is there. Guessed moments compare to the microsecond."""
    review = found.review
    known = ledger.reviews.is_known_exactly if found.guessed_moment else ledger.reviews.is_known
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
