"""Unlocking: radicals come with their level, kanji once their radicals and words once their kanji are passed.

Source: WaniKani's knowledge base; the API documentation, "Assignments" (a locked subject has no row, but a
row that a reset has locked again stays).
"""

from collections.abc import Iterable
from datetime import datetime

from collector.simulator.world.content import Subject
from collector.simulator.world.game_rules import LESSON
from collector.simulator.world.state import State


def unlock_ready(state: State, subjects: Iterable[Subject]) -> None:
    """Unlock those of *subjects* whose level is reached and components are passed, with one stamp."""
    at = state.write_stamp()
    for subject in subjects:
        assignment = state.assignment(subject.id)
        locked = assignment is None or assignment.unlocked_at is None
        if locked and subject.level <= state.user.level and _components_passed(state, subject):
            unlock(state, subject, at)


def unlock(state: State, subject: Subject, at: datetime) -> None:
    """Unlock a subject without checking its components; its lesson can then be done."""
    assignment = state.assignment(subject.id) or state.add_assignment(subject, at)
    assignment.unlocked_at = at
    state.place(assignment, LESSON, None)
    state.assignments.stamp(assignment, at)


def has_passed(state: State, subject_id: int) -> bool:
    """Return True if the subject was passed since its last reset, even if it fell afterwards."""
    assignment = state.assignment(subject_id)
    return assignment is not None and assignment.passed_at is not None


def _components_passed(state: State, subject: Subject) -> bool:
    return all(has_passed(state, component) for component in subject.components)
