"""Unlocks, lessons, passes, burns and resurrections, one nanosecond each. Append-only."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from collector.core.facts import (
    Milestone,
)
from collector.core.moments import Moment, nanoseconds
from collector.statistics.milestones import free_offset
from collector.storage.transaction import Transaction


def append_milestones(tx: Transaction, candidates: Iterable[Milestone]) -> list[Milestone]:
    """Append the milestones that are not known yet and give each a nanosecond of its own."""

    def taken(time: int) -> bool:
        return tx.execute("SELECT 1 FROM milestone WHERE time = ?", (time,)).fetchone() is not None

    new: list[Milestone] = []
    for assignment, events in groupby(candidates, key=lambda event: event.assignment_id):
        rows = tx.execute("SELECT kind, at FROM milestone WHERE assignment_id = ?", (assignment,))
        known = set(rows.fetchall())
        # One after the other: each takes a nanosecond that the next must find taken.
        new.extend(
            _appended(tx, event, free_offset(event.at, assignment, taken))
            for event in events
            if (event.kind, event.at) not in known
        )
    return new


def _appended(tx: Transaction, event: Milestone, offset_ns: int) -> Milestone:
    about = (event.subject_id, event.subject_type, event.level)
    row = (event.assignment_id, event.kind, event.at, nanoseconds(event.at) + offset_ns, *about)
    tx.execute("INSERT INTO milestone VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return Milestone(event.assignment_id, event.kind, event.at, *about, offset_ns)


def milestones(tx: Transaction) -> Iterator[Milestone]:
    """Yield every milestone, in the order of time."""
    rows = tx.execute(
        "SELECT assignment_id, kind, at, subject_id, subject_type, level, time - at * 1000 "
        "FROM milestone ORDER BY time"
    )
    return (Milestone(*row) for row in rows)


def lessons(tx: Transaction, start: Moment, end: Moment) -> list[Moment]:
    """Return the moments of the lessons from *start* to before *end*, in order."""
    rows = tx.execute(
        "SELECT at FROM milestone WHERE kind = 'started' AND at >= ? AND at < ? ORDER BY at", (start, end)
    )
    return [row[0] for row in rows]
