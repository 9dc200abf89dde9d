"""A reset to an earlier level, in its three visible steps: requested, confirmed, carried out.

Source: the API documentation, "Resets"; the payload recorded in 2022, `resets.json`: in seven real resets the
row's last change followed its `confirmed_at` by 2–80 s, so a poll can land in between.
"""

from datetime import datetime, timedelta

from collector.simulator.world import levels
from collector.simulator.world.account_rows import Assignment, Facet, NotAllowed, Reset, Statistic
from collector.simulator.world.game_rules import LESSON
from collector.simulator.world.state import State

SHORTEST_RESET = timedelta(seconds=2)
USUAL_RESET = timedelta(seconds=12)


def request_reset(state: State, target_level: int) -> Reset:
    """Request a reset to *target_level*: a row without `confirmed_at`, and nothing else happens.

    Raises `NotAllowed` when the user is below that level, or there is none.
    """
    if not 1 <= target_level <= state.user.level:
        raise NotAllowed(f"cannot go back from level {state.user.level} to {target_level}")
    at = state.write_stamp()
    return state.resets.add(
        Reset(state.resets.next_id(), state.user.level, target_level, created_at=at, changed_at=at)
    )


def confirm_reset(state: State) -> Reset:
    """Confirm the reset requested last: its row says so, but no item has changed yet.

    Raises `NotAllowed` when no reset waits for it.
    """
    reset = _last_reset(state)
    if reset is None or reset.confirmed_at is not None:
        raise NotAllowed("there is no reset to confirm")
    reset.confirmed_at = state.write_stamp()
    state.resets.stamp(reset, reset.confirmed_at)
    return reset


def carry_out_reset(state: State, takes: timedelta = USUAL_RESET) -> Reset:
    """Set everything from the target level on to its defaults, *takes* after the confirmation.

    Confirms first if that has not been done. The reset's own row is stamped last. Raises `NotAllowed` when
    there is no reset, or it was carried out before.
    """
    reset = _last_reset(state)
    if reset is None or reset.confirmed_at is None:
        reset = confirm_reset(state)
    if reset.confirmed_at is None or reset.changed_at != reset.confirmed_at:
        raise NotAllowed("that reset was carried out before")
    state.advance(reset.confirmed_at + max(takes, SHORTEST_RESET))
    _reset_items(state, reset.target_level)
    levels.abandon_current(state)
    levels.open_level(state, reset.target_level)
    state.resets.stamp(reset, state.write_stamp())
    return reset


def reset_assignment(state: State, assignment: Assignment, at: datetime) -> None:
    """Lock an assignment again; the row, its id and its `created_at` stay."""
    assignment.unlocked_at = assignment.started_at = assignment.passed_at = None
    assignment.burned_at = assignment.resurrected_at = None
    state.place(assignment, LESSON, None)
    state.assignments.stamp(assignment, at)


def reset_statistic(state: State, statistic: Statistic, at: datetime) -> None:
    """Set all counters of a statistic to zero; the row stays."""
    statistic.meaning = Facet()
    statistic.reading = Facet()
    state.statistics.stamp(statistic, at)


def _last_reset(state: State) -> Reset | None:
    return max(state.resets, key=lambda reset: reset.id, default=None)


def _reset_items(state: State, target_level: int) -> None:
    affected = [one for one in state.assignments if state.subjects[one.subject_id].level >= target_level]
    at = state.write_stamp()
    for assignment in affected:
        reset_assignment(state, assignment, at)
    at = state.write_stamp()
    for assignment in affected:
        if (statistic := state.statistic(assignment.subject_id)) is not None:
            reset_statistic(state, statistic, at)
