"""One poll: fetch what changed, then commit what follows from it, in the steps that `_commit` lists."""

from collections.abc import Set
from dataclasses import replace
from functools import partial

from collector.core.batches import no_progress
from collector.core.clock import Clock
from collector.core.confirmed_time import Confirmation
from collector.core.errors import CollectorError
from collector.core.model import SubjectId
from collector.pipeline.account import Account
from collector.pipeline.activity import follow_zone, update_activity
from collector.pipeline.context import PollContext
from collector.pipeline.coverage import record_coverage
from collector.pipeline.emit import queued_points
from collector.pipeline.heartbeat import append_heartbeat, record_failed_poll, release_heartbeats
from collector.pipeline.identity import keep_identity
from collector.pipeline.poll_report import Effort, PollReport
from collector.pipeline.reconcile import Reconciliation, reconcile_reviews
from collector.pipeline.record import record_account_events, record_counts, record_milestones, store_mirror
from collector.pipeline.review_rows import record_archived_reviews
from collector.storage import cursors, ledger, mirror, runs, statistics_reads
from collector.wanikani.client import Conversation
from collector.wanikani.fetch import Changes, fetch_changes
from collector.wanikani.fetcher import PageProgress


def poll(account: Account, clock: Clock, progress: PageProgress = no_progress) -> PollReport:
    """Fetch what changed at WaniKani and commit it: all of it, or only a heartbeat with the reason.

    Two polls are at least a second apart: the second of two in one second waits. Raises only `Stopped`, when
    the process is to end, and then nothing was changed.
    """
    started = clock.elapsed()
    conversation: Conversation | None = None
    try:
        conversation = account.open_conversation(clock)
        changes = _fetch(account, conversation, progress)
        effort = Effort.of(conversation, clock.elapsed() - started)
        return _commit(account, changes, effort, conversation.confirmation)
    except CollectorError as problem:
        effort = Effort.of(conversation, clock.elapsed() - started)
        return record_failed_poll(account, clock, problem, effort, conversation)


def _fetch(account: Account, conversation: Conversation, progress: PageProgress) -> Changes:
    with account.store.reading() as tx:
        known = cursors.load(tx)
        last = ledger.heartbeats.last_heartbeat(tx)
    are_known = partial(_are_known, account)
    return fetch_changes(conversation, known, are_known, last.at if last else None, progress)


def _are_known(account: Account, subjects: Set[SubjectId]) -> bool:
    with account.store.reading() as tx:
        return mirror.has_subjects(tx, subjects)


def _commit(
    account: Account, changes: Changes, effort: Effort, confirmation: Confirmation | None
) -> PollReport:
    """Commit a successful poll in one transaction: each step reads what the steps before it wrote."""
    first = _is_first(account)
    with account.store.transaction(first=first) as tx:
        user_before = mirror.user(tx)
        with queued_points(tx, keep_identity(tx, account, changes.user or user_before)) as queue:
            context = store_mirror(tx, account, changes, user_before)
            release_heartbeats(tx, queue, confirmation)
            found = reconcile_reviews(tx, queue, context)
            lessons = record_archived_reviews(tx, queue, context)
            lessons += record_milestones(tx, queue, context)
            update_activity(tx, queue, zone=context.zone, reviews=found.reviews, lessons=lessons)
            follow_zone(tx, queue, context.zone)
            record_account_events(tx, queue, context)
            record_counts(tx, queue, context, studied=bool(found.reviews))
            record_coverage(tx, queue, context)
            report = _report(account, context, found, effort)
            append_heartbeat(tx, queue, report, zone=context.zone, backlog=context.backlog)
            cursors.advance(tx, changes.cursors)
            runs.append_run(tx, runs.Run(changes.at, ok=True, problem=""))
    return replace(report, name=queue.account_name, points=queue.count, first=first)


def _is_first(account: Account) -> bool:
    with account.store.reading() as tx:
        return statistics_reads.statistics_read(tx) is None


def _report(account: Account, context: PollContext, found: Reconciliation, effort: Effort) -> PollReport:
    return PollReport(
        state_name=account.state_name,
        name=account.name,
        at=context.changes.at,
        effort=effort,
        changed_rows=context.changed_rows,
        reviews_found=len(found.reviews),
        unexplained=tuple(found.unexplained),
    )
