"""A learner who studies the pretend WaniKani, the same way every time for the same seed."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from random import Random

from collector.simulator.rules import TWO_PART_KINDS
from collector.simulator.world import World

_SATURDAY = 5


@dataclass(frozen=True)
class Skill:
    """How likely a review without any error is, by the stage (from 0) it starts in; less for leeches."""

    without_error: tuple[float, ...] = (1.0, 0.88, 0.91, 0.93, 0.92, 0.89, 0.87, 0.84, 0.81)
    leech_share: float = 0.06
    leech_factor: float = 0.55
    another_error: float = 0.25

    def chance(self, stage: int, *, leech: bool) -> float:
        """Return the probability of a review without any error."""
        return self.without_error[stage] * (self.leech_factor if leech else 1.0)


@dataclass(frozen=True)
class Habits:
    """When and how much the learner studies; *hours* are hours of the local day in *zone*."""

    zone: tzinfo = UTC
    hours: tuple[int, ...] = (7, 12, 17, 21)
    weekend_hours: tuple[int, ...] = (10, 19)
    session_missed: float = 0.12
    day_off: float = 0.05
    lessons_a_day: int = 10
    apprentice_limit: int = 100
    seconds_a_review: tuple[float, float] = (4.0, 16.0)
    seconds_a_lesson: tuple[float, float] = (25.0, 90.0)


@dataclass
class _Day:
    """What is left of one day's plan."""

    sessions: list[datetime]
    lessons_left: int


class Learner:
    """Lives in *world* from its present on: sessions at the habitual hours, reviews first, then lessons."""

    def __init__(
        self, world: World, *, seed: int = 1, skill: Skill | None = None, habits: Habits | None = None
    ) -> None:
        self.world = world
        self._seed = seed
        self._skill = skill or Skill()
        self._habits = habits or Habits()
        self._random = Random(seed)  # noqa: S311 - chance, not secrets
        # Decisions are made one at a time, each at its own moment, so it cannot matter
        # how often somebody asks for the present in between.
        self._life = self._live()
        self._next_act_at = next(self._life)

    def live_until(self, moment: datetime) -> None:
        """Do everything up to and including *moment*, and let the world's time be *moment*.

        Living to one moment and then to a later one is exactly the same as living to the later one at once.
        """
        while self._next_act_at <= moment:
            self.world.advance(self._next_act_at)
            self._next_act_at = next(self._life)
        self.world.advance(moment)

    def _live(self) -> Iterator[datetime]:
        """Yield the moment of the next act; whoever resumes has let the world get there.

        A session whose hour passed during the one before begins right after it.
        """
        today = self._local_date()
        while True:
            day = self._plan(today)
            if not day.sessions:
                yield self._at(today + timedelta(days=1), 0.0)
            for session in day.sessions:
                yield session
                yield from self._review_session()
                yield from self._lesson_session(day)
            today = max(today + timedelta(days=1), self._local_date())

    def _plan(self, today: date) -> _Day:
        habits, random = self._habits, self._random
        hours = habits.weekend_hours if today.weekday() >= _SATURDAY else habits.hours
        day_off = random.random() < habits.day_off
        missed = [random.random() < habits.session_missed for _ in hours]
        starts = [self._at(today, hour + random.random()) for hour in hours]
        kept = sorted(
            start
            for start, is_missed in zip(starts, missed, strict=True)
            if not (day_off or is_missed or start < self.world.now)
        )
        return _Day(kept, habits.lessons_a_day)

    def _review_session(self) -> Iterator[datetime]:
        due = self.world.due()
        self._random.shuffle(due)
        for subject_id in due:
            yield self._after(self._habits.seconds_a_review)
            # Somebody else may have changed the account since the session began.
            if self.world.reviewable(subject_id):
                self._review(subject_id)

    def _lesson_session(self, day: _Day) -> Iterator[datetime]:
        room = self._habits.apprentice_limit - self.world.apprentices()
        for subject_id in self.world.lessons()[: max(0, min(room, day.lessons_left))]:
            yield self._after(self._habits.seconds_a_lesson)
            if self.world.startable(subject_id):
                self.world.start(subject_id)
                day.lessons_left -= 1

    def _review(self, subject_id: int) -> None:
        assignment = self.world.assignment(subject_id)
        stage = assignment.stage if assignment else 0
        chance = self._skill.chance(stage, leech=self._is_leech(subject_id))
        if self._random.random() < chance:
            self.world.review(subject_id)
        else:
            self.world.review(subject_id, *self._errors(self.world.subjects[subject_id].kind))

    def _errors(self, kind: str) -> tuple[int, int]:
        """Return wrong answers to the meaning and to the reading, at least one in all."""
        errors = [0, 0]
        facets = 2 if kind in TWO_PART_KINDS else 1
        errors[self._random.randrange(facets)] += 1
        while self._random.random() < self._skill.another_error:
            errors[self._random.randrange(facets)] += 1
        return errors[0], errors[1]

    def _is_leech(self, subject_id: int) -> bool:
        """Whether the subject is hard for this learner: decided by its id, not by when it came up."""
        return (
            subject_id * 2_654_435_761 + self._seed * 40_503
        ) % 1_000_003 < self._skill.leech_share * 1_000_003

    def _after(self, seconds: tuple[float, float]) -> datetime:
        return self.world.now + timedelta(seconds=self._random.uniform(*seconds))

    def _local_date(self) -> date:
        return self.world.now.astimezone(self._habits.zone).date()

    def _at(self, day: date, hour: float) -> datetime:
        """Return the moment of a local hour of *day*, in UTC."""
        midnight = datetime.combine(day, time(), tzinfo=self._habits.zone)
        return (midnight + timedelta(hours=hour)).astimezone(UTC)
