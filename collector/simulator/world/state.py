"""The state of one account: its time, its rows, and the indexes over them. Moves are in the other modules."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

from collector.simulator.world.account_rows import (
    Assignment,
    Progression,
    Reset,
    Review,
    Statistic,
    StudyMaterial,
    User,
)
from collector.simulator.world.content import Subject
from collector.simulator.world.due_queue import DueQueue
from collector.simulator.world.game_rules import LESSON, STAGES
from collector.simulator.world.row_table import RowTable


class State:
    """One account and everything WaniKani knows about it. *now* is the service's own time, aware, in UTC.

    Writing takes the service 10–15 ms, as recorded stamps show (an assignment and its statistic), so every
    write moves *now* on a little and no stamp ever lies ahead of it. With *statistics_with_lessons* a
    statistic exists from the lesson on, without it from the first review on: recorded accounts show both.
    *shelved_due_times* are the due times, by subject, that a vacation has cleared.
    """

    def __init__(self, starts_at: datetime, subjects: Iterable[Subject], user: User) -> None:
        self.now = starts_at.astimezone(UTC)
        self.user = user
        self.subjects = RowTable[Subject]()
        self.assignments = RowTable[Assignment]()
        self.statistics = RowTable[Statistic]()
        self.progressions = RowTable[Progression]()
        self.resets = RowTable[Reset]()
        self.study_materials = RowTable[StudyMaterial]()
        self.reviews: list[Review] = []
        self.schedule = DueQueue()
        self.waiting_lessons: set[int] = set()
        self.shelved_due_times: dict[int, datetime] = {}
        self.statistics_with_lessons = True
        self._assignment_of: dict[int, Assignment] = {}
        self._statistic_of: dict[int, Statistic] = {}
        self._material_of: dict[int, StudyMaterial] = {}
        self._subjects_of: defaultdict[int, list[Subject]] = defaultdict(list)
        self._count_in_stage = [0 for _ in STAGES]
        self._writes = 0
        for subject in subjects:
            self.add_subject(subject)

    def advance(self, to: datetime) -> None:
        """Let time pass until *to*. Time never goes back: a moment already reached changes nothing.

        Raises `ValueError` when *to* has no time zone.
        """
        if to.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {to}")
        self.now = max(self.now, to.astimezone(UTC))

    def write_stamp(self) -> datetime:
        """Return the stamp of a write made now, and let the time pass that the write takes."""
        at = self.now
        self._writes += 1
        self.now += timedelta(microseconds=10_000 + self._writes * 7_919 % 5_000)
        return at

    def stamp_user(self, at: datetime) -> None:
        """Record that the user changed at *at*."""
        self.user.changed_at = at
        self.user.version += 1

    def assignment(self, subject_id: int) -> Assignment | None:
        """Return the subject's assignment; None if it was never unlocked."""
        return self._assignment_of.get(subject_id)

    def existing_assignment(self, subject_id: int) -> Assignment:
        """Return the subject's assignment. Raises `KeyError` when it was never unlocked."""
        return self._assignment_of[subject_id]

    def statistic(self, subject_id: int) -> Statistic | None:
        """Return the subject's review statistic; None if it never had a lesson."""
        return self._statistic_of.get(subject_id)

    def study_material(self, subject_id: int) -> StudyMaterial | None:
        """Return the subject's study material; None if the learner wrote nothing about it."""
        return self._material_of.get(subject_id)

    def subjects_of_level(self, level: int) -> list[Subject]:
        """Return the subjects that are in *level* now, hidden ones included."""
        return self._subjects_of[level]

    def count_in_stages(self, stages: Iterable[int]) -> int:
        """Return how many items are in *stages*, hidden ones included."""
        return sum(self._count_in_stage[stage] for stage in stages)

    def add_subject(self, subject: Subject) -> None:
        """Add a subject to the curriculum."""
        self.subjects.add(subject)
        self._subjects_of[subject.level].append(subject)

    def move_subject(self, subject: Subject, level: int) -> None:
        """Move a subject to *level*, without a stamp."""
        self._subjects_of[subject.level].remove(subject)
        self._subjects_of[level].append(subject)
        subject.level = level

    def add_assignment(self, subject: Subject, at: datetime) -> Assignment:
        """Create the assignment of *subject*, still locked."""
        assignment = Assignment(
            self.assignments.next_id(), subject.id, subject.kind, created_at=at, changed_at=at
        )
        self._assignment_of[subject.id] = self.assignments.add(assignment)
        self._count_in_stage[assignment.stage] += 1
        return assignment

    def add_statistic(self, subject: Subject, at: datetime) -> Statistic:
        """Create the statistic of *subject*, all zeros."""
        statistic = Statistic(
            self.statistics.next_id(), subject.id, subject.kind, created_at=at, changed_at=at
        )
        self._statistic_of[subject.id] = self.statistics.add(statistic)
        return statistic

    def add_study_material(self, material: StudyMaterial) -> None:
        """Add the only study material of its subject."""
        self._material_of[material.subject_id] = self.study_materials.add(material)

    def place(self, assignment: Assignment, stage: int, due_at: datetime | None) -> None:
        """Put an assignment into *stage*, and into the queue that follows from it, without a stamp."""
        self._count_in_stage[assignment.stage] -= 1
        self._count_in_stage[stage] += 1
        assignment.stage = stage
        assignment.available_at = due_at
        self.schedule.put(assignment.subject_id, due_at)
        if stage == LESSON and assignment.unlocked_at is not None and assignment.started_at is None:
            self.waiting_lessons.add(assignment.subject_id)
        else:
            self.waiting_lessons.discard(assignment.subject_id)

    def last_change(self) -> datetime:
        """Return the latest stamp of what decides the summary: the user, the assignments, the subjects."""
        stamps = (self.user.changed_at, self.assignments.newest, self.subjects.newest)
        return max(stamp for stamp in stamps if stamp is not None)
