"""The present for the learner: the one authority for everything that shows ages or today."""

from collector.core.moments import Moment
from collector.storage import ledger
from collector.storage.transaction import Transaction


def present(tx: Transaction, clock_now: Moment) -> Moment:
    """Return *clock_now*, or when the last successful poll was by WaniKani's clock, if that is later.

    This machine's clock may be behind, and a simulated WaniKani's time may go by faster.
    """
    return max(clock_now, ledger.polls.last_success(tx) or clock_now)
