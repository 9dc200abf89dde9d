"""The heartbeat: one point for every poll, good or failed.

No point is dated by this machine's clock, which may be wrong until the network is there. A poll without an
answer is dated by the last answer since the machine started; while there was none, its heartbeat is held.

CONTRIBUTING.md lists what a new field needs.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from collector.core.clock import Clock, read_clock
from collector.core.confirmed_time import ClockReading, Confirmation
from collector.core.errors import CollectorError, StateUnusable
from collector.core.facts import Heartbeat
from collector.core.moments import SECOND, Moment, moment, seconds_between
from collector.pipeline.account import Account
from collector.pipeline.context import Backlog, read_backlog
from collector.pipeline.emit import PointQueue, queued_points
from collector.pipeline.identity import keep_configured_name
from collector.pipeline.poll_report import Effort, PollReport
from collector.storage import confirmations, ledger, runs
from collector.storage.ledger.heartbeats import HeldHeartbeat
from collector.storage.transaction import Transaction
from collector.wanikani.client import Conversation


def append_heartbeat(
    tx: Transaction, queue: PointQueue, report: PollReport, *, zone: ZoneInfo, backlog: Backlog
) -> None:
    """Append the heartbeat of the poll that *report* is about, and queue its point."""
    _append(tx, queue, _heartbeat(report, zone, backlog))


def record_failed_poll(
    account: Account,
    clock: Clock,
    problem: CollectorError,
    effort: Effort | None = None,
    conversation: Conversation | None = None,
) -> PollReport:
    """Record a poll that failed just now: its run and its heartbeat, in a transaction of their own.

    Without a configured name and before the first successful poll there is no heartbeat: it could carry no
    account. Nothing is written to a state that was just found unusable. Raises nothing: when the state
    cannot be written either (a full disk, say), the report still has *problem*.
    """
    date = conversation.first_date if conversation else None
    report = PollReport(
        account.state_name,
        account.name,
        at=moment(date or clock.now()),
        effort=effort or Effort(),
        problem=problem,
    )
    if isinstance(problem, StateUnusable):
        return report
    confirmation = conversation.confirmation if conversation else None
    try:
        with account.store.transaction() as tx:
            return _record(tx, account, report, confirmation, read_clock(clock))
    except CollectorError:
        return report


def _record(
    tx: Transaction,
    account: Account,
    report: PollReport,
    confirmation: Confirmation | None,
    reading: ClockReading,
) -> PollReport:
    confirmed = confirmation or confirmations.confirmation(tx)
    at = confirmed.moment_of(reading) if confirmed else None
    if at is not None and confirmation is None:
        report = replace(report, at=at)
    runs.append_run(tx, runs.Run(report.at, ok=False, problem=str(report.problem)))
    name = keep_configured_name(tx, account)
    if name is None:
        return report
    report = replace(report, name=name)
    beat = _heartbeat(report, account.zone, read_backlog(tx))
    with queued_points(tx, name) as queue:
        if at is None:
            ledger.heartbeats.hold_heartbeat(tx, HeldHeartbeat(beat, reading))
        else:
            release_heartbeats(tx, queue, confirmed)
            _append(tx, queue, beat)
    return replace(report, points=queue.count)


def release_heartbeats(tx: Transaction, queue: PointQueue, confirmation: Confirmation | None) -> None:
    """Date the heartbeats that were held by *confirmation*, append them and queue their points.

    None are released without one. Those of an earlier start of the machine are dropped: no answer came in
    its time, so their time is unknown. *confirmation* is kept for polls that get no answer.
    """
    if confirmation is None:
        return
    confirmations.save_confirmation(tx, confirmation)
    for held in ledger.heartbeats.take_held(tx):
        at = confirmation.moment_of(held.reading)
        if at is not None:
            _append(tx, queue, replace(held.beat, at=at))


def _heartbeat(report: PollReport, zone: ZoneInfo, backlog: Backlog) -> Heartbeat:
    return Heartbeat(
        at=report.at,
        timezone=zone.key,
        ok=report.problem is None,
        token_ok=report.token_ok,
        seconds_since_success=None,
        requests=report.effort.requests,
        not_modified=report.effort.not_modified,
        changed_rows=report.changed_rows,
        outbox_pending=backlog.pending,
        outbox_rejected=backlog.rejected,
        duration_seconds=round(report.effort.seconds, 3),
        reviews_found=report.reviews_found,
        unexplained=len(report.unexplained),
    )


def _append(tx: Transaction, queue: PointQueue, beat: Heartbeat) -> None:
    at = beat.at if beat.ok else _free_second(tx, beat.at)
    beat = replace(beat, at=at, seconds_since_success=_seconds_since_success(tx, at))
    ledger.heartbeats.append_heartbeat(tx, beat)
    queue.add([beat])


def _seconds_since_success(tx: Transaction, at: Moment) -> int | None:
    success = ledger.polls.last_success(tx)
    return None if success is None else max(0, seconds_between(success, at))


def _free_second(tx: Transaction, at: Moment) -> Moment:
    """Return *at*, or the second after the last heartbeat where two would be one point."""
    last = ledger.heartbeats.last_heartbeat(tx)
    return Moment(last.at + SECOND) if last is not None and at <= last.at < at + 2 * SECOND else at
