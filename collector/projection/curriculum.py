"""The learner's items as arrays, and what unlocks what.

Source: the API documentation, "Assignments" and "Subjects"; the knowledge base: radicals come with their
level, kanji once their radicals and words once their kanji are passed; a level is passed with nine tenths of
its kanji, rounded up.
"""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from collector.core.model import HIGHEST_LEVEL
from collector.core.moments import HOUR, Moment
from collector.core.stages import REVIEWED_STAGES, SrsStage
from collector.projection.answers import kind_number
from collector.projection.arrays import Bools, Ints
from collector.projection.inputs import StudyItem, StudyRecord
from collector.projection.lesson_order import lesson_order

LOCKED = -1
PASSED = SrsStage.GURU_1.value
BURNED = SrsStage.BURNED.value
_KANJI = kind_number("kanji")
_SECONDS_AN_HOUR = 3600
# A level that has no kanji is none, and cannot be passed.
NO_KANJI = np.iinfo(np.int64).max


class Curriculum(NamedTuple):
    """The items that can still be studied, by level: neither burned ones nor those beyond the subscription.

    *places* are those in the record, *lesson_order* tells which lesson comes before which. *due_in* is the
    hours until an item falls due, 0 or less for one that waits. *missing* is how many
    components are not passed yet. The items that need item n are `waiting[first_waiting[n]:first_waiting[n +
    1]]`. *hours* is the interval of an item by its system and stage. *kanji_needed* are the kanji to pass by
    level, *kanji_passed* those that are.
    """

    places: Ints
    lesson_order: Ints
    kind: Ints
    level: Ints
    system: Ints
    stage: Ints
    passed: Bools
    is_kanji: Bools
    due_in: Ints
    missing: Ints
    first_waiting: Ints
    waiting: Ints
    hours: Ints
    kanji_needed: Ints
    kanji_passed: Ints
    burned: int


def curriculum(record: StudyRecord) -> Curriculum:
    """Return the items of *record*, in which a system is known; those of one that is not are of the first."""
    placed = sorted(
        (
            (place, item)
            for place, item in enumerate(record.items)
            if item.stage != BURNED and item.level <= record.granted
        ),
        key=lambda one: one[1].level,
    )
    items = [item for _, item in placed]
    systems = known_systems(record.intervals)
    missing, first_waiting, waiting = _components(items, record.items)
    needed, passed = _kanji(record.items)
    return Curriculum(
        places=(places := _ints(place for place, _ in placed)),
        lesson_order=lesson_order(record)[places],
        kind=_ints(kind_number(item.kind) for item in items),
        level=_ints(item.level for item in items),
        system=_ints(systems.index(item.srs_id) if item.srs_id in systems else 0 for item in items),
        stage=_ints(_stage(item, record.level, lacks) for item, lacks in zip(items, missing, strict=True)),
        passed=np.array([_passed(item) for item in items], dtype=bool),
        is_kanji=np.array([item.kind == "kanji" for item in items], dtype=bool),
        due_in=_ints(_due_in(item, record.at) for item in items),
        missing=missing,
        first_waiting=first_waiting,
        waiting=waiting,
        hours=_interval_hours(record.intervals, systems),
        kanji_needed=needed,
        kanji_passed=passed,
        burned=sum(item.stage == BURNED for item in record.items if item.level <= record.granted),
    )


def known_systems(intervals: Mapping[int, Mapping[int, int]]) -> list[int]:
    """Return the SRS systems of *intervals* that say how long an item waits in each stage with reviews."""
    return sorted(
        system for system, stages in intervals.items() if all(stages.get(stage) for stage in REVIEWED_STAGES)
    )


def _ints(values: object) -> Ints:
    return np.fromiter(values, dtype=np.int64)  # type: ignore[call-overload,no-any-return]


def _stage(item: StudyItem, level: int, missing: int) -> int:
    """Return the stage of *item*; what lacks nothing any more, as a new subject may, has a lesson."""
    if item.stage is not None:
        return item.stage
    return LOCKED if missing or item.level > level else SrsStage.LESSON.value


def _passed(item: StudyItem) -> bool:
    """Return True for what is or was Guru, even where it is not marked so."""
    return item.passed or (item.stage is not None and item.stage >= PASSED)


def _due_in(item: StudyItem, at: Moment) -> int:
    """Return in how many hours *item* falls due: due times are full hours."""
    return 0 if item.available_at is None else -((at // HOUR * HOUR - item.available_at) // HOUR)


def _components(items: Sequence[StudyItem], known: Sequence[StudyItem]) -> tuple[Ints, Ints, Ints]:
    """Return how many components each item misses, and the items that need it.

    A component that is hidden, or that nothing is known of, holds nothing up.
    """
    place = {item.subject_id: number for number, item in enumerate(items)}
    passed = {item.subject_id for item in known if _passed(item)}
    missing = np.zeros(len(items), dtype=np.int64)
    pairs: list[tuple[int, int]] = []
    for number, item in enumerate(items):
        if item.stage is None:
            needed = [part for part in item.components if part in place and part not in passed]
            missing[number] = len(needed)
            pairs += [(place[part], number) for part in needed]
    pairs.sort()
    parts = _ints(part for part, _ in pairs)
    first = np.searchsorted(parts, np.arange(len(items) + 1))
    return missing, first, _ints(number for _, number in pairs)


def _kanji(items: Sequence[StudyItem]) -> tuple[Ints, Ints]:
    """Return the kanji that are needed to pass each level, and those that are passed."""
    total = np.zeros(HIGHEST_LEVEL + 2, dtype=np.int64)
    passed = np.zeros(HIGHEST_LEVEL + 2, dtype=np.int64)
    for item in items:
        if item.kind == "kanji" and item.level <= HIGHEST_LEVEL:
            total[item.level] += 1
            passed[item.level] += _passed(item)
    needed = np.where(total > 0, total - total // 10, NO_KANJI)
    return needed, passed


def _interval_hours(intervals: Mapping[int, Mapping[int, int]], systems: Sequence[int]) -> Ints:
    """Return the full hours that an item waits, at least one, by system and stage."""
    hours = np.zeros((len(systems), BURNED + 1), dtype=np.int64)
    for number, system in enumerate(systems):
        for stage in REVIEWED_STAGES:
            hours[number, stage] = max(1, intervals[system][stage] // _SECONDS_AN_HOUR)
    return hours
