"""`rebuild`: every point again, for a fresh database."""

from functools import partial

from collector.account import Account
from collector.app import App, open_app
from collector.clock import Clock
from collector.commands.accounts import each_account
from collector.commands.progress import Progress
from collector.commands.saying import say
from collector.rebuild import rebuild as queue_all
from collector.settings import Settings
from collector.storage import account as identities


def rebuild(settings: Settings, clock: Clock) -> int:
    """Queue every point of every account, and deliver them if a server is set."""
    with open_app(settings, clock) as app:
        return each_account(app, partial(_one, app))


def _one(app: App, account: Account) -> int:
    with account.store.reading() as tx:
        who = identities.identity(tx)
    if who is None:
        say(f"{account.state_name}: nothing collected yet, so there is nothing to derive again.")
        return 0
    with Progress() as progress:
        progress.say("Deriving every point again …")
        count = queue_all(account.store)
    if app.writers is None:
        say(f"{who.name}: {count:,} points derived again; they wait until INFLUXDB_URL is set.")
        return 0
    return _deliver(app, account, f"{who.name}: {count:,} points derived again")


def _deliver(app: App, account: Account, done: str) -> int:
    with Progress() as progress:
        report = app.deliver(account, progress.points)
    waits = "" if report.problem is None else ", the rest waits"
    say(f"{done}; {report.delivered:,} delivered, {report.rejected:,} refused{waits}.")
    if report.problem is None:
        return 0
    say(str(report.problem), lead="  ", err=True)
    return report.problem.exit_code
