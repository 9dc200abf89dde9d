"""`sync-check`: what `status` shows against what WaniKani says right now."""

import click

from collector.cli.accounts import each_account
from collector.cli.json_output import document_of_errors, echo_json, json_option
from collector.cli.marks import PROBLEM, print_finding
from collector.cli.output import echo
from collector.cli.progress_line import AnnouncingClock, Progress
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.accounts import Accounts, read_accounts
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.errors import CollectorError
from collector.core.moments import moment
from collector.diagnostics.sync_check import SyncResult, compare_with_wanikani
from collector.diagnostics.sync_check_json import SyncedAccountJson, sync_check_document, synced_account

_ADVICE = (
    "The time since the last poll does not explain this. WaniKani is right: "
    "please report the difference, with these lines."
)


@click.command("sync-check")
@json_option
def command(as_json: bool) -> int:
    """Poll WaniKani now, and list every difference from what status shows.

    Exit code 0: no difference, or only due to the time since the last poll; 1: another one.
    """
    clock = system_clock()
    if not as_json:
        return sync_check(load_settings_with_warnings(), clock)
    now = moment(clock.now())
    with document_of_errors(lambda problems: sync_check_document(now, [], problems)):
        settings = load_settings_with_warnings()
    return sync_check_in_json(settings, clock)


def sync_check(settings: Settings, clock: Clock) -> int:
    """Compare every account, and return the worst exit code."""
    accounts = read_accounts(settings)
    return each_account(accounts, lambda name: _print(name, _compared(settings, clock, name, accounts)))


def sync_check_in_json(settings: Settings, clock: Clock) -> int:
    """Compare every account, print one JSON document, and return the worst exit code."""
    accounts = read_accounts(settings)
    found: list[SyncedAccountJson] = []

    def compare(name: str) -> int:
        try:
            result = _compared(settings, clock, name, accounts)
        except CollectorError as problem:
            found.append(SyncedAccountJson(name, ok=False, problem=str(problem)))
            raise
        found.append(synced_account(name, result))
        return _exit_code(result)

    worst = each_account(accounts, compare)
    echo_json(sync_check_document(moment(clock.now()), found, accounts.mistakes))
    return worst


def _compared(settings: Settings, clock: Clock, name: str, accounts: Accounts) -> SyncResult:
    with Progress() as progress:
        progress.echo(f"Asking {settings.wanikani_url} …")
        waiting = AnnouncingClock(clock, progress)
        return compare_with_wanikani(settings, name, accounts.tokens[name], waiting, progress.page)


def _exit_code(result: SyncResult) -> int:
    return max((finding.exit_code for finding in result.findings), default=0)


def _print(name: str, result: SyncResult) -> int:
    since = f"the last poll, {result.poll_age} ago"
    if not result.findings:
        echo(
            f"{name}: all agrees with WaniKani: level, waiting lessons and reviews, "
            f"{result.item_count:,} items."
        )
        return 0
    echo(f"{name}: WaniKani now, against {since}, which is what status shows:")
    for finding in result.findings:
        print_finding(finding, indent="  ")
    worst = _exit_code(result)
    if worst:
        echo(_ADVICE, lead=PROBLEM)
    else:
        echo(f"All of it changed after {since}; the next poll updates status.")
    return worst
