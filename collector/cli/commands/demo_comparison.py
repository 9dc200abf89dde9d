"""Measures, in another process, how well collectors that poll more rarely reconstruct the same life."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from collector.cli.commands.demo_accuracy import Accuracy, compare_collector
from collector.cli.commands.demo_collectors import DemoCollector, open_demo_app, poll_time
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.simulator.world.world import World

# They are compared for the last days only: each begins with a first sync, which takes seconds.
_DAYS = 30


@dataclass(frozen=True, slots=True)
class Life:
    """The life of a simulated learner: the same seed and start, the same life."""

    seed: int
    start: datetime
    days: int

    def learner(self) -> Learner:
        """Return the learner on the first day."""
        return typical_learner(World(self.start, seed=self.seed), seed=self.seed)

    @property
    def compared_hours(self) -> range:
        """The hours of the life in which collectors are compared."""
        return range(max(0, self.days - _DAYS) * 24, self.days * 24)


class Comparison(NamedTuple):
    """The results *since* the first compared poll; *failed* counts the failed polls."""

    since: datetime
    lines: list[Accuracy]
    failed: int


def compare_rarer(life: Life, folders: Mapping[int, Path]) -> Comparison:
    """Live *life* and compare collectors, one that polls every so many hours for each of *folders*."""
    learner = life.learner()
    clock = SimulatedClock(life.start)
    with ExitStack() as resources:
        collectors = [
            DemoCollector(
                hours, resources.enter_context(open_demo_app(learner, folder, clock, throwaway=True))
            )
            for hours, folder in folders.items()
        ]
        _live(collectors, life, learner, clock)
        since = max(collector.seen[0] for collector in collectors)
        return Comparison(
            since,
            lines=[compare_collector(collector, learner.world, since) for collector in collectors],
            failed=sum(collector.failed for collector in collectors),
        )


def _live(collectors: list[DemoCollector], life: Life, learner: Learner, clock: SimulatedClock) -> None:
    for hour in life.compared_hours:
        clock.set(poll_time(life.start, hour))
        for collector in collectors:
            if (hour - life.compared_hours.start) % collector.hours == 0:
                collector.poll(learner.world)
