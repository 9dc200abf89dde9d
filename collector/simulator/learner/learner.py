"""A seeded learner who studies in a world. The same seed gives the same life, to the microsecond."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import chain
from random import Random

from collector.simulator.learner.habits import Habits
from collector.simulator.learner.phases import StudyPhase, steady_phases
from collector.simulator.learner.skill import ReviewConditions, Skill, overdue_ratio
from collector.simulator.world.game_rules import interval
from collector.simulator.world.world import World

_SATURDAY = 5
# A learner has caught up when no more reviews are due than fall due in a few hours.
_CAUGHT_UP = 20


@dataclass
class _DayPlan:
    """The plan of one day; *lessons_left* shrinks as lessons are done."""

    sessions: list[datetime]
    lessons_left: int
    reviews_a_session: tuple[float, float] | None


class Learner:
    """Lives in *world* from its present on: sessions at the habitual hours, reviews first, then lessons.

    The learner goes through *phases* one after the other; after the last one, or without any, the habits
    alone decide.
    """

    def __init__(
        self,
        world: World,
        *,
        seed: int = 1,
        skill: Skill | None = None,
        habits: Habits | None = None,
        phases: Iterable[StudyPhase] = (),
    ) -> None:
        self.world = world
        self._seed = seed
        self._skill = skill or Skill()
        self._habits = habits or Habits()
        self._random = Random(seed)  # noqa: S311 - chance, not secrets
        self._today = self._local_date()
        # Decisions are made one at a time, each at its own moment, so the result does not
        # depend on how often the present is read in between.
        self._pending_acts = self._acts(chain(phases, steady_phases()))
        self._next_act_at = next(self._pending_acts)

    def live_until(self, moment: datetime) -> None:
        """Do everything up to and including *moment*, and let the world's time be *moment*.

        Living to one moment and then to a later one is exactly the same as living to the later one at once.
        """
        while self._next_act_at <= moment:
            self.world.advance(self._next_act_at)
            self._next_act_at = next(self._pending_acts)
        self.world.advance(moment)

    def _acts(self, phases: Iterator[StudyPhase]) -> Iterator[datetime]:
        """Yield the moment of each act, and do it once resumed: by then the world has reached that moment."""
        for phase in phases:
            yield from self._take_vacation(phase) if phase.vacation else self._study_for(phase)

    def _take_vacation(self, phase: StudyPhase) -> Iterator[datetime]:
        """Spend a vacation, from the morning of its first day to the evening of its last."""
        yield self._at(self._today, self._random.uniform(5.0, 9.0))
        left_at = self._begin_vacation()
        self._today += timedelta(days=phase.days - 1)
        yield self._at(self._today, self._random.uniform(17.0, 20.0))
        # A client may have ended it, or started another vacation, which the learner must not end.
        if left_at is not None and self.world.user.vacation_since == left_at:
            self.world.end_vacation()

    def _begin_vacation(self) -> datetime | None:
        """Start a vacation and return its start; None if the account is on one that a client started."""
        if self.world.user.vacation_since is not None:
            return None
        self.world.begin_vacation()
        return self.world.user.vacation_since

    def _study_for(self, phase: StudyPhase) -> Iterator[datetime]:
        last = self._today + timedelta(days=phase.days)
        while self._today < last:
            yield from self._study_for_a_day(self._plan(phase))
            self._today = max(self._today + timedelta(days=1), self._local_date())
            if phase.until_caught_up and len(self.world.due()) <= _CAUGHT_UP:
                return

    def _study_for_a_day(self, day: _DayPlan) -> Iterator[datetime]:
        """Keep the day's sessions; one whose hour passed during the one before follows right after it."""
        if not day.sessions:
            yield self._at(self._today + timedelta(days=1), 0.0)
        for session in day.sessions:
            yield session
            yield from self._review_session(day)
            yield from self._lesson_session(day)

    def _plan(self, phase: StudyPhase) -> _DayPlan:
        habits = self._habits
        weekday_effort = self._habits.weekday_effort[self._today.weekday()]
        sessions = self._sessions(phase.missed)
        lessons = habits.lessons_a_day * phase.lessons * weekday_effort
        if habits.lessons_variation:
            lessons *= self._random.uniform(1 - habits.lessons_variation, 1 + habits.lessons_variation)
        bounds = phase.reviews_a_session or habits.reviews_a_session
        return _DayPlan(
            sessions, round(lessons), bounds and (bounds[0] * weekday_effort, bounds[1] * weekday_effort)
        )

    def _sessions(self, missed_in_phase: float) -> list[datetime]:
        """Return the starts of today's sessions that are still to come."""
        habits = self._habits
        random = self._random
        hours = habits.weekend_hours if self._today.weekday() >= _SATURDAY else habits.hours
        missed = 1 - (1 - habits.session_missed) * (1 - missed_in_phase)
        day_off = random.random() < habits.day_off
        missed_ones = [random.random() < missed for _ in hours]
        starts = [self._about(hour) for hour in hours]
        kept = zip(starts, missed_ones, strict=True)
        return sorted(
            start for start, is_missed in kept if not (day_off or is_missed or start < self.world.now)
        )

    def _about(self, hour: int) -> datetime:
        start = self._at(self._today, hour + self._random.random())
        spread = self._habits.spread
        return start + self._random.uniform(-1, 1) * spread if spread else start

    def _review_session(self, day: _DayPlan) -> Iterator[datetime]:
        due = self.world.due()
        self._random.shuffle(due)
        if day.reviews_a_session is not None:
            del due[round(self._random.uniform(*day.reviews_a_session)) :]
        for subject_id in due:
            yield self._after(self._habits.seconds_a_review)
            # A client may have changed the account since the session started.
            if self.world.reviewable(subject_id):
                self._review(subject_id)

    def _lesson_session(self, day: _DayPlan) -> Iterator[datetime]:
        for subject_id in self._lessons(day.lessons_left):
            yield self._after(self._habits.seconds_a_lesson)
            if self.world.startable(subject_id):
                self.world.start(subject_id)
                day.lessons_left -= 1

    def _lessons(self, at_most: int) -> list[int]:
        """Return the lessons to do now: none while too many items are in progress or due."""
        habits = self._habits
        count = min(at_most, habits.apprentice_limit - self.world.apprentices())
        too_many = habits.reviews_before_lessons
        if count <= 0 or (too_many is not None and len(self.world.due()) > too_many):
            return []
        lessons = self.world.lessons()
        if habits.radicals_first:
            lessons.sort(key=lambda subject_id: self.world.subjects[subject_id].kind != "radical")
        return lessons[:count]

    def _review(self, subject_id: int) -> None:
        conditions = self._conditions(subject_id)
        if self._random.random() < self._skill.chance(conditions):
            self.world.review(subject_id)
        else:
            self.world.review(subject_id, *self._skill.errors(conditions.kind, self._random))

    def _conditions(self, subject_id: int) -> ReviewConditions:
        subject = self.world.subjects[subject_id]
        assignment = self.world.assignment(subject_id)
        statistic = self.world.statistic(subject_id)
        reviews = statistic.meaning.correct if statistic else 0
        leech = self._skill.is_leech(subject_id, self._seed)
        if assignment is None or assignment.available_at is None:
            return ReviewConditions(subject.kind, 0, reviews, leech)
        rest = interval(assignment.stage, subject.system)
        late = overdue_ratio(self.world.now - assignment.available_at, rest) if rest else 0.0
        return ReviewConditions(subject.kind, assignment.stage, reviews, leech, overdue=late)

    def _after(self, seconds: tuple[float, float]) -> datetime:
        return self.world.now + timedelta(seconds=self._random.uniform(*seconds))

    def _local_date(self) -> date:
        return self.world.now.astimezone(self._habits.zone).date()

    def _at(self, day: date, hour: float) -> datetime:
        """Return the moment of a local hour of *day*, in UTC."""
        midnight = datetime.combine(day, time(), tzinfo=self._habits.zone)
        return (midnight + timedelta(hours=hour)).astimezone(UTC)
