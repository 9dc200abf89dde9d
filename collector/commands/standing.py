"""Where a learner stands, read from the state in one moment."""

import sqlite3
from dataclasses import dataclass

from collector.facts.types import PollCounts
from collector.model import Summary, User
from collector.storage import account as identities
from collector.storage import ledger, mirror, outbox, runs
from collector.storage.outbox import Refused
from collector.storage.runs import DeliveryState, Run


@dataclass(frozen=True, slots=True)
class Standing:
    """All that `status` shows. The first four are None until the first good poll."""

    name: str
    user: User | None
    counts: PollCounts | None
    summary: Summary | None
    run: Run
    delivery: DeliveryState | None
    pending: int
    rejected: int
    last_rejection: Refused | None


def standing(tx: sqlite3.Connection) -> Standing | None:
    """Read where the learner stands; None when nothing was ever tried."""
    run = runs.last(tx)
    if run is None:
        return None
    who = identities.identity(tx)
    return Standing(
        name=who.name if who else "(nobody yet)",
        user=mirror.user(tx),
        counts=ledger.last_poll(tx),
        summary=mirror.summary(tx),
        run=run,
        delivery=runs.delivery(tx),
        pending=outbox.pending(tx),
        rejected=outbox.rejected(tx),
        last_rejection=outbox.last_rejection(tx),
    )
