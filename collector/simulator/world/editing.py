"""What others change in the account: WaniKani's editors, its billing, and the profile page."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from collector.simulator.world.content import Place, new_subject
from collector.simulator.world.rows import Preferences
from collector.simulator.world.unlocking import Progress


class Editing(Progress):
    """Changes that are no study, which a reader of the account must not take for it."""

    def hide(self, subject_id: int) -> None:
        """Hide the learner's assignment, statistic and study material of a subject."""
        self._set_hidden(subject_id, hidden=True)

    def show(self, subject_id: int) -> None:
        """Undo `hide`."""
        self._set_hidden(subject_id, hidden=False)

    def hide_subject(self, subject_id: int) -> None:
        """Take a subject out of the curriculum (`hidden_at`); the learner's rows stay as they are."""
        subject, at = self.subjects[subject_id], self._write()
        subject.hidden_at = at
        self.subjects.stamp(subject, at)

    def move_subject(self, subject_id: int, level: int) -> None:
        """Move a subject to another level; the learner's rows stay, and it unlocks if it now can."""
        subject = self.subjects[subject_id]
        self._of_level[subject.level].remove(subject)
        self._of_level[level].append(subject)
        subject.level = level
        self.subjects.stamp(subject, self._write())
        self._unlock_ready([subject])

    def touch(self, subject_ids: Iterable[int]) -> None:
        """Edit in bulk: subjects, assignments and statistics get the same new stamp, and nothing else."""
        at = self._write()
        for subject_id in subject_ids:
            self.subjects.stamp(self.subjects[subject_id], at)
            self._stamp_learners_rows(subject_id, at)

    def add_subject(self, kind: str = "vocabulary", level: int = 1) -> int:
        """Add a subject to *level*, of a kind that nobody may know yet, and return its id."""
        position = 1 + max((s.lesson_position for s in self._of_level[level]), default=-1)
        subject = new_subject(Place(self.subjects.next_id(), level, position), kind, self._write())
        self._take_in(subject)
        self._unlock_ready([subject])
        return subject.id

    def set_subscription(
        self,
        active: bool,
        type: str,  # noqa: A002
        max_level_granted: int,
        period_ends_at: datetime | None = None,
    ) -> None:
        """Change what the learner pays for; levels above *max_level_granted* cannot be studied any more."""
        self.user.subscription = replace(
            self.user.subscription,
            active=active,
            type=type,
            max_level_granted=max_level_granted,
            period_ends_at=period_ends_at,
        )
        self._stamp_user(self._write())

    def prefer(self, preferences: Preferences) -> None:
        """Set what the account prefers; setting what it is already is no change."""
        if preferences != self.user.preferences:
            self.user.preferences = preferences
            self._stamp_user(self._write())

    def rename(self, username: str) -> None:
        """Give the account another name; its id stays."""
        self.user.username = username
        self._stamp_user(self._write())

    def _set_hidden(self, subject_id: int, *, hidden: bool) -> None:
        at = self._write()
        found = (of.get(subject_id) for of in (self._assignment_of, self._statistic_of, self._material_of))
        for row in found:
            if row is not None:
                row.hidden = hidden
        self._stamp_learners_rows(subject_id, at)

    def _stamp_learners_rows(self, subject_id: int, at: datetime) -> None:
        if (assignment := self._assignment_of.get(subject_id)) is not None:
            self.assignments.stamp(assignment, at)
        if (statistic := self._statistic_of.get(subject_id)) is not None:
            self.statistics.stamp(statistic, at)
        if (material := self._material_of.get(subject_id)) is not None:
            self.study_materials.stamp(material, at)
