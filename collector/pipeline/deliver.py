"""From the outbox to InfluxDB: a line is dropped only for a reason that the server states.

A line that is too old for what the database keeps leaves the outbox too, so that it blocks nothing newer; its
fact stays in the ledger. The newest of them is tried again once in a while: when InfluxDB takes it, the
database keeps longer now, and every point is derived again. That brings back what it deleted, too.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta

from collector.core.batches import no_progress
from collector.core.clock import Clock
from collector.core.errors import (
    CollectorError,
    InfluxDBActionRequired,
    InfluxDBUnavailable,
)
from collector.core.moments import moment
from collector.core.retention import too_old
from collector.influxdb.batch import SendResult, send_rows
from collector.influxdb.outcome import Accepted, as_error
from collector.influxdb.writer import Writer
from collector.pipeline.rebuild import queue_every_point
from collector.storage import outbox, runs
from collector.storage.database import Store
from collector.storage.outbox import OutboxRow, RejectedPoint

# As InfluxData advises for one write; a batch that is too large all the same is halved.
BATCH = 5000
# How often it is tried whether the database keeps longer now.
TRY_OLD_EVERY = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """The result of a delivery: points *delivered*, *rejected*, and *too_old* for the database.

    *problem* is what went wrong, if anything.
    """

    delivered: int = 0
    rejected: int = 0
    problem: CollectorError | None = None
    too_old: int = 0

    @property
    def server_refused(self) -> bool:
        """Return True if the server refused or did not answer: other accounts, which share it, must wait."""
        return isinstance(self.problem, InfluxDBActionRequired | InfluxDBUnavailable)


def deliver(
    store: Store,
    writer: Writer,
    clock: Clock,
    progress: Callable[[int, int], None] = no_progress,
    try_old_every: timedelta = TRY_OLD_EVERY,
) -> DeliveryReport:
    """Send queued points, oldest first, batch by batch, until none is left or the server refuses.

    Each batch leaves the outbox in a transaction of its own: a crash sends at most one batch twice, which
    changes nothing. *progress* is called with the points delivered and pending. What was too old for the
    database is tried again after *try_old_every*. Raises `Stopped` between batches when the process is to
    end, and what *writer* and *store* raise.
    """
    report = _deliver_all(store, writer, clock, progress, DeliveryReport())
    if report.problem or report.too_old:
        return report
    if _keeps_longer_now(store, writer, clock, try_old_every):
        with store.transaction() as tx:
            queue_every_point(tx)
        return _deliver_all(store, writer, clock, progress, report)
    return report


def _deliver_all(
    store: Store, writer: Writer, clock: Clock, progress: Callable[[int, int], None], report: DeliveryReport
) -> DeliveryReport:
    """Deliver until nothing waits or the server refuses, and return *report* with that added."""
    rows: list[OutboxRow] = []
    while True:
        rows = rows or _waiting(store, after=0)
        with store.reading() as tx:
            pending = outbox.pending(tx)
        progress(report.delivered, pending)
        if not rows:
            return report
        sent, rows = _send(store, writer, rows)
        _commit_batch(store, sent, clock)
        report = DeliveryReport(
            delivered=report.delivered + len(sent.accepted),
            rejected=report.rejected + len(sent.rejected),
            problem=as_error(sent.stopped) if sent.stopped else None,
            too_old=report.too_old + len(sent.too_old),
        )
        if report.problem is not None:
            return report
        clock.wait(timedelta(0))


def _waiting(store: Store, after: int) -> list[OutboxRow]:
    with store.reading() as tx:
        return outbox.oldest(tx, BATCH, after=after)


def _send(store: Store, writer: Writer, rows: list[OutboxRow]) -> tuple[SendResult[int], list[OutboxRow]]:
    """Send *rows* and return their fate, and the rows queued behind them.

    Behind a whole batch these are read while the server works: unpacking takes as long as its answer.
    """
    if len(rows) < BATCH:
        return send_rows(writer.write, rows), []
    with ThreadPoolExecutor(1, "send") as sender:
        sending = sender.submit(send_rows, writer.write, rows)
        behind = _waiting(store, after=rows[-1].id)
        return sending.result(), behind


def _commit_batch(store: Store, sent: SendResult[int], clock: Clock) -> None:
    now = moment(clock.now())
    with store.transaction() as tx:
        outbox.keep_rejected(tx, [RejectedPoint(row.line, row.reason) for row in sent.rejected], now)
        outbox.count_too_old(tx, too_old([line for _, line in sent.too_old], now))
        outbox.remove_up_to(tx, max(sent.settled, default=0))
        problem = sent.stopped.sentence if sent.stopped else ""
        runs.record_delivery(tx, now, problem, whole=outbox.pending(tx) == 0)


def _keeps_longer_now(store: Store, writer: Writer, clock: Clock, every: timedelta) -> bool:
    """Return True if InfluxDB accepts the newest line that was too old; tried once in *every* at most."""
    now = moment(clock.now())
    with store.reading() as tx:
        old = outbox.points_too_old(tx)
    # A clock that was set back must not make it wait for years.
    if old is None or old.tried_at <= now < old.tried_at + every // timedelta(microseconds=1):
        return False
    if isinstance(writer.write([old.newest_line]), Accepted):
        return True
    with store.transaction() as tx:
        outbox.still_too_old(tx, now)
    return False
