"""The times at which statistics were read: reviews are derived from the first of these on."""

from typing import NamedTuple

from collector.core.moments import Moment
from collector.storage.rows import record
from collector.storage.transaction import Transaction


class StatisticsRead(NamedTuple):
    """The `Date` of the first statistics answer: of the first poll that derived reviews, and the last."""

    first: Moment
    last: Moment


def statistics_read(tx: Transaction) -> StatisticsRead | None:
    """Return when statistics were read; None before the first successful poll."""
    return record(StatisticsRead, tx.execute("SELECT * FROM statistics_read"))


def note_statistics_read(tx: Transaction, at: Moment) -> None:
    """Store when this poll read the statistics."""
    tx.execute(
        "INSERT INTO statistics_read (one, first, last) VALUES (1, ?1, ?1) "
        "ON CONFLICT (one) DO UPDATE SET last = excluded.last",
        (at,),
    )
