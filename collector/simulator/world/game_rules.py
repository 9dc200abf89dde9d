"""The rules of the game, as pure functions.

Source: the API documentation (revision 20170710) and WaniKani's knowledge base, checked on recorded payloads:
the two systems of `/spaced_repetition_systems`, 33 of 33 real reviews, 500 of 500 real due times.
"""

from datetime import datetime, timedelta

LESSON = 0
APPRENTICE = range(1, 5)
PASSED = 5
BURNED = 9
STAGES = range(10)

DEFAULT_SYSTEM = 1
ACCELERATED_SYSTEM = 2
LAST_ACCELERATED_LEVEL = 2

TWO_PART_KINDS = frozenset({"kanji", "vocabulary"})

_LATER_HOURS = (167, 335, 719, 2879)
_HOURS = {
    DEFAULT_SYSTEM: (4, 8, 23, 47, *_LATER_HOURS),
    ACCELERATED_SYSTEM: (2, 4, 8, 23, *_LATER_HOURS),
}
INTERVALS: dict[int, tuple[timedelta, ...]] = {
    system: tuple(timedelta(hours=hours) for hours in of_stages) for system, of_stages in _HOURS.items()
}


def system_of(level: int) -> int:
    """Return the spaced repetition system of a subject of *level*: 2, the accelerated one, for levels 1–2."""
    return ACCELERATED_SYSTEM if level <= LAST_ACCELERATED_LEVEL else DEFAULT_SYSTEM


def interval(stage: int, system: int) -> timedelta | None:
    """Return the interval of *stage*; None for stages 0 and 9, which have no review."""
    return INTERVALS[system][stage - 1] if LESSON < stage < BURNED else None


def floor_to_hour(moment: datetime) -> datetime:
    """Return the top of the hour that *moment* is in."""
    return moment.replace(minute=0, second=0, microsecond=0)


def available_at(moment: datetime, stage: int, system: int) -> datetime | None:
    """Return when an item that came to *stage* at *moment* is due, a full hour; None for stages 0 and 9."""
    rest = interval(stage, system)
    return None if rest is None else floor_to_hour(moment + rest)


def next_stage(stage: int, wrong_answers: int) -> int:
    """Return the stage after a review in *stage* with *wrong_answers* to both facets together.

    Source: the knowledge base's formula. The errors halved, rounded up, count double from guru on; the stage
    never falls below 1.

    >>> next_stage(4, 0), next_stage(4, 3), next_stage(6, 3), next_stage(1, 9)
    (5, 2, 2, 1)
    """
    if wrong_answers == 0:
        return stage + 1
    penalty = 2 if stage >= PASSED else 1
    return max(1, stage - (wrong_answers + 1) // 2 * penalty)


def next_streak(streak: int, wrong_answers: int) -> int:
    """Return a facet's current streak after a review: its right answer ends every review, so never 0."""
    return 1 if wrong_answers else streak + 1


def kanji_to_pass(total: int) -> int:
    """Return how many of a level's *total* kanji must be passed to level up: 90 %, rounded up."""
    return total - total // 10
