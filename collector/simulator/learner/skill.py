"""How well a learner answers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from random import Random
from typing import NamedTuple

from collector.simulator.world.game_rules import TWO_PART_KINDS

# A night's sleep between two reviews of a new item is nothing to forget by.
_SHORTEST_REST = timedelta(days=2)


class Item(NamedTuple):
    """What makes the answer to a review easy or hard; *waited* is in intervals beyond the due time."""

    kind: str
    stage: int
    reviews: int = 0
    leech: bool = False
    waited: float = 0.0


def waited(late: timedelta, rest: timedelta) -> float:
    """Return how many times as long as it should have rested an item has waited beyond that."""
    return late / max(rest, _SHORTEST_REST)


@dataclass(frozen=True)
class Skill:
    """How likely a review without any error is, by the stage (from 0) it starts in; less for leeches.

    *error_factor* makes errors in a kind of subject more or less likely. A leech is a little less of one
    after each of its reviews: *leech_fades* is the share that goes. *forgotten* is the share of the chance
    that is lost on a review which has waited as long as its interval (two days at least); twice as long,
    twice as much, up to *forgotten_at_most*.
    """

    without_error: tuple[float, ...] = (1.0, 0.88, 0.91, 0.93, 0.92, 0.89, 0.87, 0.84, 0.81)
    leech_share: float = 0.06
    leech_factor: float = 0.55
    leech_fades: float = 0.0
    another_error: float = 0.25
    error_factor: Mapping[str, float] = field(default_factory=dict)
    forgotten: float = 0.0
    forgotten_at_most: float = 0.35

    def chance(self, item: Item) -> float:
        """Return the probability of a review without any error."""
        right = self.without_error[item.stage]
        if item.leech:
            right *= 1 - (1 - self.leech_factor) * (1 - self.leech_fades) ** item.reviews
        right *= 1 - min(self.forgotten * item.waited, self.forgotten_at_most)
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
        """Whether the subject is hard for this learner: decided by its id, not by when it came up."""
        return (subject_id * 2_654_435_761 + seed * 40_503) % 1_000_003 < self.leech_share * 1_000_003
