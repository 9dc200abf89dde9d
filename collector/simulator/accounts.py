"""Ready-made accounts with a history."""

from datetime import datetime, timedelta

from collector.simulator.learner import Habits, Learner, Skill
from collector.simulator.world import World

DILIGENT = Habits(
    hours=(6, 10, 14, 18, 22),
    weekend_hours=(6, 10, 14, 18, 22),
    session_missed=0.0,
    day_off=0.0,
    lessons_a_day=60,
    apprentice_limit=400,
    seconds_a_review=(3.0, 6.0),
    seconds_a_lesson=(10.0, 20.0),
)
SURE = Skill(without_error=(1.0, 0.95, 0.97, 0.98, 0.98, 0.96, 0.95, 0.94, 0.93), leech_share=0.02)

DAYS_TO_LEVEL_60 = 520


def level_60_account(begins: datetime, seed: int = 1) -> World:
    """Return the world of a learner who came from level 1 to 60 in about 500 days from *begins*.

    Every row has its true history: about 9,300 items started, most of them passed, many burned.
    """
    world = World(begins, seed=seed)
    learner = Learner(world, seed=seed, skill=SURE, habits=DILIGENT)
    learner.live_until(begins + timedelta(days=DAYS_TO_LEVEL_60))
    return world
