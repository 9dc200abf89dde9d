"""Every review since the last poll: where the accounted pairs, the mirror and the pure comparison meet.

Runs in the caller's transaction, after the mirror took the rows and before anything is counted.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice
from typing import assert_never

from collector.core.facts import Review
from collector.core.model import AssignmentId, ReviewRecord, User
from collector.core.moments import SECOND, Moment
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
from collector.storage import baselines, items, ledger, mirror
from collector.storage.baselines import DirtyItem
from collector.storage.items import KnownItem
from collector.storage.transaction import Transaction
from collector.wanikani.fetch import Changes

RowsByItem = defaultdict[AssignmentId, list[ReviewRecord]]
_AT_ONCE = 500


@dataclass(slots=True)
class Reconciliation:
    """What a poll found: live *reviews*, and the changes that no rule explains, in words."""

    reviews: list[Review] = field(default_factory=list)
    unexplained: list[str] = field(default_factory=list)


def account(tx: Transaction, changes: Changes, before: User | None) -> Reconciliation:
    """Compare every item that changed with what is accounted for, and append the reviews to the ledger.

    *before* is the user as the mirror had it. The first poll of all only takes everything as it is.
    """
    accounting = Reconciliation()
    read = baselines.statistics_read(tx)
    if read is None:
        _take_all(tx, PollWindow(changes.statistics_at, changes.statistics_at, changes.at))
    else:
        moved = _due_times_moved(tx, changes, before)
        window = PollWindow(read.last, changes.statistics_at, changes.at, due_times_moved=moved)
        rows = _rows(tx, window)
        found = _compare_all(tx, window, rows, accounting.unexplained)
        found.extend(_of_rows(tx, (row for row in chain(*rows.values()) if _is_in(window, row))))
        found.sort(key=lambda review: (review.at, review.assignment_id))
        accounting.reviews = ledger.reviews.append_reviews(tx, found)
    baselines.note_statistics_read(tx, changes.statistics_at)
    return accounting


def archived(tx: Transaction, changes: Changes) -> Iterator[list[Review]]:
    """Append what `/reviews` tells of the time before the first live poll; yield what was new, some at once.

    Later rows that were not there at their own poll add nothing: those reviews are found already.
    """
    read = baselines.statistics_read(tx)
    rows = (row for row in changes.reviews or () if read is not None and row.created_at < read.first)
    while some := list(islice(rows, _AT_ONCE)):
        yield ledger.reviews.append_reviews(tx, _of_rows(tx, some))


def _take_all(tx: Transaction, window: PollWindow) -> None:
    systems = mirror.intervals(tx)
    for each in baselines.dirty(tx):
        baselines.commit_baseline(tx, each.item, first_seen(each.now, _waits(systems, each.srs_id), window))


def _due_times_moved(tx: Transaction, changes: Changes, before: User | None) -> bool:
    """Whether a vacation may have moved due times since the last poll, or is about to.

    One that began and ended in between shows in the user's row only as some change; but its end moves
    every due time to come.
    """
    after = mirror.user(tx)
    if before is None or after is None:
        return True
    if before.vacation_started_at is not None or after.vacation_started_at is not None:
        return True
    return before.updated_at != after.updated_at and not baselines.some_due_time_stood(tx, changes.at)


def _rows(tx: Transaction, window: PollWindow) -> RowsByItem:
    """Return the rows of `/reviews` that may be of this gap, or of that of an item that was held."""
    held = baselines.deferred_since(tx)
    rows: RowsByItem = defaultdict(list)
    for row in mirror.review_records(
        tx, Moment(min(window.since, held or window.since) - api_reviews.SAME_REVIEW)
    ):
        rows[row.assignment_id].append(row)
    return rows


def _is_in(window: PollWindow, row: ReviewRecord) -> bool:
    return row.created_at >= window.since - api_reviews.SAME_REVIEW


def _compare_all(
    tx: Transaction, window: PollWindow, rows: RowsByItem, unexplained: list[str]
) -> list[Review]:
    """Return the reviews of every item that changed, and take their *rows* out; those of a held one wait."""
    systems, resets = mirror.intervals(tx), mirror.confirmed_resets(tx)
    found: list[Review] = []
    for each in baselines.dirty(tx):
        item, own = each.item, _own_gap(each, window)
        outcome = compare(_case(each, own, _waits(systems, each.srs_id), resets), own)
        own_rows = [row for row in rows.pop(item.assignment_id, ()) if _is_in(own, row)]
        if isinstance(outcome, Torn):
            baselines.defer(tx, item, own.since, due_time_moved=own.due_times_moved)
            continue
        if isinstance(outcome, Unexplained):
            unexplained.append(f"{items.name_of(tx, item.subject_id)}: {outcome.reason}")
        found.extend(
            _review(item, one) for one in api_reviews.prefer_api_rows(_reviews_of(outcome), own_rows)
        )
        baselines.commit_baseline(tx, item, each.now)
    return found


def _own_gap(each: DirtyItem, window: PollWindow) -> PollWindow:
    """The time in which an item can have changed: longer than the poll's where it was held."""
    moved = window.due_times_moved or each.due_time_moved
    return replace(window, since=window.since if each.since is None else each.since, due_times_moved=moved)


def _case(
    each: DirtyItem, window: PollWindow, intervals: Intervals, resets: Iterable[tuple[Moment, int]]
) -> Comparison:
    level = each.item.level
    # A subject may have left the level it had when it was reset.
    anew = each.before is not None and looks_reset(each.before, each.now)
    return Comparison(
        before=each.before or _unseen(each.now, window),
        now=each.now,
        intervals=intervals,
        has_reading=each.item.has_reading,
        resets=tuple(at for at, target in resets if anew or (level is not None and target <= level)),
        last_review_at=each.last_review_at,
    )


def _unseen(now: ItemState, window: PollWindow) -> ItemState:
    """What an item is accounted for as that was never seen: not started, unless all of it is old."""
    old = now.statistic_at is not None and now.statistic_at < window.since - 60 * SECOND
    return now if old else not_started(window.since)


def _waits(systems: dict[int, dict[int, int]], srs_id: int | None) -> Intervals:
    """The waits of an item's own system; of one that is not known the shortest there are."""
    if srs_id in systems:
        return systems[srs_id]
    stages = {stage for intervals in systems.values() for stage in intervals}
    return {
        stage: min(intervals[stage] for intervals in systems.values() if stage in intervals)
        for stage in stages
    }


def _reviews_of(outcome: ComparisonResult) -> Sequence[FoundReview]:
    match outcome:
        case OneReview(review):
            return (review,)
        case SeveralReviews(reviews) | Unexplained(_, reviews):
            return reviews
        case NoReview() | Torn():
            return ()
        case _:
            assert_never(outcome)


def _of_rows(tx: Transaction, rows: Iterable[ReviewRecord]) -> list[Review]:
    known = ((items.known_item(tx, row.assignment_id), row) for row in rows)
    return [_review(item, api_reviews.found_review(row)) for item, row in known if item is not None]


def _review(item: KnownItem, found: FoundReview) -> Review:
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
