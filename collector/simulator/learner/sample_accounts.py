"""Ready-made learners and accounts with a history."""

from collections.abc import Callable
from datetime import datetime, timedelta
from math import ceil

from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.phases import eventful_phases
from collector.simulator.learner.skill import Skill
from collector.simulator.world.world import World

DILIGENT_HABITS = Habits(
    hours=(6, 10, 14, 18, 22),
    weekend_hours=(6, 10, 14, 18, 22),
    session_missed=0.0,
    day_off=0.0,
    lessons_a_day=60,
    apprentice_limit=400,
    seconds_a_review=(3.0, 6.0),
    seconds_a_lesson=(10.0, 20.0),
)
STRONG_SKILL = Skill(without_error=(1.0, 0.95, 0.97, 0.98, 0.98, 0.96, 0.95, 0.94, 0.93), leech_share=0.02)

# Before work, at noon, on the way home, in the evening; much on Mondays, little on Fridays.
TYPICAL_HABITS = Habits(
    hours=(7, 12, 17, 21),
    weekend_hours=(10, 15, 20),
    spread=timedelta(minutes=40),
    session_missed=0.15,
    day_off=0.04,
    weekday_effort=(1.15, 1.05, 1.0, 0.95, 0.75, 1.1, 1.2),
    reviews_a_session=(55, 100),
    reviews_before_lessons=60,
    lessons_a_day=12,
    lessons_variation=0.5,
    radicals_first=True,
    apprentice_limit=120,
)
TYPICAL_SKILL = Skill(
    without_error=(1.0, 0.85, 0.9, 0.93, 0.94, 0.92, 0.91, 0.9, 0.87),
    leech_share=0.05,
    leech_fades=0.04,
    error_factor={"radical": 0.5, "kanji": 1.15, "kana_vocabulary": 0.7},
    forgotten=0.06,
)

DAYS_TO_LEVEL_60 = 520

_WEEK = timedelta(weeks=1)
_LONGEST_LIFE = timedelta(days=3652)  # ten years


class LevelNotReached(ValueError):
    """The learner does not reach that level in reasonable time, or there is no such level."""


def level_60_account(begins: datetime, seed: int = 1) -> World:
    """Return the world of a learner who went from level 1 to 60 in about 500 days from *begins*.

    Every row has its true history: about 9,300 items started, most of them passed, many burned.
    """
    world = World(begins, seed=seed)
    learner = Learner(world, seed=seed, skill=STRONG_SKILL, habits=DILIGENT_HABITS)
    learner.live_until(begins + timedelta(days=DAYS_TO_LEVEL_60))
    return world


def typical_learner(world: World, *, seed: int = 1) -> Learner:
    """Return a learner with good weeks and bad ones, vacations and burn-outs."""
    return Learner(world, seed=seed, skill=TYPICAL_SKILL, habits=TYPICAL_HABITS, phases=eventful_phases(seed))


def weeks_to_level(
    level: int,
    now: datetime,
    *,
    seed: int = 1,
    reached: Callable[[int], object] = lambda _: None,
    within: timedelta = _LONGEST_LIFE,
) -> int:
    """Return how many weeks before *now* a typical learner must have started to be in *level* now.

    Habits depend on the weekday and the hour in UTC alone, so a life that starts whole weeks earlier is the
    same life, to the microsecond; the weeks are rounded up. *reached* is called with every
    level on the way. Raises `LevelNotReached` if it takes longer than *within*, or there is no such level.
    """
    world = World(now, seed=seed)
    if not world.of_level(level):
        raise LevelNotReached(f"there is no level {level}")
    learner = typical_learner(world, seed=seed)
    at = now
    while world.user.level < level:
        if at - now >= within:
            raise LevelNotReached(f"level {level} is not reached within {within.days} days")
        before = world.user.level
        at = at + timedelta(days=1)
        learner.live_until(at)
        for new in range(before + 1, world.user.level + 1):
            reached(new)
    return ceil((at - now) / _WEEK)
