"""The milestones of items, by their assignments' own timestamps.

Source: WaniKani's API documentation, "Assignments".
"""

from collections.abc import Callable, Iterable, Mapping
from itertools import chain, count

from collector.core.facts import Milestone, MilestoneKind
from collector.core.model import Assignment, SubjectId
from collector.core.moments import SECOND, Moment, nanoseconds

_KINDS: tuple[tuple[MilestoneKind, str], ...] = (
    ("unlocked", "unlocked_at"),
    ("started", "started_at"),
    ("passed", "passed_at"),
    ("burned", "burned_at"),
    ("resurrected", "resurrected_at"),
)
SLOTS = 1000


def milestones(assignments: Iterable[Assignment], levels: Mapping[SubjectId, int]) -> list[Milestone]:
    """Return every milestone that the *assignments* show, new or known, with the subjects' levels now."""
    return [
        Milestone(
            assignment_id=assignment.id,
            kind=kind,
            at=at,
            subject_id=assignment.subject_id,
            subject_type=assignment.subject_type,
            level=levels.get(assignment.subject_id),
        )
        for assignment in assignments
        for kind, field in _KINDS
        if (at := getattr(assignment, field)) is not None
        if not (kind == "started" and _by_resurrection(assignment))
    ]


def _by_resurrection(assignment: Assignment) -> bool:
    """Return True if the item was started by being resurrected, which is no lesson.

    It is not known if `started_at` moves then. Only a reset could bring a lesson after it.
    """
    started = assignment.started_at
    resurrected = assignment.resurrected_at
    return started is not None and resurrected is not None and abs(started - resurrected) < 60 * SECOND


def wanted_time(at: Moment, wanted: int) -> int:
    """Return the time that `free_offset` tries first, in nanoseconds."""
    return nanoseconds(at) + wanted % SLOTS


def free_offset(at: Moment, wanted: int, taken: Callable[[int], bool]) -> int:
    """Return the nanoseconds to add to *at* so that no other event has the same time.

    *taken* returns True for times (in nanoseconds) that another event has. The search starts at *wanted*
    modulo 1000 and takes the next free one. If all thousand of a microsecond are taken it goes on beyond: an
    event late by a microsecond is better than a lost one.

    >>> free_offset(Moment(5), wanted=1042, taken=lambda time: time == 5042)
    43
    """
    if not taken(wanted_time(at, wanted)):
        return wanted % SLOTS
    start = nanoseconds(at)
    within = ((wanted + step) % SLOTS for step in range(SLOTS))
    return next(offset_ns for offset_ns in chain(within, count(SLOTS)) if not taken(start + offset_ns))
