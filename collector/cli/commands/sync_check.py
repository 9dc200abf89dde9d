"""`sync-check`: what `status` shows against what WaniKani says right now."""

import click

from collector.cli.accounts import each_account
from collector.cli.marks import PROBLEM, print_finding
from collector.cli.output import echo
from collector.cli.progress_line import AnnouncingClock, Progress
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.accounts import read_accounts
from collector.config.secrets import Secret
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.diagnostics.sync_check import compare_with_wanikani

_ADVICE = (
    "That is more than time explains: please report it, with these lines; it should not be. "
    "What WaniKani says is right."
)


@click.command("sync-check")
def command() -> int:
    """Ask WaniKani now, and list every difference from what status shows.

    Exit code 0: no difference, or only due to the time since the last poll; 1: another one.
    """
    return sync_check(load_settings_with_warnings(), system_clock())


def sync_check(settings: Settings, clock: Clock) -> int:
    """Compare every account, and return the worst exit code."""
    accounts = read_accounts(settings)
    return each_account(accounts, lambda name: _compare(settings, clock, name, accounts.tokens[name]))


def _compare(settings: Settings, clock: Clock, name: str, token: Secret) -> int:
    with Progress() as progress:
        progress.echo(f"Asking {settings.wanikani_url} …")
        result = compare_with_wanikani(settings, name, token, AnnouncingClock(clock, progress), progress.page)
    since = f"the last poll, {result.poll_age} ago"
    if not result.findings:
        echo(f"{name}: all agrees with WaniKani: level, what waits, {result.item_count:,} items.")
        return 0
    echo(f"{name}: WaniKani now, against {since}, which is what status shows:")
    for finding in result.findings:
        print_finding(finding, indent="  ")
    worst = max(finding.exit_code for finding in result.findings)
    if worst:
        echo(_ADVICE, lead=PROBLEM)
    else:
        echo(f"All of it came after {since}; the next poll takes it in.")
    return worst
