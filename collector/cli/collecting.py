"""The commands that collect, and those that show what was collected."""

from pathlib import Path

import click

from collector.cli.options import FILE, clock, settings


@click.command(short_help="Collect until stopped.")
def run() -> int:
    """Collect until stopped: poll, deliver, and tell how it goes over HTTP."""
    from collector.cli.commands.run import run as command

    return command(settings())


@click.command(short_help="Ask WaniKani once and deliver what waits.")
def poll() -> int:
    """Ask WaniKani once for every account, then deliver what waits."""
    from collector.cli.commands.poll import poll as command

    return command(settings(), clock())


@click.command(short_help="Show where you stand, and how the collector does.")
def status() -> int:
    """Show where you stand: level, stages, what waits, what is coming."""
    from collector.cli.commands.status import status as command

    return command(settings(), clock())


@click.command(short_help="Write a page with charts, for a browser.")
@click.option(
    "--out",
    type=FILE,
    default=Path("wanikani-report.html"),
    show_default=True,
    help="Where to write it.",
)
@click.option("--open", "show", is_flag=True, help="Show it in your browser.")
def report(out: Path, show: bool) -> int:
    """Write one HTML page with all charts, from the state alone: it needs no network, no server."""
    from collector.cli.commands.report import report as command

    return command(settings(), clock(), out, show=show)


@click.command(short_help="Check everything, and say what to do about it.")
def doctor() -> int:
    """Check the settings, the token, the clock, InfluxDB and the state; say what to do about each."""
    from collector.cli.commands.doctor import doctor as command
    from collector.cli.context import settings_alone, without_effect

    return command(settings_alone(), clock(), without_effect())


@click.command(short_help="Ask the running collector whether all is well.")
@click.argument("url", required=False)
def health(url: str | None) -> int:
    """Ask the running collector whether all is well: 0 if so, else 1 and why not.

    It is asked where COLLECTOR_LISTEN says, or at URL.
    """
    from collector.cli.commands.health import health as command

    return command(url)


@click.command("sync-check", short_help="Compare status with what WaniKani says right now.")
def sync_check() -> int:
    """Ask WaniKani now, and list every difference from what status says.

    0: none, or none that the time since the last poll does not explain; 1: something else.
    """
    from collector.cli.commands.sync_check import sync_check as command

    return command(settings(), clock())


@click.command(short_help="Queue every point again, for a fresh database.")
def rebuild() -> int:
    """Queue every point again from the state, for a fresh database; deliver it if a server is set."""
    from collector.cli.commands.rebuild import rebuild as command

    return command(settings(), clock())
