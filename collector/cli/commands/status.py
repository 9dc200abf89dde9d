"""`status`: what a person wants to see, from the state alone, without network."""

import click

from collector.cli.accounts import account_named, each_account, each_of, print_mistakes
from collector.cli.commands.status_brief import brief_view
from collector.cli.commands.status_table import Found, status_table
from collector.cli.commands.status_view import status_view
from collector.cli.json_output import json_option
from collector.cli.options import account_names
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
@click.argument("account", metavar="NAME", required=False, shell_complete=account_names)
@click.option("--full", is_flag=True, help="Show everything: bars, accuracy by stage, all answers.")
@json_option
def command(account: str | None, full: bool, as_json: bool) -> int:
    """Show your level, stages, waiting items, upcoming reviews, and how old the data is.

    More than five accounts are a table of one line each; NAME shows one of them.
    """
    if as_json:
        # A status in words needs neither json nor the fields.
        from collector.cli.commands.status_to_json import status_to_json  # noqa: PLC0415

        return status_to_json(system_clock(), account)
    settings = load_settings_with_warnings()
    named = account if account is None else account_named(settings, account)
    return status(settings, system_clock(), named, full=full)


def status(settings: Settings, clock: Clock, account: str | None = None, *, full: bool = False) -> int:
    """Draw *account*, or every account (None), *full* or brief, and return the worst exit code."""
    accounts = read_accounts(settings)

    def show(name: str) -> int:
        return _show(settings, clock, name, accounts, full=full)

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


def _show(settings: Settings, clock: Clock, name: str, accounts: Accounts, *, full: bool) -> int:
    now = moment(clock.now())
    found = read_state(
        state_file(settings.collector_state, name), lambda tx: read_status(tx, now, settings.zone)
    )
    if found is None:
        echo(f"{name}: nothing collected yet in {settings.collector_state}: run wanikani-collector poll.")
        return 0
    draw = status_view if full else brief_view
    replace = replace_command(name, accounts.tokens)
    echo_drawing(draw(found, drawing_width(), bucket=settings.delivered_bucket, replace=replace))
    return 0
