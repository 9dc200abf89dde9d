"""One account among many, in a line: where the learner stands, and what is wrong."""

from typing import NamedTuple

from collector.core.moments import Moment
from collector.storage import identity as identities
from collector.storage import ledger, outbox, runs
from collector.storage.transaction import Transaction


class Overview(NamedTuple):
    """A line of a table of accounts; what is not known before the first successful poll is None.

    *problem* is empty while all is well. *waiting* are points that wait for InfluxDB.
    """

    name: str | None
    level: int | None
    lessons: int | None
    reviews: int | None
    polled_at: Moment | None
    problem: str
    waiting: int


def read_overview(tx: Transaction) -> Overview:
    """Return the line of the account whose state *tx* reads."""
    who, run, counts = identities.identity(tx), runs.last_run(tx), ledger.polls.last_poll(tx)
    return Overview(
        name=who.name if who else None,
        level=counts.level.level if counts else None,
        lessons=counts.queue.lessons if counts else None,
        reviews=counts.queue.reviews if counts else None,
        polled_at=counts.at if counts else None,
        problem=run.problem if run else "",
        waiting=outbox.pending(tx),
    )
