"""Unlocks, lessons, passes, burns and resurrections, one nanosecond each. Append-only."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from collector.core.facts import Milestone
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment, nanoseconds
from collector.statistics.milestones import free_offset, wanted_time
from collector.storage.rows import insert, records, value
from collector.storage.transaction import Transaction


def append_milestones(tx: Transaction, candidates: Iterable[Milestone]) -> list[Milestone]:
    """Append the milestones that are not known yet, each with a nanosecond of its own, and return them.

    One that comes twice, as a row does that moved to the next page while pages were read, is appended once.
    """
    found: dict[tuple[int, str, int], Milestone] = {}
    for event in candidates:
        found.setdefault((event.assignment_id, event.kind, event.at), event)
    for known in _known(tx, {event.assignment_id for event in found.values()}):
        found.pop(known, None)
    taken = _Times(tx, [wanted_time(event.at, event.assignment_id) for event in found.values()])
    new = [
        replace(event, offset_ns=taken.free_offset(event.at, event.assignment_id)) for event in found.values()
    ]
    insert(tx, "milestone", new)
    return new


def _known(tx: Transaction, assignments: Iterable[AssignmentId]) -> list[tuple[int, str, int]]:
    return tx.execute(
        "SELECT assignment_id, kind, at FROM milestone "
        "WHERE assignment_id IN (SELECT value FROM json_each(?))",
        (json.dumps(list(assignments)),),
    ).fetchall()


class _Times:
    """The times of milestones that are there and of those that are about to be.

    Whether the *wanted* ones are free is read at once: one by one, a long past takes twice as long.
    """

    def __init__(self, tx: Transaction, wanted: Sequence[int]) -> None:
        self._tx = tx
        self._wanted = frozenset(wanted)
        rows = tx.execute(
            "SELECT time FROM milestone WHERE time IN (SELECT value FROM json_each(?))",
            (json.dumps(wanted),),
        )
        self._taken: set[int] = {time for (time,) in rows}

    def free_offset(self, at: Moment, assignment: AssignmentId) -> int:
        """Return the nanoseconds to add to *at* for a time that is free, and take it."""
        offset_ns = free_offset(at, assignment, self._is_taken)
        self._taken.add(nanoseconds(at) + offset_ns)
        return offset_ns

    def _is_taken(self, time: int) -> bool:
        if time in self._taken or time in self._wanted:
            return time in self._taken
        return value(self._tx.execute("SELECT 1 FROM milestone WHERE time = ?", (time,))) is not None


def milestones(tx: Transaction) -> Iterator[Milestone]:
    """Yield every milestone, in the order of time."""
    return records(Milestone, tx.execute("SELECT * FROM milestone ORDER BY time"))


def lessons(tx: Transaction, start: Moment, end: Moment) -> list[Moment]:
    """Return the moments of the lessons from *start* to before *end*, in order."""
    rows = tx.execute(
        "SELECT at FROM milestone WHERE kind = 'started' AND at >= ? AND at < ? ORDER BY at", (start, end)
    )
    return [at for (at,) in rows]


def lesson_subjects(tx: Transaction, start: Moment, end: Moment) -> list[SubjectId]:
    """Return the subjects of the lessons from *start* to before *end*, in the order of time."""
    rows = tx.execute(
        "SELECT subject_id FROM milestone WHERE kind = 'started' AND at >= ? AND at < ? ORDER BY time",
        (start, end),
    )
    return [subject for (subject,) in rows]
