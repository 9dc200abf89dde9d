"""Going away and coming back."""

from datetime import datetime

from collector.simulator.world.game_rules import BURNED, LESSON
from collector.simulator.world.rows import Assignment, NotAllowed
from collector.simulator.world.state import State


class Vacations(State):
    """Away, nothing can be studied; once back, everything is due as much later as the learner was away."""

    def begin_vacation(self) -> None:
        """Go on vacation now. The due times stay as they are until the return."""
        if self.user.vacation_since is not None:
            raise NotAllowed("already on vacation")
        self.user.vacation_since = self._write()
        self._stamp_user(self.user.vacation_since)

    def clear_due_times(self) -> None:
        """Let `available_at` be null for the rest of the vacation.

        Clients disagree on whether the real service does so; who reads it must live with both.
        """
        if self.user.vacation_since is None:
            raise NotAllowed("not on vacation")
        at = self._write()
        for assignment in self.assignments:
            if assignment.available_at is not None:
                self._set_aside[assignment.subject_id] = assignment.available_at
                self._move_due_time(assignment, None, at)

    def end_vacation(self) -> None:
        """Come back now: all due times shift by the time away, every such row with the same stamp."""
        if self.user.vacation_since is None:
            raise NotAllowed("not on vacation")
        at = self._write()
        away = at - self.user.vacation_since
        self.user.vacation_since = None
        self._stamp_user(at)
        for assignment in self.assignments:
            due_at = assignment.available_at or self._set_aside.get(assignment.subject_id)
            # A reset during the vacation leaves nothing to be due.
            if due_at is not None and LESSON < assignment.stage < BURNED:
                self._move_due_time(assignment, due_at + away, at)
        self._set_aside.clear()

    def _move_due_time(self, assignment: Assignment, due_at: datetime | None, at: datetime) -> None:
        self._place(assignment, assignment.stage, due_at)
        self.assignments.stamp(assignment, at)
