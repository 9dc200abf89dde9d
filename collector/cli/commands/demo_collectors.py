"""The collectors of the demo: they poll a simulated learner at different intervals."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import click
from pydantic import SecretStr

from collector.app import App, open_app
from collector.app.conversations import simulated_transport
from collector.cli.output import echo
from collector.config.settings import Settings
from collector.config.values import DEFAULT_ACCOUNT
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.learner.learner import Learner
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.simulator.world.world import World

_TOKEN = "pretend-token"  # noqa: S105 - the simulated WaniKani's
_POLL_AT = timedelta(minutes=3)
_HOUR = timedelta(hours=1)


@dataclass(slots=True)
class DemoCollector:
    """One collector of the same learner, asking every *hours*; *seen* are its successful polls' moments."""

    hours: int
    app: App
    seen: list[datetime] = field(default_factory=list)
    failed: int = 0
    points: int = 0

    def poll(self, world: World) -> None:
        """Poll once."""
        report = self.app.poll(self.app.accounts[DEFAULT_ACCOUNT])
        self.points += report.points
        if report.problem is None:
            self.seen.append(world.now)
        else:
            self.failed += 1


@contextmanager
def open_demo_app(learner: Learner, folder: Path, clock: SimulatedClock, *, throwaway: bool) -> Iterator[App]:
    """Yield an app whose WaniKani is the world of *learner*, with its state in *folder*.

    A state that is *throwaway* need not outlive the process.
    """
    # Each collector polls as if it were alone, with its own rate limit.
    api = SimulatedWaniKani(learner.world, token=_TOKEN, live=lambda: learner.live_until(clock.now()))
    # Built without the environment: a demo must never write into a real InfluxDB.
    settings = Settings.model_construct(
        wanikani_token=SecretStr(_TOKEN),
        wanikani_url="http://pretend.invalid/v2",
        collector_state=folder,
    )
    with open_app(settings, clock, simulated_transport(api), throwaway=throwaway) as app:
        yield app


def live(
    collector: DemoCollector, world: World, clock: SimulatedClock, days: int, then: Callable[[int], None]
) -> None:
    """Let *days* go by, polling every hour; call *then* after each hour's poll."""
    begins = clock.now()
    hours = range(days * 24)
    with click.progressbar(hours, label="polls", show_pos=True, hidden=not sys.stdout.isatty()) as progress:
        for hour in progress:
            clock.set(poll_time(begins, hour))
            collector.poll(world)
            then(hour)
    echo(
        f"{days * 24:,} polls, {collector.failed:,} failed; {collector.points:,} points are in the embedded "
        "store."
    )
    click.echo()


def poll_time(begins: datetime, hour: int) -> datetime:
    """Return when the poll of that *hour* of a life is, which *begins* at a full hour."""
    return begins + hour * _HOUR + _POLL_AT
