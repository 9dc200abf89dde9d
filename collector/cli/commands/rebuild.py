"""`rebuild`: every point again, for a fresh database."""

from functools import partial

from collector.app import App, open_app
from collector.cli.commands.deliver_and_report import deliver_and_report
from collector.cli.each_account import each_account
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.pipeline.account import Account
from collector.pipeline.rebuild import rebuild as queue_all
from collector.storage import identity as identities


def rebuild(settings: Settings, clock: Clock) -> int:
    """Queue every point of every account, and deliver them if a server is set."""
    with open_app(settings, clock) as app:
        return each_account(app, partial(_one, app))


def _one(app: App, account: Account) -> int:
    with account.store.reading() as tx:
        who = identities.identity(tx)
    if who is None:
        echo(f"{account.state_name}: nothing collected yet, so there is nothing to derive again.")
        return 0
    with Progress() as progress:
        progress.echo("Deriving every point again …")
        count = queue_all(account.store)
    return deliver_and_report(app, account, f"{who.name}: {count:,} points derived again")
