"""Pretend lives of many kinds, most of them with habits that the projection's model does not know."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from itertools import chain
from pickle import dumps, loads
from random import Random

from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.phases import StudyPhase, eventful_phases
from collector.simulator.learner.sample_accounts import TYPICAL_HABITS, TYPICAL_SKILL
from collector.simulator.learner.skill import Skill
from collector.simulator.world.world import World

BEGINS = datetime(2026, 1, 5, tzinfo=UTC)

Phases = Callable[[Random], Iterator[StudyPhase]]


@dataclass(frozen=True)
class Kind:
    """A kind of learner: habits, skill, and the phases that chance makes of a life."""

    name: str
    habits: Habits
    skill: Skill
    phases: Phases


@dataclass(frozen=True)
class Life:
    """A life by its *seed*, and the *kind* of learner who lives it."""

    seed: int
    kind: Kind
    learner: Learner

    @property
    def world(self) -> World:
        """The world it is lived in."""
        return self.learner.world

    def again(self, number: int) -> "Life":
        """Return the same learner at this moment, with another chance from now on: *number* says which."""
        world: World = loads(dumps(self.world))
        chance = Random(f"again {self.seed} {number}")
        learner = _learner(world, self.seed, self.kind, chance)
        # The seed says which items are hard: it stays. Only what happens from now on is another chance.
        learner._random.seed(chance.random())
        return Life(self.seed, self.kind, learner)


def life(seed: int) -> Life:
    """Return the life of *seed*, on its first day; six seeds in a row are six kinds of learner."""
    kind = _KINDS[seed % len(_KINDS)](Random(f"trial {seed}"))
    world = World(BEGINS, seed=seed)
    return Life(seed, kind, _learner(world, seed, kind, Random(f"phases {seed}")))


def _learner(world: World, seed: int, kind: Kind, chance: Random) -> Learner:
    return Learner(world, seed=seed, skill=kind.skill, habits=kind.habits, phases=kind.phases(chance))


def _steady(random: Random) -> Kind:
    """Return one who studies nearly every day, all that is due, and takes a vacation now and then."""
    habits = Habits(
        hours=tuple(sorted(random.sample(range(6, 23), random.randint(2, 4)))),
        weekend_hours=tuple(sorted(random.sample(range(8, 23), 2))),
        day_off=random.uniform(0.0, 0.06),
        lessons_a_day=random.randint(6, 16),
        lessons_variation=0.3,
        apprentice_limit=150,
    )
    return Kind("steady", habits, _skill(random), partial(_with_vacations, every=120))


def _typical(_: Random) -> Kind:
    """Return one with good weeks and bad ones, vacations and burn-outs."""
    return Kind(
        "typical", TYPICAL_HABITS, TYPICAL_SKILL, lambda chance: eventful_phases(chance.randrange(10**9))
    )


def _weekend(random: Random) -> Kind:
    """Return one who does most at weekends, in sessions of a limited size."""
    habits = Habits(
        hours=(random.randint(18, 22),),
        weekend_hours=(9, 14, 20),
        spread=timedelta(minutes=50),
        session_missed=0.2,
        day_off=0.08,
        weekday_effort=(0.7, 0.7, 0.7, 0.7, 0.6, 1.6, 1.6),
        reviews_a_session=(50, 130),
        reviews_before_lessons=80,
        lessons_a_day=random.randint(6, 12),
        lessons_variation=0.6,
        apprentice_limit=100,
    )
    return Kind("weekend", habits, _skill(random), partial(_with_vacations, every=90))


def _fast(random: Random) -> Kind:
    """Return one in a hurry, who does every lesson there is."""
    habits = Habits(
        hours=(7, 11, 15, 19, 22),
        weekend_hours=(8, 13, 18, 22),
        session_missed=random.uniform(0.02, 0.1),
        day_off=0.01,
        lessons_a_day=random.randint(18, 30),
        radicals_first=True,
        apprentice_limit=random.randint(150, 250),
    )
    skill = Skill(without_error=(1.0, 0.92, 0.94, 0.96, 0.96, 0.94, 0.93, 0.92, 0.9), leech_share=0.04)
    return Kind("fast", habits, skill, partial(_with_vacations, every=200))


def _irregular(random: Random) -> Kind:
    """Return one who often does not study, and forgets what waits for long."""
    habits = Habits(
        hours=(12, 20),
        weekend_hours=(11, 21),
        spread=timedelta(minutes=90),
        session_missed=0.3,
        day_off=0.2,
        reviews_a_session=(40, 110),
        reviews_before_lessons=50,
        lessons_a_day=random.randint(4, 8),
        lessons_variation=0.8,
        apprentice_limit=90,
    )
    return Kind("irregular", habits, TYPICAL_SKILL, partial(_with_vacations, every=80))


def _changing(random: Random) -> Kind:
    """Return one whose pace changes every few weeks, with tired weeks between."""
    return Kind("changing", TYPICAL_HABITS, _skill(random), _changing_pace)


_KINDS = (_steady, _typical, _weekend, _fast, _irregular, _changing)


def _skill(random: Random) -> Skill:
    """Return a skill somewhat better or worse than the usual one, with forgetting and leeches."""
    better = random.uniform(-0.04, 0.04)
    usual = (1.0, 0.88, 0.91, 0.93, 0.93, 0.91, 0.9, 0.88, 0.86)
    return Skill(
        without_error=tuple(min(1.0, right + better) for right in usual),
        leech_share=random.uniform(0.03, 0.09),
        leech_fades=0.03,
        error_factor={"radical": 0.6, "kanji": random.uniform(1.0, 1.3)},
        forgotten=random.uniform(0.0, 0.08),
    )


def _with_vacations(random: Random, *, every: int) -> Iterator[StudyPhase]:
    """Yield ordinary days, about *every* of them, and a vacation or a break without one, in turn."""
    while True:
        yield StudyPhase("ordinary", round(random.uniform(0.5, 1.5) * every))
        if random.random() < 0.5:
            yield StudyPhase("vacation", random.randint(5, 14), vacation=True)
        else:
            yield StudyPhase("away", random.randint(2, 6), missed=1.0)


def _changing_pace(random: Random) -> Iterator[StudyPhase]:
    while True:
        phases = [
            StudyPhase("ordinary", random.randint(14, 60), lessons=random.uniform(0.5, 1.5))
            for _ in range(random.randint(4, 8))
        ]
        yield from chain(phases, [StudyPhase("tired", random.randint(7, 21), missed=0.5, lessons=0.2)])
