"""Levels: opening, starting, passing, completing and abandoning them.

Source: the API documentation, "Level Progressions" (which field is set when), and the payload recorded in
2022, `level_progressions.json`: a level that was reset appears twice, and `abandoned_at` is set only on the
one that was in progress.
"""

from datetime import datetime

from collector.simulator.world.account_rows import Progression
from collector.simulator.world.game_rules import BURNED, kanji_to_pass
from collector.simulator.world.state import State
from collector.simulator.world.unlocking import has_passed, unlock_ready


def open_level(state: State, level: int) -> None:
    """Put the user into *level*: a new progression, and lessons for what is ready."""
    at = state.write_stamp()
    state.user.level = level
    state.stamp_user(at)
    state.progressions.add(
        Progression(state.progressions.next_id(), level, created_at=at, changed_at=at, unlocked_at=at)
    )
    unlock_ready(state, state.subjects_of_level(level))


def record_start(state: State, level: int, at: datetime) -> None:
    """Set `started_at` of the level in progress to *at*, the moment of its first lesson."""
    progression = _in_progress(state, level)
    if progression is not None and progression.started_at is None:
        progression.started_at = at
        state.progressions.stamp(progression, state.write_stamp())


def level_up_if_earned(state: State) -> None:
    """Open the next level once 90 % of this level's kanji are passed, hidden ones not counted.

    A later fall does not undo it.
    """
    level = state.user.level
    kanji = [s for s in state.subjects_of_level(level) if s.kind == "kanji" and s.hidden_at is None]
    if sum(has_passed(state, subject.id) for subject in kanji) < kanji_to_pass(len(kanji)):
        return
    current = _in_progress(state, level)
    if current is None:
        return
    current.passed_at = state.write_stamp()
    state.progressions.stamp(current, current.passed_at)
    if state.subjects_of_level(level + 1):
        open_level(state, level + 1)


def complete_if_burned(state: State, level: int) -> None:
    """Set `completed_at` once every visible item of the level is burned."""
    progression = _newest(state, level)
    if progression is None or progression.completed_at is not None:
        return
    visible = (subject for subject in state.subjects_of_level(level) if subject.hidden_at is None)
    if all(is_burned(state, subject.id) for subject in visible):
        progression.completed_at = state.write_stamp()
        state.progressions.stamp(progression, progression.completed_at)


def abandon_current(state: State) -> None:
    """Set `abandoned_at` of the level in progress; levels passed before keep their rows as they are."""
    current = _in_progress(state, state.user.level)
    if current is not None:
        current.abandoned_at = state.write_stamp()
        state.progressions.stamp(current, current.abandoned_at)


def is_burned(state: State, subject_id: int) -> bool:
    """Return True if the subject is in stage 9; one that was resurrected is not."""
    assignment = state.assignment(subject_id)
    return assignment is not None and assignment.stage == BURNED


def _in_progress(state: State, level: int) -> Progression | None:
    """Return the level's progression that is neither passed nor abandoned."""
    current = _newest(state, level)
    return None if current is None or current.passed_at or current.abandoned_at else current


def _newest(state: State, level: int) -> Progression | None:
    return max((p for p in state.progressions if p.level == level), key=lambda p: p.id, default=None)
