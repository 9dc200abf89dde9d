"""Vacations: nothing can be studied, and on return all due times shift by the time away.

Source: WaniKani's knowledge base; the API documentation, "User" (`current_vacation_started_at`).
"""

from datetime import datetime

from collector.simulator.world.account_rows import Assignment, NotAllowed
from collector.simulator.world.game_rules import BURNED, LESSON
from collector.simulator.world.state import State


def begin_vacation(state: State) -> None:
    """Start a vacation now. The due times stay as they are until the return.

    Raises `NotAllowed` when the learner is on vacation already.
    """
    if state.user.vacation_since is not None:
        raise NotAllowed("already on vacation")
    state.user.vacation_since = state.write_stamp()
    state.stamp_user(state.user.vacation_since)


def clear_due_times(state: State) -> None:
    """Set `available_at` to null for the rest of the vacation.

    Clients disagree on whether the real service does this, so readers must cope with both. Raises
    `NotAllowed` when the learner is not on vacation.
    """
    if state.user.vacation_since is None:
        raise NotAllowed("not on vacation")
    at = state.write_stamp()
    for assignment in state.assignments:
        if assignment.available_at is not None:
            state.shelved_due_times[assignment.subject_id] = assignment.available_at
            _move_due_time(state, assignment, None, at)


def end_vacation(state: State) -> None:
    """Return now: all due times shift by the time away, every such row with the same stamp.

    Raises `NotAllowed` when the learner is not on vacation.
    """
    if state.user.vacation_since is None:
        raise NotAllowed("not on vacation")
    at = state.write_stamp()
    away = at - state.user.vacation_since
    state.user.vacation_since = None
    state.stamp_user(at)
    for assignment in state.assignments:
        due_at = assignment.available_at or state.shelved_due_times.get(assignment.subject_id)
        # A reset during the vacation leaves nothing to be due.
        if due_at is not None and LESSON < assignment.stage < BURNED:
            _move_due_time(state, assignment, due_at + away, at)
    state.shelved_due_times.clear()


def _move_due_time(state: State, assignment: Assignment, due_at: datetime | None, at: datetime) -> None:
    state.place(assignment, assignment.stage, due_at)
    state.assignments.stamp(assignment, at)
