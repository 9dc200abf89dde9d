"""`rebuild`: every point again, for a fresh database."""

import sys

import click

from collector.app import App, open_app
from collector.clock import Clock
from collector.commands.progress import Progress
from collector.rebuild import rebuild as queue_all
from collector.settings import Settings


def rebuild(settings: Settings, clock: Clock) -> int:
    """Queue every point of every account, and deliver them if a server is set."""
    with open_app(settings, clock) as app:
        return max(_one(app, name) for name in app.accounts)


def _one(app: App, name: str) -> int:
    account = app.accounts[name]
    with Progress(sys.stderr) as progress:
        progress.say("Deriving every point again …")
        count = queue_all(account.store)
    if app.writers is None:
        click.echo(f"{name}: {count} points derived again; they wait until INFLUXDB_URL is set.")
        return 0
    with Progress(sys.stderr) as progress:
        report = app.deliver(account, progress.points)
    click.echo(
        f"{name}: {count} points derived again; {report.delivered} delivered, {report.rejected} refused."
    )
    if report.problem is None:
        return 0
    click.echo(f"  {report.problem} The rest waits.", err=True)
    return report.problem.exit_code
