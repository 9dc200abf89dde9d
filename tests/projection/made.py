"""Learners made for tests: their items, and days of study that are all alike."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from collector.core.model import SubjectId
from collector.core.moments import DAY, HOUR, Moment, moment
from collector.projection.inputs import PastReview, StudyItem, StudyRecord

NOW = moment(datetime(2026, 11, 29, 10, 20, tzinfo=UTC))
MIDNIGHT = Moment(NOW // DAY * DAY)
ZONE = ZoneInfo("UTC")
INTERVALS = {
    1: {stage: hours * 3600 for stage, hours in enumerate((4, 8, 23, 47, 167, 335, 719, 2879), start=1)}
}


def item(number: int, **changes: object) -> StudyItem:
    """Return a locked word of level 1, but for *changes*."""
    word = StudyItem(
        subject_id=SubjectId(number),
        kind="vocabulary",
        level=1,
        srs_id=1,
        lesson_position=number,
        components=(),
        stage=None,
        passed=False,
        unlocked_at=None,
        started_at=None,
        available_at=None,
        correct=0,
        incorrect=0,
    )
    return word._replace(**changes)  # type: ignore[arg-type]


def started(number: int, stage: int, *, due_in: int, **changes: object) -> StudyItem:
    """Return an item in *stage*, due in so many hours."""
    values: dict[str, object] = {
        "stage": stage,
        "passed": stage >= 5,
        "unlocked_at": Moment(NOW - 100 * DAY),
        "started_at": Moment(NOW - 99 * DAY),
        "available_at": Moment(NOW // HOUR * HOUR + due_in * HOUR),
        "correct": 20,
    }
    return item(number, **(values | changes))


def record(
    items: Iterable[StudyItem],
    *,
    level: int = 1,
    granted: int = 60,
    reviews: Sequence[PastReview] = (),
    lessons: Sequence[Moment] = (),
    vacations: Sequence[tuple[Moment, Moment | None]] = (),
    zone: ZoneInfo = ZONE,
    observed_days: int = 60,
) -> StudyRecord:
    """Return the record of a learner who was observed for so many days."""
    return StudyRecord(
        at=NOW,
        zone=zone,
        level=level,
        granted=granted,
        intervals=INTERVALS,
        items=list(items),
        reviews=sorted(reviews),
        lessons=sorted(lessons),
        observed_since=Moment(NOW - observed_days * DAY),
        observed_until=NOW,
        vacations=vacations,
    )


def reviews_on(
    days_ago: Iterable[int], *, hour: int = 8, count: int = 20, every_wrong: int = 10
) -> list[PastReview]:
    """Return *count* reviews at *hour* of each of these days, each of an item of its own, due that hour."""
    return [
        PastReview(
            at=Moment(MIDNIGHT - day * DAY + hour * HOUR + (number + 1) * 10_000_000),
            due_at=Moment(MIDNIGHT - day * DAY + hour * HOUR),
            subject_id=SubjectId(number + 1),
            kind="vocabulary",
            starting_stage=1 + number % 8,
            wrong_answers=int((number + day) % every_wrong == 0),
        )
        for day in days_ago
        for number in range(count)
    ]


def learner(**changes: object) -> StudyRecord:
    """Return a learner who did twenty reviews every morning for sixty days, and has two hundred items."""
    items = [started(number, 1 + number % 8, due_in=number % 40) for number in range(1, 201)]
    values: dict[str, object] = {"items": items, "reviews": reviews_on(range(1, 61)), "level": 60}
    return record(**(values | changes))  # type: ignore[arg-type]


def moved(known: StudyRecord, at: Moment) -> StudyRecord:
    """Return the same learner at another moment: everything happens so much earlier or later."""
    by = at - known.at
    return replace(
        known,
        at=at,
        items=[_moved_item(one, by) for one in known.items],
        reviews=[
            review._replace(at=_moved(review.at, by), due_at=_moved_or_none(review.due_at, by))
            for review in known.reviews
        ],
        lessons=[_moved(lesson, by) for lesson in known.lessons],
        observed_since=_moved(known.observed_since, by),
        observed_until=_moved(known.observed_until, by),
        vacations=[(_moved(start, by), _moved_or_none(end, by)) for start, end in known.vacations],
    )


def _moved(at: Moment, by: int) -> Moment:
    return Moment(at + by)


def _moved_or_none(at: Moment | None, by: int) -> Moment | None:
    return None if at is None else _moved(at, by)


def _moved_item(one: StudyItem, by: int) -> StudyItem:
    return one._replace(
        unlocked_at=_moved_or_none(one.unlocked_at, by),
        started_at=_moved_or_none(one.started_at, by),
        available_at=_moved_or_none(one.available_at, by),
    )
