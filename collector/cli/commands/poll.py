"""`poll`: one pass for every account, then deliver; one line of summary an account."""

from collections.abc import Sequence
from functools import partial

import click

from collector.app import App, open_app
from collector.cli.accounts import each_open_account
from collector.cli.commands.deliver_and_report import (
    TRY_OLD_AT_ONCE,
    echo_limits,
    echo_too_old,
    echo_unknown_polls,
)
from collector.cli.commands.poll_projection import PolledAccount, project_due
from collector.cli.output import echo
from collector.cli.progress_line import AnnouncingClock, Progress
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.errors import CollectorError
from collector.core.wording import counted
from collector.pipeline.account import Account
from collector.pipeline.deliver import DeliveryReport
from collector.pipeline.poll_report import PollReport
from collector.pipeline.upkeep import copy_day, copy_state

_SHOWN = 3


@click.command("poll")
def command() -> int:
    """Poll WaniKani once for every account, then deliver queued points; project once a day."""
    return poll(load_settings_with_warnings(), system_clock())


def poll(settings: Settings, clock: Clock) -> int:
    """Poll and deliver once for every account, and return the worst exit code.

    Raises `CollectorError` when no state can be opened.
    """
    with Progress() as progress, open_app(settings, AnnouncingClock(clock, progress)) as app:
        polled: dict[str, PolledAccount] = {}
        worst = each_open_account(app, partial(_poll_and_deliver, app, progress, polled))
        echo_limits(app)
        # Last: it takes seconds, and until then everything is collected and delivered.
        return max(worst, project_due(app, progress, polled))


def _poll_and_deliver(
    app: App, progress: Progress, polled: dict[str, PolledAccount], account: Account
) -> int:
    progress.echo(f"Polling {account.url} …")
    report = app.poll(account, progress.page)
    delivery = app.deliver(account, progress.points, TRY_OLD_AT_ONCE) if app.writer else None
    progress.echo("")
    polled[account.state_name] = PolledAccount(account, report, delivery)
    echo(summary(report, delivery))
    if report.unexplained:
        echo(unexplained(report.unexplained), lead="  ", err=True)
    found = (report.problem, delivery and delivery.problem, _copy(app, account, report))
    problems = [problem for problem in found if problem]
    for problem in problems:
        echo(str(problem), lead="  ", err=True)
    worst = max((problem.exit_code for problem in problems), default=0)
    if delivery is None:
        return worst
    return max(worst, echo_too_old(app, account, delivery), echo_unknown_polls(app, account))


def _copy(app: App, account: Account, report: PollReport) -> CollectorError | None:
    """Check and copy the state as the daemon does, once a day: from cron there is no other time for it."""
    if report.problem is not None:
        return None
    try:
        day = copy_day(account, app.clock.now())
        copy_state(account, day, app.settings.collector_copies, is_checked=report.first)
    except CollectorError as problem:
        return problem
    return None


def summary(report: PollReport, delivery: DeliveryReport | None) -> str:
    """Return a one-line summary of the poll."""
    name = report.name or report.state_name
    if report.problem is not None:
        polled = "not polled"
    else:
        polled = (
            f"{counted(report.changed_rows, 'change')}, {counted(report.reviews_found, 'review')}, "
            f"{counted(report.points, 'point')}, "
            f"{counted(report.effort.requests, 'request')} in {report.effort.seconds:.1f} s"
        )
    return f"{name}: {polled}; {_delivered(delivery)}"


def unexplained(changes: Sequence[str]) -> str:
    """Return a sentence about the changes that no rule explains, with the first few as examples."""
    shown = "; ".join(changes[:_SHOWN])
    more = f"; and {len(changes) - _SHOWN:,} more" if len(changes) > _SHOWN else ""
    return f"No rule explains these changes, so their reviews are marked inferred: {shown}{more}."


def _delivered(delivery: DeliveryReport | None) -> str:
    if delivery is None:
        return "kept because INFLUXDB_URL is not set"
    refused = f", {delivery.rejected:,} refused" if delivery.rejected else ""
    too_old = f", {delivery.too_old:,} too old" if delivery.too_old else ""
    waits = "" if delivery.problem is None else ", the rest is still queued"
    return f"{counted(delivery.delivered, 'point')} delivered{refused}{too_old}{waits}"
