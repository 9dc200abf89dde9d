"""What the learner does: lessons, reviews, resurrections."""

from datetime import datetime

from collector.simulator.world.content import Subject
from collector.simulator.world.game_rules import (
    BURNED,
    PASSED,
    TWO_PART_KINDS,
    available_at,
    next_stage,
    next_streak,
)
from collector.simulator.world.rows import Assignment, Facet, NotAllowed, Review, Statistic
from collector.simulator.world.unlocking import Progress


class Studying(Progress):
    """The moves of a learner at the desk; each raises `NotAllowed` where the real service would refuse."""

    def start(self, subject_id: int, started_at: datetime | None = None) -> None:
        """Do the lesson of a subject: stage 1, and a statistic of zeros 10–15 ms later.

        With *started_at* it was done then and is uploaded now: the due time follows from it, the stamps do
        not.
        """
        self._check_lesson(subject_id, started_at)
        subject, assignment, at = self.subjects[subject_id], self._assignment_of[subject_id], self._write()
        moment = started_at or at
        assignment.started_at = moment
        self._place(assignment, 1, available_at(moment, 1, subject.system))
        self.assignments.stamp(assignment, at)
        if self.statistics_with_lessons:
            self._keep_statistic(subject)
        self._note_level_started(subject.level, moment)

    def review(
        self,
        subject_id: int,
        meaning_wrong: int = 0,
        reading_wrong: int = 0,
        *,
        created_at: datetime | None = None,
    ) -> Review:
        """Finish a review, after so many wrong answers to each facet; return the truth about it.

        The assignment is stamped first, the statistic 10–15 ms later. With *created_at* the review was done
        then and is uploaded now: what follows from its moment does so from that, the stamps do not.
        """
        self._check_review(subject_id, meaning_wrong, reading_wrong)
        self._check_moment(created_at, self._assignment_of[subject_id].available_at)
        subject, assignment, at = self.subjects[subject_id], self._assignment_of[subject_id], self._write()
        before, due_at = assignment.stage, assignment.available_at or at
        stage = next_stage(before, meaning_wrong + reading_wrong)
        first_pass = stage >= PASSED and assignment.passed_at is None
        self._settle(assignment, stage, subject, created_at or at)
        self.assignments.stamp(assignment, at)
        counted_at = self._count_answers(subject, meaning_wrong, reading_wrong)
        review = Review(
            len(self.reviews) + 1,
            at,
            counted_at,
            assignment.id,
            subject_id,
            before,
            stage,
            meaning_wrong,
            reading_wrong,
            due_at,
            subject.system,
            created_at,
        )
        self.reviews.append(review)
        self._follow_a_review(subject, stage, first_pass=first_pass)
        return review

    def resurrect(self, subject_id: int) -> None:
        """Bring a burned item back to stage 1; its `burned_at` and `passed_at` stay."""
        if not self._is_burned(subject_id):
            raise NotAllowed(f"subject {subject_id} is not burned")
        subject, assignment, at = self.subjects[subject_id], self._assignment_of[subject_id], self._write()
        assignment.resurrected_at = at
        self._place(assignment, 1, available_at(at, 1, subject.system))
        self.assignments.stamp(assignment, at)

    def _check_lesson(self, subject_id: int, started_at: datetime | None) -> None:
        if not self.startable(subject_id):
            raise NotAllowed(f"subject {subject_id} has no lesson to do now")
        self._check_moment(started_at, self._assignment_of[subject_id].unlocked_at)

    def _check_moment(self, moment: datetime | None, earliest: datetime | None) -> None:
        """Refuse a moment that somebody gives for a study when it cannot have been then."""
        if moment is None:
            return
        if moment > self.now:
            raise NotAllowed(f"{moment} is in the future")
        if earliest is None or moment < earliest:
            raise NotAllowed(f"{moment} is before it could be studied")

    def _check_review(self, subject_id: int, meaning_wrong: int, reading_wrong: int) -> None:
        if min(meaning_wrong, reading_wrong) < 0:
            raise ValueError("there is no negative number of wrong answers")
        if not self.reviewable(subject_id):
            raise NotAllowed(f"subject {subject_id} has no review to do now")
        if reading_wrong and self.subjects[subject_id].kind not in TWO_PART_KINDS:
            raise NotAllowed(f"subject {subject_id} is not asked for a reading")

    def _settle(self, assignment: Assignment, stage: int, subject: Subject, moment: datetime) -> None:
        """Write a review's new stage; the first pass and the first burning are noted with their moment."""
        if stage >= PASSED and assignment.passed_at is None:
            assignment.passed_at = moment
        if stage == BURNED and assignment.burned_at is None:
            assignment.burned_at = moment
        self._place(assignment, stage, available_at(moment, stage, subject.system))

    def _follow_a_review(self, subject: Subject, stage: int, *, first_pass: bool) -> None:
        """Do what follows from the stage that a subject came to."""
        if first_pass:
            self._follow_a_pass(subject)
        if stage == BURNED:
            self._complete_level_if_burned(subject.level)

    def _count_answers(self, subject: Subject, meaning_wrong: int, reading_wrong: int) -> datetime:
        """Add exactly one right answer to each facet that is asked, and return the statistic's stamp."""
        self._keep_statistic(subject)
        statistic = self._statistic_of[subject.id]
        _answer(statistic.meaning, meaning_wrong)
        if subject.kind in TWO_PART_KINDS:
            _answer(statistic.reading, reading_wrong)
        self.statistics.stamp(statistic, at := self._write())
        return at

    def _keep_statistic(self, subject: Subject) -> None:
        """Make the subject's statistic unless it has one from before a reset."""
        if subject.id not in self._statistic_of:
            at = self._write()
            self._statistic_of[subject.id] = self.statistics.add(
                Statistic(self.statistics.next_id(), subject.id, subject.kind, created_at=at, changed_at=at)
            )

    def _note_level_started(self, level: int, at: datetime) -> None:
        progression = self._progression_in_progress(level)
        if progression is not None and progression.started_at is None:
            progression.started_at = at
            self.progressions.stamp(progression, self._write())


def _answer(facet: Facet, wrong: int) -> None:
    facet.correct += 1
    facet.incorrect += wrong
    facet.current_streak = next_streak(facet.current_streak, wrong)
    facet.max_streak = max(facet.max_streak, facet.current_streak)
