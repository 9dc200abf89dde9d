"""Every point any poll ever wrote, again from the facts: for a fresh database.

The final database is the same, byte for byte. Of what is rewritten while it goes on (an hour's forecast,
a session, a studied hour or day, a projected day or level) only the last writing is queued, since each one
writes all its fields; everything else is queued as it was written, in its order.
"""

from collections.abc import Iterator

from collector.core.facts import Fact
from collector.core.moments import ALWAYS
from collector.pipeline.emit import queued_points
from collector.pipeline.project import projection_facts
from collector.statistics.written_counts import all_written
from collector.storage import commit_numbers, imported_counts, ledger, outbox, runs
from collector.storage import identity as identities
from collector.storage.database import Store
from collector.storage.transaction import Transaction


def rebuild(store: Store) -> int:
    """Queue every point again, in place of the present queue, and return how many there are.

    For a database that is new or was wiped: it has nothing beyond the state, so lost commits are forgotten,
    and polls that were found there.
    """
    with store.transaction() as tx:
        runs.keep_unknown_polls(tx, None)
        commit_numbers.forget_loss(tx)
        return queue_every_point(tx)


def queue_every_point(tx: Transaction) -> int:
    """Queue every point again, in place of the present queue, and return how many there are."""
    who = identities.identity(tx)
    if who is None:
        return 0
    outbox.clear(tx)
    with queued_points(tx, who.name) as queue:
        queue.add(facts(tx))
    return queue.count


def facts(tx: Transaction) -> Iterator[Fact]:
    """Yield every fact that the final database is made of."""
    yield from imported_counts.counts(tx)
    yield from all_written(ledger.polls.polls(tx))
    yield from ledger.milestones.milestones(tx)
    yield from ledger.levels.level_attempts(tx)
    yield from ledger.annotations.annotations(tx)
    yield from ledger.forecast.forecast_final(tx)
    yield from ledger.leeches.leeches(tx)
    yield from ledger.reviews.reviews(tx)
    yield from ledger.study_time.sessions(tx, *ALWAYS)
    yield from ledger.study_time.hours(tx, *ALWAYS)
    yield from ledger.study_time.days(tx, *ALWAYS)
    yield from projection_facts(tx)
    yield from ledger.coverage.coverage(tx)
    yield from ledger.heartbeats.heartbeats(tx)
