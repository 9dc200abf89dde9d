"""`status`: what a person wants to see, from the state alone, without network."""

import click

from collector.cli.accounts import account_named, each_account, each_of, print_mistakes
from collector.cli.commands.status_table import Found, status_table
from collector.cli.commands.status_view import status_view
from collector.cli.output import drawing_width, echo, echo_drawing
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.accounts import Accounts, read_accounts
from collector.config.settings import Settings
from collector.core.advice import replace_command
from collector.core.clock import Clock
from collector.core.errors import CollectorError
from collector.core.moments import moment
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.views.overview import read_overview
from collector.views.status import read_status


@click.command("status")
@click.argument("account", metavar="NAME", required=False)
def command(account: str | None) -> int:
    """Show where you stand: level, stages, what waits, what is coming.

    Of more than a few accounts a line each; all of it for the one called NAME.
    """
    settings = load_settings_with_warnings()
    return status(settings, system_clock(), account if account is None else account_named(settings, account))


def status(settings: Settings, clock: Clock, account: str | None = None) -> int:
    """Draw *account*, or every account (None), and return the worst exit code."""
    accounts = read_accounts(settings)

    def show(name: str) -> int:
        return _show(settings, clock, name, accounts)

    if account is not None:
        return each_of([account], show)
    return each_account(accounts, show) if accounts.few else _show_all(settings, clock, accounts)


def _show_all(settings: Settings, clock: Clock, accounts: Accounts) -> int:
    worst = print_mistakes(accounts)
    lines: list[tuple[str, Found]] = []
    for name in sorted(accounts.tokens):
        try:
            lines.append((name, read_state(state_file(settings.collector_state, name), read_overview)))
        except CollectorError as problem:
            lines.append((name, str(problem)))
            worst = max(worst, problem.exit_code)
    for line in status_table(lines, moment(clock.now())):
        echo(line)
    return worst


def _show(settings: Settings, clock: Clock, name: str, accounts: Accounts) -> int:
    now = moment(clock.now())
    found = read_state(
        state_file(settings.collector_state, name), lambda tx: read_status(tx, now, settings.zone)
    )
    if found is None:
        echo(f"{name}: nothing collected yet in {settings.collector_state}; wanikani-collector poll does it.")
        return 0
    bucket = settings.influxdb_bucket if settings.influxdb_url is not None else None
    replace = replace_command(name, accounts.tokens)
    echo_drawing(status_view(found, drawing_width(), bucket=bucket, replace=replace))
    return 0
