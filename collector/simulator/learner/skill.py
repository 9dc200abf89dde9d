"""The accuracy of a learner's answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import NamedTuple

from collector.simulator.world.game_rules import TWO_PART_KINDS

# Within two days nothing is forgotten, however short the interval was.
_SHORTEST_REST = timedelta(days=2)


class ReviewConditions(NamedTuple):
    """The conditions that make a review easy or hard; *overdue* is in intervals beyond the due time."""

    kind: str
    stage: int
    reviews: int = 0
    leech: bool = False
    overdue: float = 0.0


def overdue_ratio(late: timedelta, rest: timedelta) -> float:
    """Return how long an item waited after its due time, in multiples of its interval (at least two days)."""
    return late / max(rest, _SHORTEST_REST)


@dataclass(frozen=True)
class Skill:
    """The probability of a review without any error, by the stage (from 0) it starts in; lower for leeches.

    *error_factor* makes errors in a kind of subject more or less likely. A leech gets easier with each of its
    reviews: *leech_fades* is the share of its difficulty that goes. *forgotten* is the share of the
    probability that is lost on a review which waited for another interval (two days at least) beyond its due
    time; twice as long, twice as much, up to *forgotten_at_most*.
    """

    without_error: tuple[float, ...] = (1.0, 0.88, 0.91, 0.93, 0.92, 0.89, 0.87, 0.84, 0.81)
    leech_share: float = 0.06
    leech_factor: float = 0.55
    leech_fades: float = 0.0
    another_error: float = 0.25
    error_factor: Mapping[str, float] = field(default_factory=dict)
    forgotten: float = 0.0
    forgotten_at_most: float = 0.35

    def chance(self, item: ReviewConditions) -> float:
        """Return the probability of a review without any error."""
        right = self.without_error[item.stage]
        if item.leech:
            right *= 1 - (1 - self.leech_factor) * (1 - self.leech_fades) ** item.reviews
        right *= 1 - min(self.forgotten * item.overdue, self.forgotten_at_most)
        return max(0.0, 1 - (1 - right) * self.error_factor.get(item.kind, 1.0))

    def errors(self, kind: str, random: Random) -> tuple[int, int]:
        """Return wrong answers to the meaning and to the reading, at least one in all."""
        errors = [0, 0]
        facets = 2 if kind in TWO_PART_KINDS else 1
        errors[random.randrange(facets)] += 1
        while random.random() < self.another_error:
            errors[random.randrange(facets)] += 1
        return errors[0], errors[1]

    def is_leech(self, subject_id: int, seed: int) -> bool:
        """Return True if the subject is hard for this learner: decided by its id, not by when it came up."""
        return (subject_id * 2_654_435_761 + seed * 40_503) % 1_000_003 < self.leech_share * 1_000_003
