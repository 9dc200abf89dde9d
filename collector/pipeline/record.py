"""The steps of a successful poll that store its rows and append the facts they show.

Each reads the mirror and the ledger, lets `statistics` decide, appends what is new, and queues its points.
"""

from collections.abc import Sequence
from dataclasses import replace

from collector.core.batches import batched
from collector.core.local_time import local_date
from collector.core.model import Item, User
from collector.core.moments import Moment, hour_of
from collector.core.poll_counts import PollCounts, Queue
from collector.core.taught import TaughtSubject
from collector.pipeline import activity
from collector.pipeline.account import Account
from collector.pipeline.context import PollContext, read_backlog
from collector.pipeline.emit import PointQueue
from collector.pipeline.workload import workload_at
from collector.statistics import (
    annotations,
    counts,
    forecast,
    leeches,
    milestones,
    written_counts,
)
from collector.storage import item_groups, items, ledger, mirror, mnemonics
from collector.storage.transaction import Transaction
from collector.wanikani.fetch import Changes
from collector.wanikani.packed_rows import PackedRows

_BATCH = 500


def store_mirror(
    tx: Transaction, account: Account, changes: Changes, user_before: User | None
) -> PollContext:
    """Store the rows of *changes* and return what the later steps rely on."""
    changed_rows = _store_rows(tx, changes)
    user = changes.user or user_before
    summary = changes.summary or mirror.summary(tx)
    if user is None or summary is None:
        raise AssertionError("a successful poll always knows the user and the summary")
    return PollContext(
        changes=changes,
        user_before=user_before,
        user=user,
        summary=summary,
        changed_rows=changed_rows,
        backlog=read_backlog(tx),
        interval=account.every,
        zone=account.zone,
    )


def _store_rows(tx: Transaction, changes: Changes) -> int:
    """Return how many rows really changed.

    The summary is left out of that number: it counts the other rows, and changes with the clock.
    """
    if changes.summary is not None:
        mirror.save_summary(tx, changes.summary)
    return sum(
        (
            mirror.save_user(tx, changes.user) if changes.user else 0,
            _store_subjects(tx, changes.subjects or PackedRows()),
            mirror.save_resets(tx, changes.resets or ()),
            mirror.save_review_statistics(tx, changes.review_statistics or ()),
            mirror.save_assignments(tx, changes.assignments or ()),
            mirror.save_level_progressions(tx, changes.level_progressions or ()),
            mirror.save_review_records(tx, changes.reviews or ()),
            mirror.save_srs_systems(tx, changes.srs_systems or ()),
        )
    )


def _store_subjects(tx: Transaction, taught: PackedRows[TaughtSubject]) -> int:
    """Return how many subjects changed; mnemonics alone change no count, and come with their subject."""
    mnemonics.save_mnemonics(tx, (each.mnemonics for each in taught))
    return mirror.save_subjects(tx, (each.subject for each in taught))


def record_milestones(tx: Transaction, queue: PointQueue, context: PollContext) -> list[Moment]:
    """Append the milestones of the assignments that changed; return when the lessons among them were.

    The first poll finds the whole past: tens of thousands, taken a batch at a time.
    """
    lessons: list[Moment] = []
    changed = context.changes.assignments if context.changed_rows else None
    for assignments in batched(changed or (), _BATCH):
        levels = mirror.subject_levels(tx, (assignment.subject_id for assignment in assignments))
        new = ledger.milestones.append_milestones(tx, milestones.milestones(assignments, levels))
        queue.add(new)
        lessons += [milestone.at for milestone in new if milestone.kind == "started"]
    return lessons


def record_account_events(tx: Transaction, queue: PointQueue, context: PollContext) -> None:
    """Append attempts at levels, and marks for the charts: level-ups, resets, vacations, outages."""
    changes = context.changes
    before = context.user_before
    user = context.user
    marks = [
        *annotations.level_ups(changes.level_progressions or ()),
        *annotations.resets(changes.resets or ()),
        *annotations.vacations(before, user),
        *annotations.subscription(before, user, changes.at),
        *annotations.outage(ledger.heartbeats.failed_since_success(tx), changes.at, context.interval),
    ]
    attempts = annotations.attempts(changes.level_progressions or ())
    queue.add(ledger.levels.append_level_attempts(tx, attempts))
    queue.add(ledger.annotations.append_annotations(tx, marks))


def record_counts(tx: Transaction, queue: PointQueue, context: PollContext, *, studied: bool) -> None:
    """Append the present counts, and the future hours and leeches that changed.

    *studied* says that this poll found reviews. Most polls bring nothing: then all counts, future hours and
    leeches are what they were, and the streak and the workload too until the day ends.
    """
    recent = ledger.polls.recent_polls(tx)
    last = recent[-1] if recent else None
    if last is None or context.changed_rows:
        often_wrong = list(items.often_wrong_items(tx))
        _append_counts(tx, queue, recent, _count(tx, context, often_wrong, last))
        _append_forecast(tx, queue, context)
        _append_leeches(tx, queue, context, often_wrong)
    else:
        _append_counts(tx, queue, recent, _count_unchanged(tx, context, last, studied=studied))


def _count_unchanged(tx: Transaction, context: PollContext, last: PollCounts, *, studied: bool) -> PollCounts:
    """Return the counts of a poll that brought no rows: as those of the *last*, but for what time changes."""
    at = context.changes.at
    as_before = not studied and _is_same_day(tx, context, last)
    workload = last.workload if as_before else None
    return replace(
        last,
        at=at,
        queue=_waiting(tx, context, last.queue.streak_days if as_before else None),
        # A poll of an older version has none.
        workload=workload or workload_at(tx, at, context.zone, last.stages),
    )


def _is_same_day(tx: Transaction, context: PollContext, last: PollCounts) -> bool:
    """Return True if it is still the local day of the last poll, in the same zone as then."""
    days = {local_date(at, context.zone) for at in (last.at, context.changes.at)}
    return len(days) == 1 and ledger.heartbeats.last_zone(tx) == context.zone.key


def _waiting(tx: Transaction, context: PollContext, streak: int | None = None) -> Queue:
    """Return the queue, with *streak* or, where it is not known, the recounted streak."""
    if streak is None:
        streak = activity.streak_days(tx, context.changes.at, context.zone)
    return counts.queue(context.summary, context.user, streak)


def _count(
    tx: Transaction, context: PollContext, often_wrong: Sequence[Item], last: PollCounts | None
) -> PollCounts:
    user = context.user
    granted_at = counts.granted_again(
        context.user_before, user, last.level if last else None, context.changes.at
    )
    shown = list(item_groups.shown_items(tx))
    kanji_items = items.kanji_items(tx, user.level)
    kanji = counts.level_kanji(user.level, mirror.kanji_of_level(tx, user.level), kanji_items)
    stages = counts.stages_by_kind(shown)
    return PollCounts(
        at=context.changes.at,
        stages=stages,
        queue=_waiting(tx, context),
        totals=counts.totals_by_kind(shown, often_wrong),
        level=counts.level_state(user, kanji, mirror.level_progressions(tx), granted_at),
        workload=workload_at(tx, context.changes.at, context.zone, stages),
    )


def _append_counts(
    tx: Transaction, queue: PointQueue, recent: Sequence[PollCounts], counted: PollCounts
) -> None:
    last = written_counts.last_poll(recent, ledger.polls.newest_before_last(tx))
    ledger.polls.append_poll(tx, counted, recent[-1] if recent else None)
    queue.add(written_counts.written_counts(last, counted))


def _append_forecast(tx: Transaction, queue: PointQueue, context: PollContext) -> None:
    at = context.changes.at
    due = item_groups.due_items(tx, after=at, levels=context.user.subscription.levels)
    written = ledger.forecast.forecast_from(tx, hour_of(at))
    hours = forecast.changed_hours(at, forecast.foreseen(due, context.user), written)
    ledger.forecast.append_forecast(tx, hours)
    queue.add(hours)


def _append_leeches(
    tx: Transaction, queue: PointQueue, context: PollContext, often_wrong: Sequence[Item]
) -> None:
    worst = leeches.worst(often_wrong)
    ranks = leeches.changed_ranks(context.changes.at, worst, ledger.leeches.leeches_now(tx))
    ledger.leeches.append_leeches(tx, ranks)
    queue.add(ranks)
