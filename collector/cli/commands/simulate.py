"""`simulate`: a simulated WaniKani on a port, with a learner who goes on studying, or with whoever calls."""

import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING, get_args

import click

from collector.cli.commands.demo_start import began, remember
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.config.values import Hurried, PollEvery, interval
from collector.core.errors import ActionRequiredError
from collector.daemon.signals import stopping_signals
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.faults.fault_middleware import FaultMiddleware
from collector.simulator.faults.fault_options import FaultRule, FaultSampler
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import LevelNotReached, typical_learner, weeks_to_level
from collector.simulator.serving.server import RunningServer, accelerated_clock, serve
from collector.simulator.world.world import World

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Lifetime:
    """Which learner it is, and how much was lived already: *days*, or whatever *level* takes.

    Time goes on *speed* times as fast as ours. *remember* is a file that says when it began, written by the
    first start: a life depends on nothing else, so later ones go on with it. Unless *goes_on*, the learner
    has stopped studying.
    """

    seed: int
    days: int
    level: int | None
    speed: int
    remember: Path | None
    goes_on: bool


@dataclass(frozen=True, slots=True)
class Service:
    """How it answers: to which token, with which reviews, and with what trouble on the way."""

    token: str
    with_reviews: bool
    troubles: Sequence[FaultRule]


class _Present:
    """Brings the world to the present: the learner lives up to it, until somebody else studies."""

    def __init__(self, learner: Learner, now: Callable[[], datetime], *, goes_on: bool) -> None:
        self.world, self.now = learner.world, now
        self._learner = learner if goes_on else None

    def live(self) -> None:
        if self._learner is not None:
            self._learner.live_until(self.now())
        self.world.advance(self.now())

    def hand_over(self) -> None:
        if self._learner is not None:
            self._learner = None
            echo("Somebody else studies now: the pretend learner has stopped.", err=True)


def simulate(address: tuple[str, int], lifetime: Lifetime, service: Service) -> int:
    """Serve until interrupted."""
    start = datetime.now(UTC)
    with Progress() as progress:
        learner = _grown(lifetime, start, progress)
    # From here on, not from before the past was lived: a client's "now" must not lie in the future.
    now = accelerated_clock(datetime.now(UTC), lifetime.speed)
    present = _Present(learner, now, goes_on=lifetime.goes_on)
    server = _serve(present, lifetime, service, *address)
    stop = Event()
    with stopping_signals(stop), server:
        _introduce(learner.world, server.url, lifetime, service)
        stop.wait()
    return 0


def _grown(lifetime: Lifetime, start: datetime, progress: Progress) -> Learner:
    begins = _begin(lifetime, start, progress)
    world = World(begins, seed=lifetime.seed)
    learner = typical_learner(world, seed=lifetime.seed)
    days = (start - begins) // _DAY
    for day in range(days + 1):
        progress.echo(f"The pretend learner lives: day {day:,} of {days:,}, level {world.user.level}")
        learner.live_until(start - timedelta(days=days - day))
    return learner


def _begin(lifetime: Lifetime, start: datetime, progress: Progress) -> datetime:
    if (before := began(lifetime.remember)) is not None:
        return before
    days = (
        lifetime.days if lifetime.level is None else _days_to(lifetime.level, lifetime.seed, start, progress)
    )
    begins = start - days * _DAY
    remember(lifetime.remember, begins)
    return begins


def _days_to(level: int, seed: int, start: datetime, progress: Progress) -> int:
    def reached(so_far: int) -> None:
        progress.echo(f"How long level {level} takes: level {so_far} is reached")

    try:
        return 7 * weeks_to_level(level, start, seed=seed, reached=reached)
    except LevelNotReached as never:
        raise ActionRequiredError(f"No learner comes that far ({never}): choose a lower --level.") from None


def _serve(present: _Present, lifetime: Lifetime, service: Service, host: str, port: int) -> RunningServer:
    api = SimulatedWaniKani(
        present.world,
        token=service.token,
        live=present.live,
        studied=present.hand_over,
        with_reviews=service.with_reviews,
    )
    sampler = FaultSampler(service.troubles, lifetime.seed)

    def with_faults(app: "WSGIApplication") -> FaultMiddleware:
        return FaultMiddleware(app, sampler, now=present.now, report=lambda line: echo(line, err=True))

    try:
        return serve(api, host, port, around=with_faults)
    except OSError as error:
        # `strerror` would name the address once more; an unknown name comes with a number below zero.
        number = error.errno or 0
        reason = os.strerror(number) if number > 0 else "no address of this machine"
    except UnicodeError:
        reason = "no name of a machine"
    raise ActionRequiredError(
        f"Nothing can be opened at {host}:{port} ({reason}): choose another --port or --host."
    )


def _introduce(world: World, url: str, lifetime: Lifetime, service: Service) -> None:
    click.echo(f"A simulated WaniKani answers. {_about(world)} In another terminal:\n")
    click.echo(f"  export WANIKANI_URL={url.rstrip('/')} WANIKANI_TOKEN={shlex.quote(service.token)}")
    # Another start is another past, which must not be mixed with this one.
    click.echo("  export COLLECTOR_STATE=$(mktemp -d)")
    if lifetime.speed == 1:
        click.echo("  wanikani-collector poll && wanikani-collector status\n")
    else:
        click.echo(f"  export COLLECTOR_POLL_EVERY={_hourly_at(lifetime.speed)}")
        click.echo("  wanikani-collector run      # and look at http://127.0.0.1:8710/\n")
    click.echo("Ctrl-C ends it.", err=True)


def _about(world: World) -> str:
    away = ", on vacation" if world.user.vacation_since is not None else ""
    return f"Its learner is in level {world.user.level}{away}; {len(world.due()):,} reviews wait."


def _hourly_at(speed: int) -> str:
    """Return the step that is an hour of the pretend time, or the next longer one there is."""
    steps: tuple[str, ...] = (*get_args(Hurried), *get_args(PollEvery))
    at_least = max(_HOUR / speed, interval(steps[0]))
    return next(step for step in steps if interval(step) >= at_least)
