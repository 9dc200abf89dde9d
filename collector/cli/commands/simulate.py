"""`simulate`: a simulated WaniKani on a port, with a learner who goes on studying until a client studies."""

import os
import shlex
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import get_args
from wsgiref.types import WSGIApplication

import click
from click.core import ParameterSource

from collector.cli.commands.demo_start import read_start, write_start
from collector.cli.options import FILE
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.config.values import PollEvery, SimulatedPollEvery, interval
from collector.core.errors import ActionRequiredError
from collector.daemon.signals import stopping_signals
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.faults.fault_middleware import FaultMiddleware
from collector.simulator.faults.fault_options import FaultRule, FaultSampler, parse_fault_rules
from collector.simulator.learner.learner import Learner
from collector.simulator.learner.sample_accounts import LevelNotReached, typical_learner, weeks_to_level
from collector.simulator.serving.server import RunningServer, accelerated_clock, serve
from collector.simulator.world.world import World

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class LearnerOptions:
    """Which learner it is, and how much was lived already: *days*, or whatever *level* takes.

    Time goes on *speed* times as fast as ours. *start_file* keeps when it started, written by the first
    run: a life depends on nothing else, so later runs go on with it. Unless *goes_on*, the learner
    has stopped studying.
    """

    seed: int
    days: int
    level: int | None
    speed: int
    start_file: Path | None
    goes_on: bool


@dataclass(frozen=True, slots=True)
class ServerOptions:
    """How it answers: to which token, with which reviews, and with what trouble on the way."""

    token: str
    with_reviews: bool
    troubles: Sequence[FaultRule]


class _LiveWorld:
    """Brings the world to the present: the learner lives up to it, until a client studies."""

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


@click.command("simulate")
@click.option("--host", default="127.0.0.1", show_default=True, help="Where to answer.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8711, show_default=True, help="0: any that is free."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another learner.")
@click.option(
    "--days", type=click.IntRange(0, 3650), default=90, show_default=True, help="Days lived already."
)
@click.option("--level", type=click.IntRange(1, 60), help="The level reached already, instead of --days.")
@click.option(
    "--speed",
    type=click.IntRange(1, 100_000),
    default=1,
    show_default=True,
    help="How many times faster than ours its time goes by; 3600 is an hour a second.",
)
@click.option("--token", default="pretend-token", show_default=True, help="The token it accepts.")
@click.option("--remember", type=FILE, help="Keep here when its life began: the next run goes on with it.")
@click.option("--with-reviews", is_flag=True, help="Let /reviews tell them, as it did before April 2023.")
@click.option("--no-learner", is_flag=True, help="Only clients study.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND:SHARE[:ENDPOINT]",
    help="Let a share of the requests meet trouble, such as 500:0.1 or drop:2%:assignments; repeatable. "
    "Kinds: a status from 400 to 599, slow, drop, lost, cut, html, portal, garbage, empty.",
)
@click.pass_context
def command(
    ctx: click.Context,
    *,
    host: str,
    port: int,
    seed: int,
    days: int,
    level: int | None,
    speed: int,
    token: str,
    remember: Path | None,
    with_reviews: bool,
    no_learner: bool,
    faults: tuple[str, ...],
) -> int:
    """Serve a simulated WaniKani with a learner of its own, to try things out.

    A client may study too, by the API's writes: from its first lesson or review on, the learner stops.
    """
    if level is not None and ctx.get_parameter_source("days") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--days and --level both say how much was lived already: give one of them.")
    if remember is not None and speed > 1:
        raise click.UsageError("--remember is for a life in our own time: leave --speed out.")
    learner = LearnerOptions(seed, days, level, speed, remember, goes_on=not no_learner)
    return simulate((host, port), learner, ServerOptions(token, with_reviews, _troubles(faults)))


def _troubles(faults: tuple[str, ...]) -> tuple[FaultRule, ...]:
    try:
        return parse_fault_rules(faults)
    except ValueError as mistake:
        raise click.BadParameter(str(mistake), param_hint="--fault") from None


def simulate(address: tuple[str, int], learner_options: LearnerOptions, server_options: ServerOptions) -> int:
    """Serve until interrupted; raises `ActionRequiredError` when the address or the level cannot be had."""
    start = datetime.now(UTC)
    with Progress() as progress:
        learner = _grown(learner_options, start, progress)
    # From here on, not from before the past was lived: a client's "now" must not lie in the future.
    now = accelerated_clock(datetime.now(UTC), learner_options.speed)
    present = _LiveWorld(learner, now, goes_on=learner_options.goes_on)
    server = _serve(present, learner_options, server_options, *address)
    stop = Event()
    with stopping_signals(stop), server:
        _introduce(learner.world, server.url, learner_options, server_options)
        stop.wait()
    return 0


def _grown(learner_options: LearnerOptions, start: datetime, progress: Progress) -> Learner:
    begins = _begin(learner_options, start, progress)
    world = World(begins, seed=learner_options.seed)
    learner = typical_learner(world, seed=learner_options.seed)
    days = (start - begins) // _DAY
    for day in range(days + 1):
        progress.echo(f"The pretend learner lives: day {day:,} of {days:,}, level {world.user.level}")
        learner.live_until(start - timedelta(days=days - day))
    return learner


def _begin(learner_options: LearnerOptions, start: datetime, progress: Progress) -> datetime:
    if (before := read_start(learner_options.start_file)) is not None:
        return before
    days = (
        learner_options.days
        if learner_options.level is None
        else _days_to(learner_options.level, learner_options.seed, start, progress)
    )
    begins = start - days * _DAY
    write_start(learner_options.start_file, begins)
    return begins


def _days_to(level: int, seed: int, start: datetime, progress: Progress) -> int:
    def reached(so_far: int) -> None:
        progress.echo(f"How long level {level} takes: level {so_far} is reached")

    try:
        return 7 * weeks_to_level(level, start, seed=seed, reached=reached)
    except LevelNotReached as never:
        raise ActionRequiredError(f"No learner comes that far ({never}): choose a lower --level.") from None


def _serve(
    present: _LiveWorld, learner_options: LearnerOptions, server_options: ServerOptions, host: str, port: int
) -> RunningServer:
    api = SimulatedWaniKani(
        present.world,
        token=server_options.token,
        live=present.live,
        studied=present.hand_over,
        with_reviews=server_options.with_reviews,
    )
    sampler = FaultSampler(server_options.troubles, learner_options.seed)

    def with_faults(app: WSGIApplication) -> FaultMiddleware:
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


def _introduce(
    world: World, url: str, learner_options: LearnerOptions, server_options: ServerOptions
) -> None:
    click.echo(f"A simulated WaniKani answers. {_about(world)} In another terminal:\n")
    click.echo(f"  export WANIKANI_URL={url.rstrip('/')} WANIKANI_TOKEN={shlex.quote(server_options.token)}")
    # Another start is another past, which must not be mixed with this one.
    click.echo("  export COLLECTOR_STATE=$(mktemp -d)")
    if learner_options.speed == 1:
        click.echo("  wanikani-collector poll && wanikani-collector status\n")
    else:
        click.echo(f"  export COLLECTOR_POLL_EVERY={_hourly_at(learner_options.speed)}")
        click.echo("  wanikani-collector run      # and look at http://127.0.0.1:8710/\n")
    click.echo("Ctrl-C ends it.", err=True)


def _about(world: World) -> str:
    away = ", on vacation" if world.user.vacation_since is not None else ""
    return f"Its learner is in level {world.user.level}{away}; {len(world.due()):,} reviews wait."


def _hourly_at(speed: int) -> str:
    """Return the step that is an hour of the pretend time, or the next longer one there is."""
    steps: tuple[str, ...] = (*get_args(SimulatedPollEvery), *get_args(PollEvery))
    at_least = max(_HOUR / speed, interval(steps[0]))
    return next(step for step in steps if interval(step) >= at_least)
