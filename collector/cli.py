"""The commands: parses, calls, prints, exit code. Heavy modules are imported by the command that needs them.

Exit codes: 0 done · 1 a passing failure, worth trying again · 2 something to fix.
"""

import threading
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from collector import __version__
from collector.ending import end_with

if TYPE_CHECKING:
    from collector.clock import SystemClock
    from collector.settings import Settings


_FILE = click.Path(dir_okay=False, path_type=Path)
_FOLDER = click.Path(file_okay=False, path_type=Path)


class _InOrder(click.Group):
    """Lists the commands in the order they are written in here: the one most wanted first."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self.commands)


@click.group(cls=_InOrder, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="wanikani-collector %(version)s")
def cli() -> None:
    """Collect your WaniKani progress into InfluxDB.

    Settings come from the environment and from .env in the working directory; doctor checks them.

    Exit codes: 0 done; 1 a passing failure, worth trying again; 2 something to fix.
    """


@cli.command(short_help="Collect until stopped.")
def run() -> int:
    """Collect until stopped: poll, deliver, and tell how it goes over HTTP."""
    from collector.commands.run import run as command

    return command(_settings())


@cli.command(short_help="Ask WaniKani once and deliver what waits.")
def poll() -> int:
    """Ask WaniKani once for every account, then deliver what waits."""
    from collector.commands.poll import poll as command

    return command(_settings(), _clock())


@cli.command(short_help="Show where you stand, and how the collector does.")
def status() -> int:
    """Show where you stand: level, stages, what waits, what is coming."""
    from collector.commands.status import status as command

    return command(_settings(), _clock())


@cli.command(short_help="Write a page with charts, for a browser.")
@click.option(
    "--out",
    type=_FILE,
    default=Path("wanikani-report.html"),
    show_default=True,
    help="Where to write it.",
)
@click.option("--open", "show", is_flag=True, help="Show it in your browser.")
def report(out: Path, show: bool) -> int:
    """Write one HTML page with all charts, from the state alone: it needs no network, no server."""
    from collector.commands.report import report as command

    return command(_settings(), _clock(), out, show=show)


@cli.command(short_help="Check everything, and say what to do about it.")
def doctor() -> int:
    """Check the settings, the token, the clock, InfluxDB and the state; say what to do about each."""
    from collector.commands.beginning import settings_alone, without_effect
    from collector.commands.doctor import doctor as command

    return command(settings_alone(), _clock(), without_effect())


@cli.command(short_help="Ask the running collector whether all is well.")
@click.argument("url", required=False)
def health(url: str | None) -> int:
    """Ask the running collector whether all is well: 0 if so, else 1 and why not.

    It is asked where COLLECTOR_LISTEN says, or at URL.
    """
    from collector.commands.health import health as command

    return command(url)


@cli.command(short_help="Queue every point again, for a fresh database.")
def rebuild() -> int:
    """Queue every point again from the state, for a fresh database; deliver it if a server is set."""
    from collector.commands.rebuild import rebuild as command

    return command(_settings(), _clock())


@cli.command("setup-influxdb", short_help="Create what InfluxDB needs before the first write.")
@click.option(
    "--secrets-dir",
    type=_FOLDER,
    default=Path("secrets"),
    show_default=True,
    help="Where new tokens are written, one file each, readable by you alone.",
)
def setup_influxdb(secrets_dir: Path) -> int:
    """Create organization, bucket and tokens in InfluxDB; running it twice changes nothing."""
    from collector.commands.setup_influxdb import setup_influxdb as command

    return command(_settings(), secrets_dir)


@cli.command("grafana-contacts", short_help="Write whom Grafana tells when an alarm rings.")
@click.option(
    "--out", type=_FILE, default=Path("contact-points.yaml"), show_default=True,
    help="Where to write it: Grafana's provisioning/alerting; - for the terminal.",
)  # fmt: skip
@click.option("--test", is_flag=True, help="Add an alarm that always rings, as ALERT_TEST does.")
def grafana_contacts(out: Path, test: bool) -> int:
    """Write the contact points for Grafana, from the ALERT_… settings; run it before Grafana starts."""
    from collector.commands.beginning import warn, without_effect
    from collector.commands.grafana_contacts import grafana_contacts as command
    from collector.contacts.settings import contacts

    warn(without_effect())
    told = contacts()
    return command(replace(told, test=told.test or test), out)


@cli.command("setup-stack", short_help="Make what docker compose needs; it runs this itself.")
@click.option(
    "--into", type=_FOLDER, default=Path("/stack"), show_default=True, help="Where the volumes are."
)
@click.option("--grafana", type=_FOLDER, default=Path("grafana"), help="The project's folder of that name.")
def setup_stack(into: Path, grafana: Path) -> int:
    """Make secrets, set InfluxDB up, and write what Grafana reads; running it twice changes nothing."""
    from collector.commands.setup_stack import setup_stack as command
    from collector.contacts.settings import contacts

    return command(_settings(), contacts(), into, grafana)


@cli.command("verify-stack", short_help="Check what docker compose runs; deploy/verify does.")
@click.option(
    "--into", type=_FOLDER, default=Path("/stack"), show_default=True, help="Where the volumes are."
)
@click.option("--grafana-url", envvar="GRAFANA_URL", default="", help="Where Grafana is; default: nowhere.")
@click.option("--grafana-password", envvar="GRAFANA_PASSWORD", help="If it is not the one that was made.")
def verify_stack(into: Path, grafana_url: str, grafana_password: str | None) -> int:
    """Look whether polls arrive, every dashboard's queries answer, and the alarms are loaded."""
    from collector.commands.verify_stack import verify_stack as command

    return command(_settings(), _clock(), into, grafana_url, grafana_password)


@cli.command(short_help="Serve a pretend WaniKani, to try things out.")
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
@click.option("--remember", type=_FILE, help="Keep here when its life began: another start goes on with it.")
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
    """Serve a pretend WaniKani with a learner of its own, to try things out.

    A client may study too, by the API's writes: from its first lesson or review on, the learner is whoever
    calls.
    """
    from collector.commands.simulate import Lifetime, Service
    from collector.commands.simulate import simulate as command
    from collector.simulator.trouble import troubles_of

    if level is not None and ctx.get_parameter_source("days") is ParameterSource.COMMANDLINE:
        raise click.UsageError("--days and --level both say how much was lived already: give one of them.")
    if remember is not None and speed > 1:
        raise click.UsageError("--remember is for a life in our own time: leave --speed out.")
    try:
        troubles = troubles_of(faults)
    except ValueError as mistake:
        raise click.BadParameter(str(mistake), param_hint="--fault") from None
    lifetime = Lifetime(seed, days, level, speed, remember, goes_on=not no_learner)
    return command((host, port), lifetime, Service(token, with_reviews, troubles))


@cli.command(short_help="Watch a pretend half year pass in a minute.")
@click.option("--days", type=click.IntRange(1, 730), default=180, show_default=True, help="Days to live.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another learner.")
@click.option(
    "--state",
    type=_FOLDER,
    help="Keep the state here instead of throwing it away.",
)
@click.option(
    "--out",
    type=_FILE,
    default=Path("wanikani-demo.html"),
    show_default=True,
    help="Where to write the report.",
)
@click.option("--serve", is_flag=True, help="Keep the report up, with life going on, until Ctrl-C.")
@click.option("--remember", type=_FILE, help="Keep here when it began: simulate goes on with it.")
def demo(days: int, seed: int, state: Path | None, out: Path, serve: bool, remember: Path | None) -> int:
    """Let a pretend learner live in fast-forward through the real pipeline, then show what was collected."""
    from collector.commands.demo import Kept
    from collector.commands.demo import demo as command

    return command(days, seed, Kept(state, remember), out, serve=serve)


def _settings() -> "Settings":
    from collector.commands.beginning import settings_with_warnings

    return settings_with_warnings()


def _clock() -> "SystemClock":
    from collector.clock import SystemClock

    return SystemClock(threading.Event())


def main() -> None:
    """Run the command line."""
    end_with(lambda: cli.main(prog_name="wanikani-collector", standalone_mode=False))
