"""Delivers at once what a command queued, where a server is set."""

from collector.app import App
from collector.cli import marks
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.pipeline.account import Account


def deliver_and_report(app: App, account: Account, done: str) -> int:
    """Deliver what waits, print *done* and what became of it, and return the exit code."""
    if app.writer is None:
        echo(f"{done}; they wait until INFLUXDB_URL is set.")
        return 0
    with Progress() as progress:
        report = app.deliver(account, progress.points)
    waits = "" if report.problem is None else ", the rest waits"
    echo(f"{done}; {report.delivered:,} delivered, {report.rejected:,} refused{waits}.")
    echo_limits(app)
    if report.problem is None:
        return 0
    echo(str(report.problem), lead="  ", err=True)
    return report.problem.exit_code


def echo_limits(app: App) -> None:
    """Print the limits of the InfluxDB that was delivered to, if it has some that the owner should know."""
    limits = app.influxdb_limits()
    if limits is not None:
        echo(limits, lead=marks.NOTE)
