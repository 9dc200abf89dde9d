"""The learner's present, read from the state in one moment."""

from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from collector.core.model import Summary, User
from collector.core.moments import Moment
from collector.core.poll_counts import PollCounts
from collector.core.tallies import StageTally
from collector.statistics.local_days import local_date, midnight
from collector.storage import baselines, ledger, mirror, outbox, runs
from collector.storage import identity as identities
from collector.storage.outbox import RejectedPoint
from collector.storage.runs import DeliveryState, Run
from collector.storage.transaction import Transaction
from collector.views.zone import days_zone


@dataclass(frozen=True, slots=True)
class Reviewed:
    """The reviews of today, and of the last 7 and 30 local days, today included.

    *since* is the day on which reviews began to be found, if that is within the 30 days.
    """

    today: list[StageTally]
    week: list[StageTally]
    month: list[StageTally]
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Status:
    """All that `status` shows. *user*, *counts* and *summary* are None until the first good poll.

    *zone* is the one that the learner's days are split by. *reviewed* is None until a review was found.
    """

    name: str
    zone: ZoneInfo
    user: User | None
    counts: PollCounts | None
    summary: Summary | None
    reviewed: Reviewed | None
    run: Run
    delivery: DeliveryState | None
    pending: int
    rejected: int
    last_rejection: RejectedPoint | None


def read_status(tx: Transaction, now: Moment, configured: ZoneInfo) -> Status | None:
    """Return the learner's status at *now*; None when no poll was ever tried.

    Days are those of `days_zone`.
    """
    run = runs.last_run(tx)
    if run is None:
        return None
    who = identities.identity(tx)
    zone = days_zone(tx, configured)
    return Status(
        zone=zone,
        name=who.name if who else "(no account yet)",
        user=mirror.user(tx),
        counts=ledger.polls.last_poll(tx),
        summary=mirror.summary(tx),
        reviewed=_reviewed(tx, now, zone),
        run=run,
        delivery=runs.delivery(tx),
        pending=outbox.pending(tx),
        rejected=outbox.rejected(tx),
        last_rejection=outbox.last_rejection(tx),
    )


def _reviewed(tx: Transaction, now: Moment, zone: ZoneInfo) -> Reviewed | None:
    first = ledger.reviews.first_review(tx)
    read = baselines.statistics_read(tx)
    if first is None:
        return None
    today = local_date(now, zone)

    def last(days: int) -> list[StageTally]:
        return ledger.reviews.by_stage(tx, midnight(today - timedelta(days=days - 1), zone))

    began = local_date(min(first, read.first) if read else first, zone)
    within = began > today - timedelta(days=29)
    return Reviewed(today=last(1), week=last(7), month=last(30), since=began if within else None)
