"""The learner of `simulate`: how long they have studied, and how they go on."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from collector.cli.commands.demo_start import read_start, write_start
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.core.errors import ActionRequiredError
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import LevelNotReached, typical_learner, weeks_to_level
from collector.simulator.world.world import World

_DAY = timedelta(days=1)
SubscriptionChoice = Literal["recurring", "free", "lapsed"]


@dataclass(frozen=True, slots=True)
class LearnerOptions:
    """The learner, and how long they have studied: *days*, or as long as *level* takes.

    Time goes on *speed* times as fast as ours. *start_file* keeps when the life started, written by the
    first run: a life depends on nothing else but *seed*, so later runs go on with it. Unless *goes_on*,
    the learner has stopped studying. A *subscription* that is free always was, one that lapsed ends now.
    """

    seed: int
    days: int
    level: int | None
    speed: int
    start_file: Path | None
    goes_on: bool
    subscription: SubscriptionChoice = "recurring"


class LiveWorld:
    """Brings the world to the present: the learner lives up to it, until a client studies."""

    def __init__(self, learner: Learner, now: Callable[[], datetime], *, goes_on: bool) -> None:
        self.world = learner.world
        self.now = now
        self._learner = learner if goes_on else None

    def live(self) -> None:
        """Let time go by until now."""
        if self._learner is not None:
            self._learner.live_until(self.now())
        self.world.advance(self.now())

    def hand_over(self) -> None:
        """Stop the learner: a client studies."""
        if self._learner is not None:
            self._learner = None
            echo("A client is studying now, so the simulated learner has stopped.", err=True)


def grow_learner(options: LearnerOptions, now: datetime, progress: Progress) -> Learner:
    """Return a learner who has lived up to *now*.

    Raises `ActionRequiredError` when no learner reaches the level or the start file cannot be read, and
    `FileNotWritable`.
    """
    begins = _start(options, now, progress)
    world = World(begins, seed=options.seed)
    if options.subscription == "free":
        world.end_subscription()
    learner = typical_learner(world, seed=options.seed)
    days = (now - begins) // _DAY
    for day in range(days + 1):
        progress.echo(f"Simulating the learner: day {day:,} of {days:,}, level {world.user.level}")
        learner.live_until(now - timedelta(days=days - day))
    if options.subscription == "lapsed":
        world.end_subscription()
    return learner


def _start(options: LearnerOptions, now: datetime, progress: Progress) -> datetime:
    if (before := read_start(options.start_file)) is not None:
        return before
    days = options.days if options.level is None else _days_to(options.level, options.seed, now, progress)
    start = now - days * _DAY
    write_start(options.start_file, start)
    return start


def _days_to(level: int, seed: int, now: datetime, progress: Progress) -> int:
    def reached(so_far: int) -> None:
        progress.echo(f"Simulating up to level {level}: level {so_far} is reached")

    try:
        return 7 * weeks_to_level(level, now, seed=seed, reached=reached)
    except LevelNotReached as never:
        raise ActionRequiredError(f"No learner gets that far ({never}): choose a lower --level.") from None
