"""From the outbox to InfluxDB: silence keeps a line, only the server's written reason loses one."""

from collections.abc import Callable
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
from collector.influxdb.batch import SendResult, send_rows
from collector.influxdb.outcome import as_error
from collector.influxdb.writer import Writer
from collector.storage import outbox, runs
from collector.storage.database import Store
from collector.storage.outbox import RejectedPoint

# As InfluxData advises for one write; a batch that is too large all the same is halved.
BATCH = 5000


@dataclass(frozen=True, slots=True)
class DeliveryReport:
    """How a delivery went: points *delivered* and *rejected*. *problem* is what went wrong, if anything."""

    delivered: int = 0
    rejected: int = 0
    problem: CollectorError | None = None

    @property
    def server_refused(self) -> bool:
        """Return True if the server refused or did not answer: other accounts, which share it, must wait."""
        return isinstance(self.problem, InfluxDBActionRequired | InfluxDBUnavailable)


def deliver(
    store: Store, writer: Writer, clock: Clock, progress: Callable[[int, int], None] = no_progress
) -> DeliveryReport:
    """Send what waits, oldest first, batch by batch, until nothing waits or the server refuses.

    Each batch leaves the outbox in a transaction of its own: a crash sends at most one batch twice, which
    changes nothing. *progress* is called with the points delivered and pending. Raises `Stopped` between
    batches when the process is to end, and what *writer* and *store* raise.
    """
    delivered = rejected = 0
    while True:
        with store.reading() as tx:
            rows = outbox.oldest(tx, BATCH)
            pending = outbox.pending(tx)
        progress(delivered, pending)
        if not rows:
            break
        sent = send_rows(writer.write, rows)
        _commit_batch(store, sent, clock)
        delivered += len(sent.accepted)
        rejected += len(sent.rejected)
        if sent.stopped is not None:
            return DeliveryReport(delivered, rejected, as_error(sent.stopped))
        clock.wait(timedelta(0))
    return DeliveryReport(delivered, rejected)


def _commit_batch(store: Store, sent: SendResult[int], clock: Clock) -> None:
    now = moment(clock.now())
    with store.transaction() as tx:
        outbox.accept(tx, sent.accepted)
        outbox.refuse(tx, (RejectedPoint(row.id, row.line, row.reason) for row in sent.rejected), now)
        problem = sent.stopped.sentence if sent.stopped else ""
        runs.record_delivery(tx, now, problem, whole=outbox.pending(tx) == 0)
