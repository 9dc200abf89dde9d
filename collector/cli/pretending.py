"""The commands with a pretend learner."""

from pathlib import Path

import click
from click.core import ParameterSource

from collector.cli.options import FILE, FOLDER


@click.command(short_help="Serve a simulated WaniKani, to try things out.")
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
@click.option("--remember", type=FILE, help="Keep here when its life began: another start goes on with it.")
@click.option("--with-reviews", is_flag=True, help="Let /reviews tell them, as it did before April 2023.")
@click.option("--no-learner", is_flag=True, help="Nobody studies but whoever calls.")
@click.option(
    "--fault", "faults", multiple=True, metavar="KIND:SHARE[:ENDPOINT]",
    help="Let a share of the requests meet trouble, such as 500:0.1 or drop:2%:assignments; repeatable. "
    "Kinds: a status from 400 to 599, slow, drop, lost, cut, html, portal, garbage, empty.",
)  # fmt: skip
@click.pass_context
def simulate(
    ctx: click.Context,
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

    A client may study too, by the API's writes: from its first lesson or review on, the learner is whoever
    calls.
    """
    from collector.cli.commands.simulate import Lifetime, Service
    from collector.cli.commands.simulate import simulate as command
    from collector.simulator.faults.fault_options import parse_fault_rules

    if level is not None and ctx.get_parameter_source("days") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--days and --level both say how much was lived already: give one of them.")
    if remember is not None and speed > 1:
        raise click.UsageError("--remember is for a life in our own time: leave --speed out.")
    try:
        troubles = parse_fault_rules(faults)
    except ValueError as mistake:
        raise click.BadParameter(str(mistake), param_hint="--fault") from None
    lifetime = Lifetime(seed, days, level, speed, remember, goes_on=not no_learner)
    return command((host, port), lifetime, Service(token, with_reviews, troubles))


@click.command(short_help="Watch a pretend half year pass in a minute.")
@click.option("--days", type=click.IntRange(1, 730), default=180, show_default=True, help="Days to live.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another learner.")
@click.option(
    "--state",
    type=FOLDER,
    help="Keep the state here instead of throwing it away.",
)
@click.option(
    "--out",
    type=FILE,
    default=Path("wanikani-demo.html"),
    show_default=True,
    help="Where to write the report.",
)
@click.option("--serve", is_flag=True, help="Keep the report up, with life going on, until Ctrl-C.")
@click.option("--remember", type=FILE, help="Keep here when it began: simulate goes on with it.")
def demo(days: int, seed: int, state: Path | None, out: Path, serve: bool, remember: Path | None) -> int:
    """Let a pretend learner live in fast-forward through the real pipeline, then show what was collected."""
    from collector.cli.commands.demo import Kept
    from collector.cli.commands.demo import demo as command

    return command(days, seed, Kept(state, remember), out, serve=serve)
