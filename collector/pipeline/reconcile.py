"""Every review since the last poll: where baselines, the mirror and the pure comparison meet.

Runs in the caller's transaction, once the mirror has the rows and before anything is counted.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import chain
from typing import NamedTuple, assert_never

from collector.core.facts import Review
from collector.core.moments import SECOND, Moment
from collector.pipeline.context import PollContext
from collector.pipeline.emit import PointQueue
from collector.pipeline.review_rows import (
    RowsByItem,
    is_in_window,
    review_of,
    reviews_of_rows,
    rows_of_window,
)
from collector.reconstruction import api_reviews
from collector.reconstruction.reconstruct import compare, first_seen
from collector.reconstruction.resets import looks_reset
from collector.reconstruction.snapshots import (
    Comparison,
    ComparisonResult,
    FoundReview,
    Intervals,
    ItemState,
    NoReview,
    OneReview,
    PollWindow,
    SeveralReviews,
    Torn,
    Unexplained,
    not_started,
)
from collector.storage import baselines, items, ledger, mirror, statistics_reads
from collector.storage.baselines import DirtyItem
from collector.storage.items import KnownItem
from collector.storage.transaction import Transaction


class Reconciliation(NamedTuple):
    """The findings of a poll: live *reviews*, and a sentence for each change that no rule explains."""

    reviews: Sequence[Review]
    unexplained: Sequence[str]


def reconcile_reviews(tx: Transaction, queue: PointQueue, context: PollContext) -> Reconciliation:
    """Compare every item that changed with its baseline; append the reviews between the two, and queue them.

    The first poll of all has nothing to compare with: it makes the baselines and finds no review.
    """
    changes = context.changes
    read = statistics_reads.statistics_read(tx)
    if read is None:
        _commit_first_baselines(tx, PollWindow(changes.statistics_at, changes.statistics_at, changes.at))
        found = Reconciliation((), ())
    else:
        moved = _due_times_moved(tx, context)
        found = _find(tx, PollWindow(read.last, changes.statistics_at, changes.at, due_times_moved=moved))
    statistics_reads.note_statistics_read(tx, changes.statistics_at)
    queue.add(found.reviews)
    return found


def _commit_first_baselines(tx: Transaction, window: PollWindow) -> None:
    systems = mirror.intervals(tx)
    first = (
        (dirty.item, first_seen(dirty.now, _intervals_of(systems, dirty.srs_id), window))
        for dirty in baselines.dirty(tx)
    )
    baselines.commit_baselines(tx, first)


def _due_times_moved(tx: Transaction, context: PollContext) -> bool:
    """Return True if a vacation may have moved due times since the last poll, or is about to.

    One that began and ended in between shows in the user's row only as some change; but its end moves
    every due time to come.
    """
    before = context.user_before
    user = context.user
    if before is None or before.vacation_started_at is not None or user.vacation_started_at is not None:
        return True
    return before.updated_at != user.updated_at and not baselines.some_due_time_stood(tx, context.changes.at)


def _find(tx: Transaction, window: PollWindow) -> Reconciliation:
    rows = rows_of_window(tx, window)
    found, unexplained = _compare_all(tx, window, rows)
    left = (row for row in chain(*rows.values()) if is_in_window(row, window))
    found.extend(reviews_of_rows(tx, left))
    found.sort(key=lambda review: (review.at, review.assignment_id))
    return Reconciliation(ledger.reviews.append_reviews(tx, found), unexplained)


def _compare_all(tx: Transaction, window: PollWindow, rows: RowsByItem) -> tuple[list[Review], list[str]]:
    """Return the reviews of every item that changed, and in words the changes that no rule explains.

    Takes the *rows* of these items out, those of a deferred one too: they wait with it.
    """
    found = list[Review]()
    unexplained = list[str]()
    settled = list[tuple[KnownItem, ItemState]]()
    changed = baselines.dirty(tx)
    first = next(changed, None)
    if first is None:
        return found, unexplained
    systems = mirror.intervals(tx)
    resets = mirror.confirmed_resets(tx)
    for dirty in chain((first,), changed):
        item = dirty.item
        own = _window_of(dirty, window)
        result = compare(_comparison(dirty, own, _intervals_of(systems, dirty.srs_id), resets), own)
        own_rows = [row for row in rows.pop(item.assignment_id, ()) if is_in_window(row, own)]
        if isinstance(result, Torn):
            baselines.defer(tx, item, own.since, due_time_moved=own.due_times_moved)
            continue
        if isinstance(result, Unexplained):
            unexplained.append(f"{items.name_of(tx, item.subject_id)}: {result.reason}")
        reviews = api_reviews.prefer_api_rows(_reviews_of(result), own_rows)
        found.extend(review_of(item, review) for review in reviews)
        settled.append((item, dirty.now))
    baselines.commit_baselines(tx, settled)
    return found, unexplained


def _window_of(dirty: DirtyItem, window: PollWindow) -> PollWindow:
    """Return the time in which an item can have changed: longer than the poll's if it was deferred."""
    moved = window.due_times_moved or dirty.due_time_moved
    since = window.since if dirty.since is None else dirty.since
    return replace(window, since=since, due_times_moved=moved)


def _comparison(
    dirty: DirtyItem, window: PollWindow, intervals: Intervals, resets: Iterable[tuple[Moment, int]]
) -> Comparison:
    level = dirty.item.level
    # A subject may have left the level it had when it was reset.
    was_reset = dirty.before is not None and looks_reset(dirty.before, dirty.now)
    return Comparison(
        before=dirty.before or _never_seen(dirty.now, window),
        now=dirty.now,
        intervals=intervals,
        has_reading=dirty.item.has_reading,
        resets=tuple(at for at, target in resets if was_reset or (level is not None and target <= level)),
        last_review_at=dirty.last_review_at,
    )


def _never_seen(now: ItemState, window: PollWindow) -> ItemState:
    """Return the baseline of an item that never had one: not started, unless all of it is old."""
    old = now.statistic_at is not None and now.statistic_at < window.since - 60 * SECOND
    return now if old else not_started(window.since)


def _intervals_of(systems: dict[int, dict[int, int]], srs_id: int | None) -> Intervals:
    """Return the intervals of an item's own system; of an unknown one the shortest there are."""
    if srs_id in systems:
        return systems[srs_id]
    stages = {stage for intervals in systems.values() for stage in intervals}
    return {
        stage: min(intervals[stage] for intervals in systems.values() if stage in intervals)
        for stage in stages
    }


def _reviews_of(result: ComparisonResult) -> Sequence[FoundReview]:
    match result:
        case OneReview(review):
            return (review,)
        case SeveralReviews(reviews) | Unexplained(_, reviews):
            return reviews
        case NoReview() | Torn():
            return ()
        case _:
            assert_never(result)
