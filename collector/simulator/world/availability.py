"""Availability: what the learner can study now, and what becomes due later.

Source: the API documentation, "Summary" and "Assignments" (`immediately_available_for_…`): hidden items,
items above the subscription's `max_level_granted`, and everything during a vacation are not available.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from collector.simulator.world.account_rows import Hour, Summary
from collector.simulator.world.game_rules import floor_to_hour
from collector.simulator.world.state import State

_HOUR = timedelta(hours=1)
_ROWS_OF_A_SUMMARY = tuple(n * _HOUR for n in range(25))


def reviewable(state: State, subject_id: int) -> bool:
    """Return True if the learner can review the subject now."""
    assignment = state.assignment(subject_id)
    due = assignment and assignment.available_at is not None and assignment.available_at <= state.now
    return bool(due) and _permitted(state, subject_id)


def startable(state: State, subject_id: int) -> bool:
    """Return True if the learner can do the subject's lesson now."""
    return subject_id in state.waiting_lessons and _permitted(state, subject_id)


def due(state: State) -> list[int]:
    """Return the subjects that can be reviewed now, the longest waiting first."""
    return _only_permitted(state, state.schedule.due(state.now))


def count_due(state: State) -> int:
    """Return how many reviews have come due, including those that cannot be done now."""
    return state.schedule.count_due(state.now)


def lessons(state: State) -> list[int]:
    """Return the subjects whose lesson can be done now, in WaniKani's order: by level, then position."""

    def lesson_order(subject_id: int) -> tuple[int, int, int]:
        subject = state.subjects[subject_id]
        return subject.level, subject.lesson_position, subject_id

    return sorted(_only_permitted(state, state.waiting_lessons), key=lesson_order)


def summary(state: State) -> Summary:
    """Return what `/summary` reports now: the lessons, and 25 hours, the first with everything due.

    The rows always exist; with nothing to study, as on vacation, their lists are empty (recorded in
    `summary.json`; WaniKani's staff in the community thread 18987).
    """
    hour = floor_to_hour(state.now)
    rows = {at: Hour(at, []) for at in (hour + later for later in _ROWS_OF_A_SUMMARY)}
    rows[hour].subject_ids.extend(due(state))
    next_reviews_at = hour if rows[hour].subject_ids else None
    for at, subject_ids in _reviews_to_come(state):
        next_reviews_at = next_reviews_at or at
        row = rows.get(_next_full_hour(at))
        if row is None:
            break
        row.subject_ids.extend(subject_ids)
    return Summary(hour, [Hour(hour, lessons(state))], next_reviews_at, list(rows.values()))


def _reviews_to_come(state: State) -> Iterator[tuple[datetime, list[int]]]:
    for at, subject_ids in state.schedule.coming():
        if permitted := _only_permitted(state, subject_ids):
            yield at, permitted


def _permitted(state: State, subject_id: int) -> bool:
    return bool(_only_permitted(state, (subject_id,)))


def _only_permitted(state: State, subject_ids: Iterable[int]) -> list[int]:
    """Return those that neither a vacation nor the subscription nor their being hidden forbids to study."""
    if state.user.vacation_since is not None:
        return []
    highest = state.user.subscription.max_level_granted
    return [
        subject_id
        for subject_id in subject_ids
        if (subject := state.subjects[subject_id]).level <= highest
        and subject.hidden_at is None
        and not state.existing_assignment(subject_id).hidden
    ]


def _next_full_hour(moment: datetime) -> datetime:
    """Return the first full hour at or after a due time, which a vacation can have moved to any minute."""
    hour = floor_to_hour(moment)
    return hour if hour == moment else hour + _HOUR
