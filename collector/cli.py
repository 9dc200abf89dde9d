"""The commands: parses, calls, prints, exit code. Heavy modules are imported by the command that needs them.

Exit codes: 0 done · 1 a passing failure, worth trying again · 2 something to fix.
"""

import os
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

import click

from collector import __version__
from collector.errors import CollectorError

if TYPE_CHECKING:
    from collector.clock import SystemClock
    from collector.settings import Settings


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, message="wanikani-collector %(version)s")
def cli() -> None:
    """Collect your WaniKani progress into InfluxDB. Settings come from the environment and .env."""


@cli.command()
def run() -> None:
    """Collect until stopped: poll, deliver, and tell how it goes over HTTP."""
    from collector.commands.run import run as command

    sys.exit(command(_settings()))


@cli.command()
def poll() -> None:
    """Ask WaniKani once for every account, then deliver what waits."""
    from collector.commands.poll import poll as command

    sys.exit(command(_settings(), _clock()))


@cli.command()
def status() -> None:
    """Show where you stand: level, stages, what waits, what is coming."""
    from collector.commands.status import status as command

    sys.exit(command(_settings(), _clock()))


@cli.command()
def doctor() -> None:
    """Check the settings, the token, the clock, InfluxDB and the state; say what to do about each."""
    from collector.commands.doctor import doctor as command

    sys.exit(command(_settings(), _clock(), _typos()))


@cli.command()
def rebuild() -> None:
    """Queue every point again from the state, for a fresh database; deliver it if a server is set."""
    from collector.commands.rebuild import rebuild as command

    sys.exit(command(_settings(), _clock()))


@cli.command("setup-influxdb")
@click.option(
    "--secrets-dir",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("secrets"),
    show_default=True,
    help="Where new tokens are written, one file each, readable by you alone.",
)
def setup_influxdb(secrets_dir: Path) -> None:
    """Create organization, bucket and tokens in InfluxDB; running it twice changes nothing."""
    from collector.commands.setup_influxdb import setup_influxdb as command

    sys.exit(command(_settings(), secrets_dir))


@cli.command()
@click.option("--host", default="127.0.0.1", show_default=True)
@click.option("--port", type=click.IntRange(0, 65535), default=8711, show_default=True)
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another learner.")
@click.option(
    "--days", type=click.IntRange(0, 3650), default=90, show_default=True, help="Days lived already."
)
@click.option(
    "--speed", type=click.FloatRange(min=0, min_open=True), default=1.0, show_default=True,
    help="How much faster than ours its time goes by; 3600 is an hour a second.",
)  # fmt: skip
@click.option("--token", default="pretend-token", show_default=True, help="The token it accepts.")
def simulate(host: str, port: int, seed: int, days: int, speed: float, token: str) -> None:
    """Serve a pretend WaniKani with a learner of its own, to try things out."""
    from collector.commands.simulate import simulate as command

    sys.exit(command(host, port, seed=seed, days=days, speed=speed, token=token))


@cli.command()
@click.option("--days", type=click.IntRange(1, 730), default=180, show_default=True, help="Days to live.")
@click.option("--seed", type=int, default=1, show_default=True, help="Another seed, another learner.")
@click.option(
    "--state",
    type=click.Path(file_okay=False, path_type=Path),
    help="Keep the state here instead of throwing it away.",
)
def demo(days: int, seed: int, state: Path | None) -> None:
    """Let a pretend learner live in fast-forward through the real pipeline, then show the status."""
    from collector.commands.demo import demo as command

    sys.exit(command(days, seed, state))


def _settings() -> "Settings":
    from collector import log, settings

    read = settings.load()
    log.configure(read.log_level, read.log_format)
    for warning in _typos():
        click.echo(warning, err=True)
    return read


def _typos() -> list[str]:
    from dotenv import dotenv_values

    from collector.settings import Settings
    from collector.typos import likely_typos

    known = [name.upper() for name in Settings.model_fields]
    return likely_typos([*os.environ, *dotenv_values(".env")], known)


def _clock() -> "SystemClock":
    from collector.clock import SystemClock

    return SystemClock(threading.Event())


@contextmanager
def _plain_failures() -> Iterator[None]:
    """Turn whatever goes wrong into one clear text and the right exit code, never a traceback."""
    try:
        yield
    except CollectorError as problem:
        click.echo(str(problem), err=True)
        sys.exit(problem.exit_code)
    except KeyboardInterrupt:
        click.echo("Interrupted; nothing is lost.", err=True)
        sys.exit(1)
    except BrokenPipeError:
        _quiet_exit()


def _quiet_exit() -> NoReturn:
    """Whoever read our output has gone (`… | head`): that is no failure."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    sys.exit(0)


def main() -> None:
    """Run the command line."""
    with _plain_failures():
        cli(prog_name="wanikani-collector", standalone_mode=True)
