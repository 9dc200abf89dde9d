"""Rows of `/reviews`, empty since 2023: live ones make reviews exact, older ones bring the past back.

Source: WaniKani's API documentation, "Reviews".
"""

from collections import defaultdict
from collections.abc import Iterable

from collector.core.batches import batched
from collector.core.facts import Review
from collector.core.model import AssignmentId, ReviewRecord
from collector.core.moments import SECOND, Moment
from collector.pipeline import activity
from collector.pipeline.context import PollContext
from collector.pipeline.emit import PointQueue
from collector.reconstruction import api_reviews
from collector.reconstruction.snapshots import FoundReview, PollWindow
from collector.storage import baselines, items, ledger, mirror, statistics_reads
from collector.storage.items import KnownItem
from collector.storage.transaction import Transaction

RowsByItem = defaultdict[AssignmentId, list[ReviewRecord]]
_BATCH = 500
# A row is stamped some milliseconds before the statistic that the live review is known by.
_STAMPED_EARLIER = SECOND


def record_archived_reviews(tx: Transaction, queue: PointQueue, context: PollContext) -> list[Moment]:
    """Append the reviews in rows from before the first live poll, and their activity.

    Later rows that were not there at their own poll add nothing: those reviews are found already. Returns
    when the lessons were that count from now on, as lessons count from the first review on.
    """
    if not context.changes.reviews:
        return []
    counted_since = activity.counted_since(tx)
    for rows in batched(_rows_before_first_poll(tx, context), _BATCH):
        reviews = ledger.reviews.append_reviews(tx, reviews_of_rows(tx, rows))
        queue.add(reviews)
        activity.update_activity(tx, queue, zone=context.zone, reviews=reviews)
    return ledger.milestones.lessons(tx, activity.counted_since(tx), counted_since)


def _rows_before_first_poll(tx: Transaction, context: PollContext) -> Iterable[ReviewRecord]:
    read = statistics_reads.statistics_read(tx)
    rows = context.changes.reviews or ()
    return (row for row in rows if read is not None and row.created_at < read.first)


def rows_of_window(tx: Transaction, window: PollWindow) -> RowsByItem:
    """Return the rows that may be in *window*, or in the longer window of a deferred item."""
    deferred_since = baselines.deferred_since(tx)
    since = min(window.since, deferred_since or window.since)
    rows: RowsByItem = defaultdict(list)
    for row in mirror.review_records(tx, Moment(since - _STAMPED_EARLIER)):
        rows[row.assignment_id].append(row)
    return rows


def is_in_window(row: ReviewRecord, window: PollWindow) -> bool:
    """Return True if *row* may be a review of *window*."""
    return row.created_at >= window.since - _STAMPED_EARLIER


def reviews_of_rows(tx: Transaction, rows: Iterable[ReviewRecord]) -> list[Review]:
    """Return the reviews in *rows*, those of unknown items left out."""
    known = ((items.known_item(tx, row.assignment_id), row) for row in rows)
    return [review_of(item, api_reviews.found_review(row)) for item, row in known if item is not None]


def review_of(item: KnownItem, found: FoundReview) -> Review:
    """Return what was found of *item* as the ledger keeps it."""
    return Review(
        assignment_id=item.assignment_id,
        at=found.at,
        subject_id=item.subject_id,
        subject_type=item.kind,
        level=item.level,
        starting_stage=found.starting_stage,
        ending_stage=found.ending_stage,
        meaning_incorrect=found.meaning_incorrect,
        reading_incorrect=found.reading_incorrect if item.has_reading else None,
        late_seconds=found.late_seconds,
        inferred=found.inferred,
    )
