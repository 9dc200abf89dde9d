"""The state of one account, its time, and what can be read from it. The moves are in the modules beside."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from collector.simulator.world.content import Subject
from collector.simulator.world.game_rules import APPRENTICE, STAGES, floor_to_hour
from collector.simulator.world.rows import (
    Assignment,
    Hour,
    Progression,
    Reset,
    Review,
    Statistic,
    StudyMaterial,
    Summary,
    User,
)
from collector.simulator.world.schedule import Schedule
from collector.simulator.world.table import Table

_HOUR = timedelta(hours=1)
_ROWS_OF_A_SUMMARY = 25


class State:
    """One account and everything WaniKani knows of it. *now* is the service's own time, aware, in UTC.

    Writing takes the service 10–15 ms, as its recorded stamps show, so every move carries *now* on a little
    and no stamp ever lies ahead of it. A statistic is there from the lesson on, or only from the first review
    on without *statistics_with_lessons*: both have been seen.
    """

    statistics_with_lessons = True

    def __init__(self, begins: datetime, subjects: Iterable[Subject], user: User) -> None:
        self.now = begins.astimezone(UTC)
        self.user = user
        self.subjects = Table[Subject]()
        self.assignments = Table[Assignment]()
        self.statistics = Table[Statistic]()
        self.progressions = Table[Progression]()
        self.resets = Table[Reset]()
        self.study_materials = Table[StudyMaterial]()
        self.reviews: list[Review] = []
        self._assignment_of: dict[int, Assignment] = {}
        self._statistic_of: dict[int, Statistic] = {}
        self._material_of: dict[int, StudyMaterial] = {}
        self._of_level: defaultdict[int, list[Subject]] = defaultdict(list)
        self._schedule = Schedule()
        self._waiting_lessons: set[int] = set()
        self._in_stage = [0 for _ in STAGES]
        self._set_aside: dict[int, datetime] = {}  # due times by subject, while a vacation cleared them
        self._writes = 0
        for subject in subjects:
            self._take_in(subject)

    def advance(self, to: datetime) -> None:
        """Let time go by until *to*. Time never goes back: a moment already reached changes nothing."""
        if to.tzinfo is None:
            raise ValueError(f"a moment needs its time zone: {to}")
        self.now = max(self.now, to.astimezone(UTC))

    def assignment(self, subject_id: int) -> Assignment | None:
        """Return the subject's assignment; None when it was never unlocked."""
        return self._assignment_of.get(subject_id)

    def statistic(self, subject_id: int) -> Statistic | None:
        """Return the subject's review statistic; None when it never had a lesson."""
        return self._statistic_of.get(subject_id)

    def of_level(self, level: int) -> list[Subject]:
        """Return the subjects that are in *level* now, hidden ones included."""
        return self._of_level[level]

    def apprentices(self) -> int:
        """Return how many items are in the stages 1–4, hidden ones included."""
        return sum(self._in_stage[stage] for stage in APPRENTICE)

    def reviewable(self, subject_id: int) -> bool:
        """Whether the learner could review the subject now."""
        assignment = self._assignment_of.get(subject_id)
        due = assignment and assignment.available_at is not None and assignment.available_at <= self.now
        return bool(due) and self._open_to_learner(subject_id)

    def startable(self, subject_id: int) -> bool:
        """Whether the learner could do the subject's lesson now."""
        return subject_id in self._waiting_lessons and self._open_to_learner(subject_id)

    def due(self) -> list[int]:
        """Return the subjects that can be reviewed now, the longest waiting first."""
        return self._those_open(self._schedule.due(self.now))

    def how_many_due(self) -> int:
        """Return how many reviews have come due, even those that cannot be done now."""
        return self._schedule.how_many_due(self.now)

    def last_change(self) -> datetime:
        """Return the latest stamp of what decides the summary: the user, the assignments, the subjects."""
        stamps = (self.user.changed_at, self.assignments.newest, self.subjects.newest)
        return max(stamp for stamp in stamps if stamp is not None)

    def lessons(self) -> list[int]:
        """Return the subjects whose lesson can be done now, in WaniKani's order: by level, then position."""
        return sorted(self._those_open(self._waiting_lessons), key=self._lesson_order)

    def summary(self) -> Summary:
        """Return what `/summary` says now: the lessons, and 25 hours, the first with everything due.

        The rows are always there; without anything to study, as on vacation, their lists are empty.
        """
        hour = floor_to_hour(self.now)
        rows = {hour + n * _HOUR: Hour(hour + n * _HOUR, []) for n in range(_ROWS_OF_A_SUMMARY)}
        rows[hour].subject_ids.extend(self.due())
        next_reviews_at = hour if rows[hour].subject_ids else None
        for at, subject_ids in self._reviews_to_come():
            next_reviews_at = next_reviews_at or at
            row = rows.get(_full_hour_from(at))
            if row is None:
                break
            row.subject_ids.extend(subject_ids)
        return Summary(hour, [Hour(hour, self.lessons())], next_reviews_at, list(rows.values()))

    def _reviews_to_come(self) -> Iterator[tuple[datetime, list[int]]]:
        for at, subject_ids in self._schedule.coming():
            if reviewable := self._those_open(subject_ids):
                yield at, reviewable

    def _take_in(self, subject: Subject) -> None:
        self.subjects.add(subject)
        self._of_level[subject.level].append(subject)

    def _open_to_learner(self, subject_id: int) -> bool:
        """Whether nothing forbids studying it: a vacation, the subscription, or its being hidden."""
        subject, assignment = self.subjects[subject_id], self._assignment_of[subject_id]
        return (
            self.user.vacation_since is None
            and subject.level <= self.user.subscription.max_level_granted
            and subject.hidden_at is None
            and not assignment.hidden
        )

    def _those_open(self, subject_ids: Iterable[int]) -> list[int]:
        return [subject_id for subject_id in subject_ids if self._open_to_learner(subject_id)]

    def _lesson_order(self, subject_id: int) -> tuple[int, int, int]:
        subject = self.subjects[subject_id]
        return subject.level, subject.lesson_position, subject_id

    def _place(self, assignment: Assignment, stage: int, due_at: datetime | None) -> None:
        """Put an assignment into *stage*, and into the queues that follow from it."""
        self._in_stage[assignment.stage] -= 1
        self._in_stage[stage] += 1
        assignment.stage = stage
        assignment.available_at = due_at
        self._schedule.put(assignment.subject_id, due_at)
        if stage == 0 and assignment.unlocked_at is not None and assignment.started_at is None:
            self._waiting_lessons.add(assignment.subject_id)
        else:
            self._waiting_lessons.discard(assignment.subject_id)

    def _write(self) -> datetime:
        """Return the stamp of a write made now, and let the time go by that it takes."""
        at = self.now
        self._writes += 1
        self.now += timedelta(microseconds=10_000 + self._writes * 7_919 % 5_000)
        return at

    def _stamp_user(self, at: datetime) -> None:
        self.user.changed_at = at
        self.user.version += 1


def _full_hour_from(moment: datetime) -> datetime:
    """Return the first full hour at or after a due time, which a vacation can have moved to any minute."""
    hour = floor_to_hour(moment)
    return hour if hour == moment else hour + _HOUR
