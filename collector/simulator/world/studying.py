"""The learner's study: lessons, reviews, resurrections.

Each raises `NotAllowed` when the real service would refuse. Source: the API documentation, "Create a Review"
and "Start an Assignment"; the stamps are those of recorded rows: the assignment first, the statistic 10–15 ms
later.
"""

from datetime import datetime

from collector.simulator.world import levels, unlocking
from collector.simulator.world.account_rows import Assignment, Facet, NotAllowed, Review, Statistic
from collector.simulator.world.availability import reviewable, startable
from collector.simulator.world.content import Subject
from collector.simulator.world.game_rules import (
    BURNED,
    PASSED,
    TWO_PART_KINDS,
    available_at,
    next_stage,
    next_streak,
)
from collector.simulator.world.state import State


def start(state: State, subject_id: int, started_at: datetime | None = None) -> None:
    """Do the lesson of a subject: stage 1, and a statistic of zeros 10–15 ms later.

    With *started_at* the lesson was done then and is uploaded now: the due time follows from it, the stamps
    do not. Raises `NotAllowed` when there is no such lesson now, or *started_at* cannot be true.
    """
    _check_lesson(state, subject_id, started_at)
    subject = state.subjects[subject_id]
    assignment = state.existing_assignment(subject_id)
    at = state.write_stamp()
    moment = started_at or at
    assignment.started_at = moment
    state.place(assignment, 1, available_at(moment, 1, subject.system))
    state.assignments.stamp(assignment, at)
    if state.statistics_with_lessons:
        ensure_statistic(state, subject)
    levels.record_start(state, subject.level, moment)


def review(
    state: State,
    subject_id: int,
    meaning_wrong: int = 0,
    reading_wrong: int = 0,
    *,
    created_at: datetime | None = None,
) -> Review:
    """Finish a review, after so many wrong answers to each facet; return the truth about it.

    The assignment is stamped first, the statistic 10–15 ms later. A review of *created_at* is uploaded now:
    its consequences count from then, the stamps do not. Raises `NotAllowed` when there is no such review
    now or *created_at* cannot be true, `ValueError` for fewer than no wrong answers.
    """
    _check_review(state, subject_id, meaning_wrong, reading_wrong)
    subject = state.subjects[subject_id]
    assignment = state.existing_assignment(subject_id)
    _check_moment(state, created_at, assignment.available_at)
    at = state.write_stamp()
    before, due_at = assignment.stage, assignment.available_at or at
    stage = next_stage(before, meaning_wrong + reading_wrong)
    first_pass = _put_into_stage(state, assignment, stage, created_at or at)
    state.assignments.stamp(assignment, at)
    done = Review(
        id=len(state.reviews) + 1,
        moment=at,
        counted_at=_count_answers(state, subject, meaning_wrong, reading_wrong),
        assignment_id=assignment.id,
        subject_id=subject_id,
        starting_stage=before,
        ending_stage=stage,
        meaning_wrong=meaning_wrong,
        reading_wrong=reading_wrong,
        due_at=due_at,
        system=subject.system,
        uploaded_for=created_at,
    )
    state.reviews.append(done)
    _apply_consequences(state, subject, stage, first_pass=first_pass)
    return done


def resurrect(state: State, subject_id: int) -> None:
    """Bring a burned item back to stage 1; its `burned_at` and `passed_at` stay.

    Raises `NotAllowed` when the item is not burned.
    """
    if not levels.is_burned(state, subject_id):
        raise NotAllowed(f"subject {subject_id} is not burned")
    subject = state.subjects[subject_id]
    assignment = state.existing_assignment(subject_id)
    at = state.write_stamp()
    assignment.resurrected_at = at
    state.place(assignment, 1, available_at(at, 1, subject.system))
    state.assignments.stamp(assignment, at)


def _check_lesson(state: State, subject_id: int, started_at: datetime | None) -> None:
    if not startable(state, subject_id):
        raise NotAllowed(f"subject {subject_id} has no lesson to do now")
    _check_moment(state, started_at, state.existing_assignment(subject_id).unlocked_at)


def _check_review(state: State, subject_id: int, meaning_wrong: int, reading_wrong: int) -> None:
    if min(meaning_wrong, reading_wrong) < 0:
        raise ValueError("there is no negative number of wrong answers")
    if not reviewable(state, subject_id):
        raise NotAllowed(f"subject {subject_id} has no review to do now")
    if reading_wrong and state.subjects[subject_id].kind not in TWO_PART_KINDS:
        raise NotAllowed(f"subject {subject_id} is not asked for a reading")


def _check_moment(state: State, moment: datetime | None, earliest: datetime | None) -> None:
    """Refuse a moment given for a lesson or a review that cannot be true."""
    if moment is None:
        return
    if moment > state.now:
        raise NotAllowed(f"{moment} is in the future")
    if earliest is None or moment < earliest:
        raise NotAllowed(f"{moment} is before it could be studied")


def _put_into_stage(state: State, assignment: Assignment, stage: int, moment: datetime) -> bool:
    """Put an item, reviewed at *moment*, into its new stage. Return True if it passed for the first time."""
    first_pass = stage >= PASSED and assignment.passed_at is None
    if first_pass:
        assignment.passed_at = moment
    if stage == BURNED and assignment.burned_at is None:
        assignment.burned_at = moment
    system = state.subjects[assignment.subject_id].system
    state.place(assignment, stage, available_at(moment, stage, system))
    return first_pass


def _apply_consequences(state: State, subject: Subject, stage: int, *, first_pass: bool) -> None:
    """Unlock, level up and complete levels, as a review earned it."""
    if first_pass and subject.amalgamations:
        unlocking.unlock_ready(state, (state.subjects[waiting] for waiting in subject.amalgamations))
    if first_pass and subject.kind == "kanji" and subject.level == state.user.level:
        levels.level_up_if_earned(state)
    if stage == BURNED:
        levels.complete_if_burned(state, subject.level)


def _count_answers(state: State, subject: Subject, meaning_wrong: int, reading_wrong: int) -> datetime:
    """Add exactly one right answer to each facet that is asked, and return the statistic's stamp."""
    statistic = ensure_statistic(state, subject)
    _count_facet(statistic.meaning, meaning_wrong)
    if subject.kind in TWO_PART_KINDS:
        _count_facet(statistic.reading, reading_wrong)
    state.statistics.stamp(statistic, at := state.write_stamp())
    return at


def _count_facet(facet: Facet, wrong: int) -> None:
    facet.correct += 1
    facet.incorrect += wrong
    facet.current_streak = next_streak(facet.current_streak, wrong)
    facet.max_streak = max(facet.max_streak, facet.current_streak)


def ensure_statistic(state: State, subject: Subject) -> Statistic:
    """Return the subject's statistic: the one from before a reset, or a new one."""
    return state.statistic(subject.id) or state.add_statistic(subject, state.write_stamp())
