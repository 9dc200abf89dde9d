"""Unlocking and levelling up: what follows by the rules from passing items."""

from collections.abc import Iterable
from datetime import datetime

from collector.simulator.world.content import Subject
from collector.simulator.world.game_rules import BURNED, LESSON, kanji_to_pass
from collector.simulator.world.rows import Assignment, Progression
from collector.simulator.world.state import State


class Progress(State):
    """Radicals unlock with their level, kanji when their radicals and words when their kanji are passed."""

    def _open_level(self, level: int) -> None:
        """Let the user be in *level*: a new progression, and lessons for what is ready."""
        at = self._write()
        self.user.level = level
        self._stamp_user(at)
        self.progressions.add(
            Progression(self.progressions.next_id(), level, created_at=at, changed_at=at, unlocked_at=at)
        )
        self._unlock_ready(self._of_level[level])

    def _unlock_ready(self, subjects: Iterable[Subject]) -> None:
        """Unlock those of *subjects* that nothing holds back any longer, all with the same stamp."""
        at = self._write()
        for subject in subjects:
            assignment = self._assignment_of.get(subject.id)
            locked = assignment is None or assignment.unlocked_at is None
            if locked and subject.level <= self.user.level and self._components_passed(subject):
                self._unlock(subject, at)

    def _unlock(self, subject: Subject, at: datetime) -> None:
        assignment = self._assignment_of.get(subject.id) or self._new_assignment(subject, at)
        assignment.unlocked_at = at
        self._place(assignment, LESSON, None)
        self.assignments.stamp(assignment, at)

    def _new_assignment(self, subject: Subject, at: datetime) -> Assignment:
        assignment = self.assignments.add(
            Assignment(self.assignments.next_id(), subject.id, subject.kind, created_at=at, changed_at=at)
        )
        self._assignment_of[subject.id] = assignment
        self._in_stage[assignment.stage] += 1
        return assignment

    def _components_passed(self, subject: Subject) -> bool:
        return all(self._has_passed(component) for component in subject.components)

    def _has_passed(self, subject_id: int) -> bool:
        assignment = self._assignment_of.get(subject_id)
        return assignment is not None and assignment.passed_at is not None

    def _follow_a_pass(self, subject: Subject) -> None:
        """Do what follows from a first pass: unlock what was waiting for it, perhaps level up."""
        if subject.amalgamations:
            self._unlock_ready(self.subjects[waiting] for waiting in subject.amalgamations)
        if subject.kind == "kanji" and subject.level == self.user.level:
            self._level_up_if_earned()

    def _level_up_if_earned(self) -> None:
        """At 90 % of the level's kanji passed, hidden ones not counted; a later fall does not undo it."""
        kanji = [s for s in self._of_level[self.user.level] if s.kind == "kanji" and s.hidden_at is None]
        if sum(self._has_passed(subject.id) for subject in kanji) < kanji_to_pass(len(kanji)):
            return
        current = self._progression_in_progress(self.user.level)
        if current is None:
            return
        current.passed_at = self._write()
        self.progressions.stamp(current, current.passed_at)
        if self._of_level[self.user.level + 1]:
            self._open_level(self.user.level + 1)

    def _progression_in_progress(self, level: int) -> Progression | None:
        """Return the level's progression that is neither passed nor abandoned."""
        current = self._newest_progression(level)
        return None if current is None or current.passed_at or current.abandoned_at else current

    def _newest_progression(self, level: int) -> Progression | None:
        return max((p for p in self.progressions if p.level == level), key=lambda p: p.id, default=None)

    def _complete_level_if_burned(self, level: int) -> None:
        """Stamp `completed_at` once every item of the level is burned, as the documentation says."""
        progression = self._newest_progression(level)
        if progression is None or progression.completed_at is not None:
            return
        visible = (subject for subject in self._of_level[level] if subject.hidden_at is None)
        if all(self._is_burned(subject.id) for subject in visible):
            progression.completed_at = self._write()
            self.progressions.stamp(progression, progression.completed_at)

    def _is_burned(self, subject_id: int) -> bool:
        assignment = self._assignment_of.get(subject_id)
        return assignment is not None and assignment.stage == BURNED
