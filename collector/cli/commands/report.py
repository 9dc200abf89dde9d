"""`report`: the page for those without Grafana, written to a file."""

import webbrowser
from pathlib import Path

import click

from collector.cli.accounts import each_account
from collector.cli.options import FILE
from collector.cli.output import echo
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.accounts import read_accounts
from collector.config.settings import Settings
from collector.core.atomic_files import check_writable, write
from collector.core.clock import Clock
from collector.core.errors import ActionRequiredError
from collector.core.moments import moment
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.views.report.page import page
from collector.views.report.read import Report, read_report


@click.command("report")
@click.option(
    "--out",
    type=FILE,
    default=Path("wanikani-report.html"),
    show_default=True,
    help="Where to write it.",
)
@click.option("--open", "show", is_flag=True, help="Show it in your browser.")
def command(out: Path, *, show: bool) -> int:
    """Write one HTML page with all charts, from the state alone: it needs no network, no server."""
    return report(load_settings_with_warnings(), system_clock(), out, show=show)


def report(settings: Settings, clock: Clock, out: Path, *, show: bool) -> int:
    """Write the page of every account that has been polled, and return the worst exit code.

    An account whose state cannot be read is left out, and its error printed. Raises `FileNotWritable`.
    """
    check_writable(out)
    learners: list[Report] = []
    code = each_account(read_accounts(settings), lambda name: _read(settings, clock, name, learners))
    if not learners:
        echo("So there is nothing to report: wanikani-collector poll collects.", err=True)
        return code or ActionRequiredError.exit_code
    write(out, page(learners))
    echo(f"The report is in {out}: {out.absolute().as_uri()}")
    if show and not webbrowser.open(out.absolute().as_uri()):
        echo("No browser could be started here: open the file yourself.", err=True)
    return code


def _read(settings: Settings, clock: Clock, name: str, learners: list[Report]) -> int:
    now = moment(clock.now())
    known = read_state(
        state_file(settings.collector_state, name),
        lambda tx: read_report(tx, now, settings.zone, settings.poll_every),
    )
    if known is None:
        echo(f"{name}: nothing collected yet in {settings.collector_state}.", err=True)
    else:
        learners.append(known)
    return 0
