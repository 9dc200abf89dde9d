"""Unlocks, lessons, passes, burns and resurrections, one nanosecond each. Append-only."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from collector.core.facts import Milestone
from collector.core.moments import Moment
from collector.statistics.milestones import free_offset
from collector.storage.rows import insert, records, value
from collector.storage.transaction import Transaction


def append_milestones(tx: Transaction, candidates: Iterable[Milestone]) -> list[Milestone]:
    """Append the milestones that are not known yet, each with a nanosecond of its own, and return them.

    *candidates* come assignment by assignment; one that comes twice, as a row does that moved to the next
    page while pages were read, is appended once.
    """

    def taken(time: int) -> bool:
        return value(tx.execute("SELECT 1 FROM milestone WHERE time = ?", (time,))) is not None

    new: list[Milestone] = []
    for assignment, events in groupby(candidates, key=lambda event: event.assignment_id):
        rows = tx.execute("SELECT kind, at FROM milestone WHERE assignment_id = ?", (assignment,))
        known: set[tuple[str, int]] = set(rows.fetchall())
        for event in events:
            if (event.kind, event.at) not in known:
                known.add((event.kind, event.at))
                # One after the other: each takes a nanosecond that the next must find taken.
                new.append(replace(event, offset_ns=free_offset(event.at, assignment, taken)))
                insert(tx, "milestone", new[-1:])
    return new


def milestones(tx: Transaction) -> Iterator[Milestone]:
    """Yield every milestone, in the order of time."""
    return records(Milestone, tx.execute("SELECT * FROM milestone ORDER BY time"))


def lessons(tx: Transaction, start: Moment, end: Moment) -> list[Moment]:
    """Return the moments of the lessons from *start* to before *end*, in order."""
    rows = tx.execute(
        "SELECT at FROM milestone WHERE kind = 'started' AND at >= ? AND at < ? ORDER BY at", (start, end)
    )
    return [at for (at,) in rows]
