"""Delivers what a command queued, if a server is set."""

from datetime import timedelta

from collector.app import App
from collector.cli import marks
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.core.advice import replace_command
from collector.core.errors import InfluxDBActionRequired
from collector.core.retention import REMEDY
from collector.pipeline.account import Account
from collector.pipeline.deliver import DeliveryReport
from collector.storage import identity as identities

# A command retries at once: the owner may have just extended the retention.
TRY_OLD_AT_ONCE = timedelta(0)


def deliver_and_report(app: App, account: Account, done: str) -> int:
    """Deliver queued points, print *done* and the result, and return the exit code."""
    if app.writer is None:
        echo(f"{done}; they are delivered once INFLUXDB_URL is set.")
        return 0
    with Progress() as progress:
        report = app.deliver(account, progress.points, TRY_OLD_AT_ONCE)
    waits = "" if report.problem is None else ", the rest is still queued"
    too_old = f", {report.too_old:,} too old" if report.too_old else ""
    echo(f"{done}; {report.delivered:,} delivered, {report.rejected:,} refused{too_old}{waits}.")
    echo_limits(app)
    worst = max(echo_too_old(app, account, report), echo_unknown_polls(app, account))
    if report.problem is None:
        return worst
    echo(str(report.problem), lead="  ", err=True)
    return max(worst, report.problem.exit_code)


def echo_too_old(app: App, account: Account, report: DeliveryReport) -> int:
    """Print which points the database does not keep; return the exit code, 2 if *report* has any."""
    old = app.points_too_old(account)
    if old is None:
        return 0
    sentence = old.sentence(app.settings.influxdb_bucket)
    if not report.too_old:
        echo(sentence, lead=marks.NOTE)
        return 0
    echo(f"{sentence} {REMEDY}", lead="  ", err=True)
    return InfluxDBActionRequired.exit_code


def echo_limits(app: App) -> None:
    """Print the limits of the InfluxDB that was delivered to, if it has any."""
    limits = app.influxdb_limits()
    if limits is not None:
        echo(limits, lead=marks.NOTE)


def echo_unknown_polls(app: App, account: Account) -> int:
    """Print the polls that only InfluxDB has, and return the exit code: 2 if there are any."""
    unknown = app.unknown_polls(account)
    if unknown is None:
        return 0
    with account.store.reading() as tx:
        who = identities.identity(tx)
    name = who.name if who else account.state_name
    replace = replace_command(account.state_name, app.listed.tokens)
    echo(unknown.sentence(name, app.settings.influxdb_bucket, replace), lead="  ", err=True)
    return InfluxDBActionRequired.exit_code
