"""What a collector that was there from the first day would know of a pretend life."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from collector.core.model import SubjectId
from collector.core.moments import SECOND, Moment, moment
from collector.projection.inputs import DAYS_OF_HABITS, PastReview, StudyItem, StudyRecord
from collector.simulator.world.content import Subject
from collector.simulator.world.game_rules import INTERVALS
from collector.simulator.world.world import World
from tests.trial_projection.lives import Life

UTC_ZONE = ZoneInfo("UTC")
_HOUR = timedelta(hours=1)
_SECOND = timedelta(seconds=1)
Vacations = list[tuple[Moment, Moment | None]]


class Observer:
    """Watches a life, hour by hour, and notes the vacations, which the world forgets."""

    def __init__(self, life: Life) -> None:
        self.life = life
        self._began = moment(life.world.now)
        self._vacations: Vacations = []

    def watch_until(self, at: datetime) -> None:
        """Let the life go on until *at*."""
        world = self.life.world
        while world.now < at:
            self.life.learner.live_until(min(at, world.now + _HOUR))
            self._note_vacation(world)

    def record(self) -> StudyRecord:
        """Return what is known now."""
        world = self.life.world
        since = world.now - timedelta(days=DAYS_OF_HABITS)
        return StudyRecord(
            at=moment(world.now),
            zone=UTC_ZONE,
            level=world.user.level,
            granted=60,
            intervals=_intervals(),
            items=list(_items(world)),
            reviews=list(_reviews(world, since)),
            lessons=_lessons(world, since),
            observed_since=self._began,
            observed_until=moment(world.now),
            vacations=list(self._vacations),
        )

    def _note_vacation(self, world: World) -> None:
        since = world.user.vacation_since
        goes_on = bool(self._vacations) and self._vacations[-1][1] is None
        if since is not None and not goes_on:
            self._vacations.append((moment(since), None))
        elif since is None and goes_on:
            self._vacations[-1] = (self._vacations[-1][0], moment(world.now))


def _intervals() -> dict[int, dict[int, int]]:
    return {
        system: {stage: int(rest / _SECOND) for stage, rest in enumerate(rests, start=1)}
        for system, rests in INTERVALS.items()
    }


def _items(world: World) -> Iterator[StudyItem]:
    for subject in world.subjects:
        if subject.hidden_at is None:
            yield _item(world, subject)


def _item(world: World, subject: Subject) -> StudyItem:
    assignment = world.assignment(subject.id)
    statistic = world.statistic(subject.id)
    meaning, reading = (statistic.meaning, statistic.reading) if statistic else (None, None)
    return StudyItem(
        subject_id=SubjectId(subject.id),
        kind=subject.kind,
        level=subject.level,
        srs_id=subject.system,
        lesson_position=subject.lesson_position,
        components=tuple(SubjectId(part) for part in subject.components),
        stage=assignment.stage if assignment and assignment.unlocked_at else None,
        passed=bool(assignment and assignment.passed_at),
        unlocked_at=_moment(assignment.unlocked_at) if assignment else None,
        started_at=_moment(assignment.started_at) if assignment else None,
        available_at=_moment(assignment.available_at) if assignment else None,
        correct=meaning.correct if meaning else 0,
        incorrect=(meaning.incorrect if meaning else 0) + (reading.incorrect if reading else 0),
    )


def _moment(at: datetime | None) -> Moment | None:
    return None if at is None else moment(at)


def _reviews(world: World, since: datetime) -> Iterator[PastReview]:
    for review in world.reviews:
        if review.moment >= since:
            at = moment(review.moment)
            yield PastReview(
                at=at,
                due_at=Moment(at - (at - moment(review.due_at)) // SECOND * SECOND),
                subject_id=SubjectId(review.subject_id),
                kind=world.subjects[review.subject_id].kind,
                starting_stage=review.starting_stage,
                wrong_answers=review.meaning_wrong + review.reading_wrong,
            )


def _lessons(world: World, since: datetime) -> list[Moment]:
    started = (assignment.started_at for assignment in world.assignments)
    return sorted(moment(at) for at in started if at is not None and at >= since)
