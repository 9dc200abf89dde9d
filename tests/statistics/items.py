"""Builders of what the decisions are made of: say what matters, the rest is ordinary."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, TypeVar

from hypothesis import strategies as st

from collector.core.facts import Heartbeat, Review
from collector.core.kinds import KINDS, KINDS_WITHOUT_READING
from collector.core.model import (
    Assignment,
    AssignmentId,
    DueGroup,
    Item,
    ItemGroup,
    LevelProgression,
    Reset,
    SubjectId,
    Subscription,
    Summary,
    User,
)
from collector.core.moments import HOUR, Moment, hour_of, moment
from collector.core.poll_counts import LevelState, PollCounts, Queue, Totals, Workload
from collector.core.stages import SrsStage

Built = TypeVar("Built")

NOON = moment(datetime(2024, 3, 4, 12, tzinfo=UTC))
PAID = Subscription(active=True, type="recurring", max_level_granted=60)
FREE = Subscription(active=False, type="free", max_level_granted=3)
NEW_KIND = "hentaigana"


def _built(of: type[Built], ordinary: dict[str, Any], special: dict[str, Any]) -> Built:
    return of(**{**ordinary, **special})


def after(hours: float, since: Moment = NOON) -> Moment:
    """Return the moment *hours* after *since*, noon if not told."""
    return Moment(since + round(hours * HOUR))


def item(subject_id: int = 1, kind: str = "kanji", **special: Any) -> Item:
    """Return an item in Apprentice 1 that was never answered."""
    ordinary = {
        "subject_id": SubjectId(subject_id),
        "kind": kind,
        "stage": 1,
        "unlocked": True,
        "passed": False,
        "available_at": None,
        "hidden": False,
        "level": 1,
        "has_reading": kind not in KINDS_WITHOUT_READING,
        "label": "水",
        "meaning_text": "Water",
        "meaning_correct": 0,
        "meaning_incorrect": 0,
        "meaning_streak": 0,
        "reading_correct": 0,
        "reading_incorrect": 0,
        "reading_streak": 0,
    }
    return _built(Item, ordinary, special)


def shown(items: Iterable[Item]) -> list[ItemGroup]:
    """Return the items that are not hidden as groups of one, as the storage gives larger ones."""
    return [
        ItemGroup(
            kind=each.kind,
            stage=each.stage,
            unlocked=each.unlocked,
            items=1,
            meaning_correct=each.meaning_correct,
            meaning_incorrect=each.meaning_incorrect,
            reading_correct=each.reading_correct if each.has_reading else 0,
            reading_incorrect=each.reading_incorrect if each.has_reading else 0,
        )
        for each in items
        if not each.hidden
    ]


def due(items: Iterable[Item], learner: User, now: Moment) -> list[DueGroup]:
    """Return the items that fall due after *now* as groups of one, as the storage gives larger ones."""
    levels = learner.subscription.levels
    return [
        DueGroup(hour_of(each.available_at), each.kind, each.stage, 1)
        for each in items
        if each.available_at is not None and each.available_at > now
        if not each.hidden and (each.level or 0) <= levels
    ]


def user(**special: Any) -> User:
    """Return a learner at level 3 with a subscription, not on vacation."""
    ordinary = {
        "id": "some-uuid",
        "username": "koichi",
        "level": 3,
        "vacation_started_at": None,
        "subscription": PAID,
        "updated_at": NOON,
    }
    return _built(User, ordinary, special)


def summary(**special: Any) -> Summary:
    """Return a summary made at noon that has nothing in it."""
    empty = tuple((after(hours), 0) for hours in range(1, 25))
    ordinary = {"hour": NOON, "lessons": 0, "reviews": 0, "coming": empty, "next_reviews_at": None}
    return _built(Summary, ordinary, special)


def assignment(number: int = 1, **special: Any) -> Assignment:
    """Return the assignment of a kanji to which nothing has happened yet."""
    ordinary = {
        "id": AssignmentId(number),
        "subject_id": SubjectId(440),
        "subject_type": "kanji",
        "srs_stage": SrsStage.LESSON,
        "unlocked_at": None,
        "started_at": None,
        "passed_at": None,
        "burned_at": None,
        "resurrected_at": None,
        "available_at": None,
        "hidden": False,
        "updated_at": NOON,
    }
    return _built(Assignment, ordinary, special)


def progression(level: int, number: int = 1, **special: Any) -> LevelProgression:
    """Return a level that was unlocked at noon and is under way."""
    ordinary = {
        "id": number,
        "level": level,
        "unlocked_at": NOON,
        "passed_at": None,
        "abandoned_at": None,
        "updated_at": NOON,
    }
    return _built(LevelProgression, ordinary, special)


def reset(original: int, target: int, confirmed_at: Moment | None) -> Reset:
    return Reset(
        id=1, original_level=original, target_level=target, confirmed_at=confirmed_at, updated_at=NOON
    )


def nothing_waits(**special: Any) -> Queue:
    """Return a queue with nothing in it and nothing to come."""
    ordinary = {
        "lessons": 0,
        "reviews": 0,
        "next_hour": 0,
        "next_24h": 0,
        "next_reviews_at": None,
        "on_vacation": False,
        "streak_days": 0,
    }
    return _built(Queue, ordinary, special)


def workload(**special: Any) -> Workload:
    """Return the workload of an account that has nothing yet."""
    ordinary = {
        "apprentice_weight": 0,
        "apprentice_weight_usual": None,
        "apprentice_weight_high": None,
        "reviews_per_day": None,
        "reviews_per_day_capacity": None,
        "seconds_per_review": None,
        "seconds_per_review_usual": None,
    }
    return _built(Workload, ordinary, special)


def counted(**special: Any) -> PollCounts:
    """Return what a poll at noon counts of an account that has nothing yet."""
    ordinary = {
        "at": NOON,
        "stages": dict.fromkeys(KINDS, (0,) * 10),
        "queue": nothing_waits(),
        "totals": dict.fromkeys(KINDS, Totals()),
        "level": LevelState(level=1, kanji_total=18, kanji_passed=0, kanji_required=17, since=None),
        "workload": workload(),
    }
    return _built(PollCounts, ordinary, special)


def heartbeat(**special: Any) -> Heartbeat:
    """Return the heartbeat of an ordinary successful poll."""
    ordinary = {
        "at": NOON,
        "timezone": "Europe/Berlin",
        "ok": True,
        "token_ok": True,
        "seconds_since_success": 0,
        "requests": 8,
        "not_modified": 6,
        "changed_rows": 12,
        "outbox_pending": 3,
        "outbox_rejected": 1,
        "duration_seconds": 1.25,
        "reviews_found": 4,
        "unexplained": 0,
    }
    return _built(Heartbeat, ordinary, special)


def review(**special: Any) -> Review:
    """Return a kanji's review at noon without a wrong answer, from Apprentice 1, found exactly."""
    ordinary = {
        "assignment_id": AssignmentId(1),
        "at": NOON,
        "subject_id": SubjectId(440),
        "subject_type": "kanji",
        "level": 1,
        "starting_stage": 1,
        "ending_stage": 2,
        "meaning_incorrect": 0,
        "reading_incorrect": 0,
        "late_seconds": None,
        "inferred": False,
    }
    return _built(Review, ordinary, special)


def any_items(*, last_hour: int = 30, most: int = 8) -> st.SearchStrategy[list[Item]]:
    """Return lists of items of every kind in every state, as polls find them; ids do not repeat.

    They fall due from noon on until *last_hour* hours later, some within an hour.
    """
    few = st.integers(0, 6)
    due = st.integers(0, last_hour * 2).map(lambda halves: after(halves / 2))
    one = st.builds(
        item,
        subject_id=st.integers(1, 12),
        kind=st.sampled_from((*KINDS, NEW_KIND)),
        stage=st.integers(0, 9),
        unlocked=st.booleans(),
        hidden=st.sampled_from((False, False, False, True)),
        available_at=st.none() | due,
        level=st.sampled_from((1, 3, 4, 60, None)),
        meaning_correct=few,
        meaning_incorrect=few,
        meaning_streak=few,
        reading_correct=few,
        reading_incorrect=few,
        reading_streak=few,
    )
    return st.lists(one, max_size=most, unique_by=lambda each: each.subject_id)
