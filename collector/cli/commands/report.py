"""`report`: the page for those without Grafana, written to a file."""

import webbrowser
from pathlib import Path

import click

from collector.cli.accounts import account_named, each_account, each_of
from collector.cli.options import FILE, account_option
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
    help="File to write.",
)
@account_option
@click.option("--open", "show", is_flag=True, help="Show it in your browser.")
def command(out: Path, account: str | None, *, show: bool) -> int:
    """Write one HTML page with all charts, from the state; it needs no network and no server."""
    settings = load_settings_with_warnings()
    named = None if account is None else account_named(settings, account)
    return report(settings, system_clock(), out, show=show, account=named)


def report(settings: Settings, clock: Clock, out: Path, *, show: bool, account: str | None = None) -> int:
    """Write the page of *account*, or of every one that has been polled (None); return the worst exit code.

    An account whose state cannot be read is left out, and its error printed. Raises `FileNotWritable`.
    """
    check_writable(out)
    learners: list[Report] = []

    def read(name: str) -> int:
        return _read(settings, clock, name, learners)

    code = each_account(read_accounts(settings), read) if account is None else each_of([account], read)
    if not learners:
        echo("So there is nothing to report: run wanikani-collector poll first.", err=True)
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
        lambda tx: read_report(tx, now, settings.zone, settings.poll_every, with_details=True),
    )
    if known is None:
        echo(f"{name}: nothing collected yet in {settings.collector_state}.", err=True)
    else:
        learners.append(known)
    return 0
