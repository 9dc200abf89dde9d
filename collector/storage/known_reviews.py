"""The time of which every review is known: that of an imported archive, and that from the first poll on."""

from collector.core.moments import Moment
from collector.storage import statistics_reads
from collector.storage.ledger import reviews
from collector.storage.transaction import Transaction


def known_spans(tx: Transaction) -> list[tuple[Moment, Moment]]:
    """Return the first and last moment of each span, in order; none before the first successful poll.

    An archive reaches from its first review to its last one before the first poll. Between the two nothing is
    known.
    """
    read = statistics_reads.statistics_read(tx)
    if read is None:
        return []
    first = reviews.first_review(tx)
    archived = reviews.last_review_before(tx, read.first)
    polled = (read.first, read.last)
    return [polled] if first is None or archived is None else [(first, archived), polled]
