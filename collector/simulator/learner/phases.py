"""Phases of study: periods in which a learner studies as usual, less, or not at all."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import repeat
from random import Random


@dataclass(frozen=True)
class StudyPhase:
    """A period of *days*, and how it differs from the learner's habits.

    *missed* is the probability of missing a session that the habits would keep, *lessons* the share of the
    daily lessons that is done, *reviews_a_session* the bounds of a session instead of the usual ones. During
    a *vacation*, which is one on WaniKani too, nothing is done. With *until_caught_up* it ends as soon as
    hardly any review is due.
    """

    name: str
    days: int
    missed: float = 0.0
    lessons: float = 1.0
    reviews_a_session: tuple[int, int] | None = None
    vacation: bool = False
    until_caught_up: bool = False


def steady_phases() -> Iterator[StudyPhase]:
    """Yield ordinary years without end."""
    return repeat(StudyPhase("ordinary", days=365))


def eventful_phases(seed: int) -> Iterator[StudyPhase]:
    """Yield phases without end: a vacation and a burn-out in turn, and small lapses between them.

    The first half-year has one of each, whatever the *seed*; later they come irregularly.
    """
    random = Random(f"life {seed}")  # noqa: S311 - chance, not secrets
    longest = 50
    while True:
        yield from _ordinary(random, random.randint(35, longest))
        yield StudyPhase("vacation", random.randint(7, 16), vacation=True)
        yield from _ordinary(random, random.randint(35, longest))
        yield from _burn_out(random)
        longest = 140


def _ordinary(random: Random, days: int) -> Iterator[StudyPhase]:
    """Yield *days* of studying as usual, sometimes with a lapse in the middle."""
    before = round(days * random.uniform(0.3, 0.7))
    lapse = random.choice((_lazy_week, _away, None))
    yield _usual(random, before)
    if lapse is not None:
        yield lapse(random)
    yield _usual(random, days - before)


def _usual(random: Random, days: int) -> StudyPhase:
    return StudyPhase("ordinary", days, lessons=random.uniform(0.8, 1.3))


def _lazy_week(random: Random) -> StudyPhase:
    return StudyPhase("lazy", random.randint(5, 9), missed=0.45, lessons=0.4, reviews_a_session=(25, 60))


def _away(random: Random) -> StudyPhase:
    """Return some days without study, too few for a vacation on WaniKani."""
    return StudyPhase("away", random.randint(2, 4), missed=1.0)


def _burn_out(random: Random) -> Iterator[StudyPhase]:
    """Yield weeks of hardly anything, catching up with what has piled up, and a careful return."""
    yield StudyPhase("burn-out", random.randint(14, 28), missed=0.85, lessons=0.0, reviews_a_session=(10, 30))
    yield StudyPhase("recovery", 60, lessons=0.0, reviews_a_session=(25, 50), until_caught_up=True)
    yield StudyPhase("return", random.randint(5, 9), lessons=0.5)
