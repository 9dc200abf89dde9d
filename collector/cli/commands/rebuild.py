"""`rebuild`: every point again, for a fresh database."""

import click

from collector.app import App, open_app
from collector.cli.accounts import account_named, each_account, each_of, open_account
from collector.cli.commands.deliver_and_report import deliver_and_report
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.pipeline.account import Account
from collector.pipeline.rebuild import rebuild as derive_again
from collector.pipeline.upkeep import check_state
from collector.storage import identity as identities
from collector.storage import outbox


@click.command("rebuild")
@click.option("--account", metavar="NAME", help="Account to rebuild (default: all).")
@click.option(
    "--replace",
    is_flag=True,
    help="First delete each account's points from InfluxDB: for a state that was restored from a backup.",
)
@click.option(
    "--yes",
    is_flag=True,
    help=(
        "With --replace, if InfluxDB's login can only write: confirm that nothing there is older than the "
        "state."
    ),
)
def command(*, account: str | None, replace: bool, yes: bool) -> int:
    """Queue every point again from the state, for a fresh database; deliver it if a server is set."""
    settings = load_settings_with_warnings()
    return rebuild(settings, system_clock(), account=account, replace=replace, sure=yes)


def rebuild(
    settings: Settings,
    clock: Clock,
    *,
    account: str | None = None,
    replace: bool = False,
    sure: bool = False,
) -> int:
    """Queue every point of *account* (None: of each), deliver them if a server is set; return the exit code.

    With *replace* InfluxDB's points of the account are deleted before; *sure* says that none is older than
    the state. An account whose state is damaged is left alone. Raises `AccountNotNamed` for a
    name that no account has, and `CollectorError` when no state can be opened.
    """
    named = None if account is None else account_named(settings, account)
    with open_app(settings, clock) as app:

        def action(name: str) -> int:
            return _rebuild(app, open_account(app, name), replace, sure)

        return each_account(app.listed, action) if named is None else each_of([named], action)


def _rebuild(app: App, account: Account, replace: bool, sure: bool) -> int:
    with account.store.reading() as tx:
        who = identities.identity(tx)
        waiting = outbox.pending(tx)
    if who is None:
        echo(f"{account.state_name}: nothing collected yet, so there is nothing to rebuild.")
        return 0
    # What is derived from a damaged state would take the place of points that are right.
    check_state(account)
    with Progress() as progress:
        progress.echo("Deriving every point again …")
        count = app.replace_points(account, sure=sure) if replace else derive_again(account.store)
    more = ", the old ones deleted" if replace else _fewer(waiting, count)
    return deliver_and_report(app, account, f"{who.name}: {count:,} points derived again{more}")


def _fewer(waiting: int, count: int) -> str:
    """Say why there are fewer than waited: an hour of the forecast, say, is queued each time it changes."""
    return (
        f" ({waiting:,} were queued before: some were older versions of the same point)"
        if waiting > count > 0
        else ""
    )
