"""Changes that are not study: WaniKani's edits of the content, its billing, and the profile page.

A reader of the account must not take them for study. Source: rows recorded from real accounts (bulk edits
stamp many rows alike), and the API documentation, "Subjects" (`hidden_at`) and "User" (`subscription`).
"""

from collections.abc import Iterable
from datetime import datetime

from collector.simulator.world.account_rows import Preferences, Subscription
from collector.simulator.world.content import Place, new_subject
from collector.simulator.world.state import State
from collector.simulator.world.unlocking import unlock_ready


def hide(state: State, subject_id: int) -> None:
    """Hide the learner's assignment, statistic and study material of a subject."""
    _set_hidden(state, subject_id, hidden=True)


def show(state: State, subject_id: int) -> None:
    """Undo `hide`."""
    _set_hidden(state, subject_id, hidden=False)


def hide_subject(state: State, subject_id: int) -> None:
    """Take a subject out of the curriculum (`hidden_at`); the learner's rows stay as they are."""
    subject = state.subjects[subject_id]
    at = state.write_stamp()
    subject.hidden_at = at
    state.subjects.stamp(subject, at)


def move_subject(state: State, subject_id: int, level: int) -> None:
    """Move a subject to another level; the learner's rows stay, and it unlocks if it now can."""
    subject = state.subjects[subject_id]
    state.move_subject(subject, level)
    state.subjects.stamp(subject, state.write_stamp())
    unlock_ready(state, [subject])


def touch(state: State, subject_ids: Iterable[int]) -> None:
    """Edit in bulk: subjects, assignments and statistics get the same new stamp, and nothing else."""
    at = state.write_stamp()
    for subject_id in subject_ids:
        state.subjects.stamp(state.subjects[subject_id], at)
        _stamp_learners_rows(state, subject_id, at)


def add_subject(state: State, kind: str = "vocabulary", level: int = 1) -> int:
    """Add a subject to *level*, of a kind that clients may not know yet, and return its id."""
    position = 1 + max((s.lesson_position for s in state.subjects_of_level(level)), default=-1)
    place = Place(state.subjects.next_id(), level, position)
    subject = new_subject(place, kind, state.write_stamp())
    state.add_subject(subject)
    unlock_ready(state, [subject])
    return subject.id


def set_subscription(state: State, subscription: Subscription) -> None:
    """Change what the learner pays for; levels above its `max_level_granted` cannot be studied any more."""
    state.user.subscription = subscription
    state.stamp_user(state.write_stamp())


def set_preferences(state: State, preferences: Preferences) -> None:
    """Set the preferences of the account; setting what is set already is no change."""
    if preferences != state.user.preferences:
        state.user.preferences = preferences
        state.stamp_user(state.write_stamp())


def rename(state: State, username: str) -> None:
    """Give the account another name; its id stays."""
    state.user.username = username
    state.stamp_user(state.write_stamp())


def _set_hidden(state: State, subject_id: int, *, hidden: bool) -> None:
    at = state.write_stamp()
    for row_of in (state.assignment, state.statistic, state.study_material):
        if (row := row_of(subject_id)) is not None:
            row.hidden = hidden
    _stamp_learners_rows(state, subject_id, at)


def _stamp_learners_rows(state: State, subject_id: int, at: datetime) -> None:
    if (assignment := state.assignment(subject_id)) is not None:
        state.assignments.stamp(assignment, at)
    if (statistic := state.statistic(subject_id)) is not None:
        state.statistics.stamp(statistic, at)
    if (material := state.study_material(subject_id)) is not None:
        state.study_materials.stamp(material, at)
