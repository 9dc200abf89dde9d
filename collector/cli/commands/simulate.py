"""`simulate`: a simulated WaniKani on a port, with a learner who studies until a client does."""

import shlex
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Event
from typing import get_args

import click
from click.core import ParameterSource

from collector.cli.commands.simulate_learner import (
    LearnerOptions,
    LiveWorld,
    SubscriptionChoice,
    grow_learner,
)
from collector.cli.commands.simulate_server import ServerOptions, open_server
from collector.cli.invocation import program
from collector.cli.options import FILE
from collector.cli.progress_line import Progress
from collector.config.values import PollEvery, SimulatedPollEvery, interval
from collector.daemon.signals import stopping_signals
from collector.simulator.faults.fault_options import FaultRule, parse_fault_rules
from collector.simulator.serving.server import accelerated_clock
from collector.simulator.world.world import World

_HOUR = timedelta(hours=1)
# Passing level 3, the last one that is free, opens it.
_HIGHEST_FREE = 4


@click.command("simulate")
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8711,
    show_default=True,
    help="Port to listen on; 0 picks a free one.",
)
@click.option("--seed", type=int, default=1, show_default=True, help="Seed; each one gives another learner.")
@click.option(
    "--days", type=click.IntRange(0, 3650), default=90, show_default=True, help="Days of study to start with."
)
@click.option("--level", type=click.IntRange(1, 60), help="Level to start at, instead of --days.")
@click.option(
    "--speed",
    type=click.IntRange(1, 100_000),
    default=1,
    show_default=True,
    help="How many times faster than real time it runs; 3600 is an hour per second.",
)
@click.option("--token", default="pretend-token", show_default=True, help="The token it accepts.")
@click.option(
    "--remember", type=FILE, help="File that records when its life began; the next run continues it."
)
@click.option(
    "--subscription",
    type=click.Choice(get_args(SubscriptionChoice)),
    default="recurring",
    show_default=True,
    help="free: only levels 1 to 3, from the start; lapsed: the same, from now on.",
)
@click.option(
    "--with-reviews", is_flag=True, help="Make /reviews return reviews, as it did before April 2023."
)
@click.option("--no-learner", is_flag=True, help="The learner stops; only clients study.")
@click.option(
    "--fault",
    "faults",
    multiple=True,
    metavar="KIND:SHARE[:ENDPOINT]",
    help="Make a share of the requests fail, such as 500:0.1 or drop:2%:assignments; repeatable. "
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
    subscription: SubscriptionChoice,
    with_reviews: bool,
    no_learner: bool,
    faults: tuple[str, ...],
) -> int:
    """Serve a simulated WaniKani with a learner of its own, to try things out.

    A client may study too, by the API's writes: at its first lesson or review the learner stops.
    """
    if level is not None and ctx.get_parameter_source("days") is ParameterSource.COMMANDLINE:
        raise click.UsageError("Use either --days or --level, not both.")
    learner = LearnerOptions(
        seed=seed,
        days=days,
        level=level,
        speed=speed,
        start_file=remember,
        goes_on=not no_learner,
        subscription=subscription,
    )
    _reject_contradictions(learner)
    rules = _fault_rules(faults)
    server = ServerOptions(host=host, port=port, token=token, with_reviews=with_reviews, faults=rules)
    return simulate(learner, server)


def _reject_contradictions(learner: LearnerOptions) -> None:
    if learner.start_file is not None and learner.speed > 1:
        raise click.UsageError("--remember works only in real time: leave out --speed.")
    if learner.start_file is not None and learner.subscription == "lapsed":
        raise click.UsageError(
            "--remember does not record when a subscription lapsed: leave out one of the two."
        )
    if learner.level is not None and learner.level > _HIGHEST_FREE and learner.subscription == "free":
        raise click.UsageError(
            f"A free account gets no further than level {_HIGHEST_FREE}: choose --level {_HIGHEST_FREE} or "
            "lower, or --subscription lapsed."
        )


def _fault_rules(faults: tuple[str, ...]) -> tuple[FaultRule, ...]:
    try:
        return parse_fault_rules(faults)
    except ValueError as mistake:
        raise click.BadParameter(str(mistake), param_hint="--fault") from None


def simulate(learner_options: LearnerOptions, server_options: ServerOptions) -> int:
    """Serve until interrupted; raises `ActionRequiredError` when address or level is not available."""
    with Progress() as progress:
        learner = grow_learner(learner_options, datetime.now(UTC), progress)
    # From here on, not from before the past was simulated: a client's "now" must not be in the future.
    now = accelerated_clock(datetime.now(UTC), learner_options.speed)
    world = LiveWorld(learner, now, goes_on=learner_options.goes_on)
    stop = Event()
    with stopping_signals(stop), open_server(world, server_options, learner_options.seed) as server:
        _introduce(learner.world, server.url, learner_options, server_options)
        stop.wait()
    return 0


def _introduce(
    world: World, url: str, learner_options: LearnerOptions, server_options: ServerOptions
) -> None:
    click.echo(f"A simulated WaniKani is running. {_about(world)} In another terminal:\n")
    click.echo(f"  export WANIKANI_URL={url.rstrip('/')} WANIKANI_TOKEN={shlex.quote(server_options.token)}")
    # Another start is another past, which must not be mixed with this one.
    click.echo("  export COLLECTOR_STATE=$(mktemp -d)")
    if learner_options.speed == 1:
        click.echo(f"  {program()} poll && {program()} status\n")
    else:
        click.echo(f"  export COLLECTOR_POLL_EVERY={_hourly_at(learner_options.speed)}")
        click.echo(f"  {program()} run      # and look at http://127.0.0.1:8710/\n")
    click.echo("Press Ctrl-C to stop.", err=True)


def _about(world: World) -> str:
    away = ", on vacation" if world.user.vacation_since is not None else ""
    return f"Its learner is on level {world.user.level}{away}; {len(world.due()):,} reviews are waiting."


def _hourly_at(speed: int) -> str:
    """Return the poll interval that is an hour of simulated time, or the next longer one."""
    steps: tuple[str, ...] = (*get_args(SimulatedPollEvery), *get_args(PollEvery))
    at_least = max(_HOUR / speed, interval(steps[0]))
    return next(step for step in steps if interval(step) >= at_least)
