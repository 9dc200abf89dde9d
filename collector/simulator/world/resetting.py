"""Going back to an earlier level."""

from datetime import datetime, timedelta

from collector.simulator.world.game_rules import LESSON
from collector.simulator.world.rows import Assignment, Facet, NotAllowed, Reset, Statistic
from collector.simulator.world.unlocking import Progress

# From confirmation to done took seven real resets 2–80 s; a poll can land in between.
SHORTEST_RESET = timedelta(seconds=2)
USUAL_RESET = timedelta(seconds=12)


class Resetting(Progress):
    """A reset in its three visible steps: asked for, confirmed, carried out."""

    def request_reset(self, target_level: int) -> Reset:
        """Ask for a reset to *target_level*; a row without `confirmed_at`, and nothing else happens."""
        if not 1 <= target_level <= self.user.level:
            raise NotAllowed(f"cannot go back from level {self.user.level} to {target_level}")
        at = self._write()
        return self.resets.add(
            Reset(self.resets.next_id(), self.user.level, target_level, created_at=at, changed_at=at)
        )

    def confirm_reset(self) -> Reset:
        """Confirm the reset asked for last: the row says so, but no item has changed yet."""
        reset = self._last_reset()
        if reset is None or reset.confirmed_at is not None:
            raise NotAllowed("there is no reset to confirm")
        reset.confirmed_at = self._write()
        self.resets.stamp(reset, reset.confirmed_at)
        return reset

    def carry_out_reset(self, takes: timedelta = USUAL_RESET) -> Reset:
        """Set everything from the target level on to its defaults, *takes* after the confirmation.

        Confirms first if that has not been done. The reset's own row is stamped last.
        """
        reset = self._last_reset()
        if reset is None or reset.confirmed_at is None:
            reset = self.confirm_reset()
        if reset.confirmed_at is None or reset.changed_at != reset.confirmed_at:
            raise NotAllowed("that reset was carried out before")
        self.advance(reset.confirmed_at + max(takes, SHORTEST_RESET))
        self._forget_items(reset.target_level)
        self._abandon_level()
        self._open_level(reset.target_level)
        self.resets.stamp(reset, self._write())
        return reset

    def _last_reset(self) -> Reset | None:
        return max(self.resets, key=lambda reset: reset.id, default=None)

    def _forget_items(self, target_level: int) -> None:
        again = [id for id in self._assignment_of if self.subjects[id].level >= target_level]  # noqa: A001
        at = self._write()
        for subject_id in again:
            self._forget_assignment(self._assignment_of[subject_id], at)
        at = self._write()
        for subject_id in again:
            if subject_id in self._statistic_of:
                self._forget_statistic(self._statistic_of[subject_id], at)

    def _forget_assignment(self, assignment: Assignment, at: datetime) -> None:
        assignment.unlocked_at = assignment.started_at = assignment.passed_at = None
        assignment.burned_at = assignment.resurrected_at = None
        self._place(assignment, LESSON, None)
        self.assignments.stamp(assignment, at)

    def _forget_statistic(self, statistic: Statistic, at: datetime) -> None:
        statistic.meaning = Facet()
        statistic.reading = Facet()
        self.statistics.stamp(statistic, at)

    def _abandon_level(self) -> None:
        """Mark the level that was in progress; levels passed before keep their rows as they are."""
        current = self._progression_in_progress(self.user.level)
        if current is not None:
            current.abandoned_at = self._write()
            self.progressions.stamp(current, current.abandoned_at)
