"""The heartbeat: one point for every poll, good or failed.

A new field needs a name in `core.facts.Heartbeat`, its value here, and an entry in `points.measurements`.
"""

from dataclasses import replace
from zoneinfo import ZoneInfo

from collector.core.errors import CollectorError, StateUnusable
from collector.core.facts import Heartbeat
from collector.core.moments import SECOND, Moment, seconds_between
from collector.pipeline.account import Account
from collector.pipeline.context import Backlog, read_backlog
from collector.pipeline.emit import PointQueue
from collector.pipeline.identity import keep_configured_name
from collector.pipeline.poll_report import Effort, PollReport
from collector.storage import ledger, runs
from collector.storage.transaction import Transaction


def append_heartbeat(
    tx: Transaction, queue: PointQueue, report: PollReport, *, zone: ZoneInfo, backlog: Backlog
) -> None:
    """Append the heartbeat of the poll that *report* is about, and queue its point."""
    heartbeat = Heartbeat(
        at=report.at,
        timezone=zone.key,
        ok=report.problem is None,
        token_ok=report.token_ok,
        seconds_since_success=_seconds_since_success(tx, report.at),
        requests=report.effort.requests,
        not_modified=report.effort.not_modified,
        changed_rows=report.changed_rows,
        outbox_pending=backlog.pending,
        outbox_rejected=backlog.rejected,
        duration_seconds=round(report.effort.seconds, 3),
        reviews_found=report.reviews_found,
        unexplained=len(report.unexplained),
    )
    ledger.heartbeats.append_heartbeat(tx, heartbeat)
    queue.add([heartbeat])


def record_failed_poll(
    account: Account, at: Moment, problem: CollectorError, effort: Effort | None = None
) -> PollReport:
    """Record a poll that failed at *at*: its run and its heartbeat, in a transaction of their own.

    Without a configured name and before the first good poll there is no heartbeat: it could carry no
    account. Nothing is written to a state that was just found unusable. Raises nothing: when the state
    cannot be written either (a full disk, say), the report still tells of *problem*.
    """
    report = PollReport(account.state_name, account.name, at, effort or Effort(), problem=problem)
    if isinstance(problem, StateUnusable):
        return report
    try:
        with account.store.transaction() as tx:
            return _record(tx, account, report)
    except CollectorError:
        return report


def _record(tx: Transaction, account: Account, report: PollReport) -> PollReport:
    runs.append_run(tx, runs.Run(report.at, ok=False, problem=str(report.problem)))
    name = keep_configured_name(tx, account)
    if name is None:
        return report
    report = replace(report, name=name, at=_free_second(tx, report.at))
    queue = PointQueue(tx, name)
    append_heartbeat(tx, queue, report, zone=account.zone, backlog=read_backlog(tx))
    return replace(report, points=queue.count)


def _seconds_since_success(tx: Transaction, at: Moment) -> int | None:
    success = ledger.polls.last_success(tx)
    return None if success is None else max(0, seconds_between(success, at))


def _free_second(tx: Transaction, at: Moment) -> Moment:
    """Return *at*, or the second after the last heartbeat where two would be one point."""
    last = ledger.heartbeats.last_heartbeat(tx)
    return Moment(last.at + SECOND) if last is not None and at <= last.at < at + 2 * SECOND else at
