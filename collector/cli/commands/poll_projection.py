"""The end of `poll`: from cron there is no other time to project what is to come."""

from collections.abc import Mapping
from typing import NamedTuple

from collector.app import App
from collector.cli.accounts import each_of
from collector.cli.commands.deliver_and_report import deliver_and_report
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.core.clock import Stopped
from collector.core.errors import ProjectionFailed
from collector.core.wording import counted
from collector.pipeline.account import Account
from collector.pipeline.deliver import DeliveryReport
from collector.pipeline.poll_report import PollReport
from collector.pipeline.projection_due import is_due


class PolledAccount(NamedTuple):
    """The results of an account's poll and delivery."""

    account: Account
    report: PollReport
    delivery: DeliveryReport | None


def project_due(app: App, progress: Progress, polled: Mapping[str, PolledAccount]) -> int:
    """Project what is to come for each account that it is due for, and return the worst exit code.

    A failed projection is printed, but does not fail the poll: everything is collected.
    """
    if app.settings.collector_projection == "off":
        return 0
    return each_of(polled, lambda name: _project_if_due(app, progress, polled[name]))


def _project_if_due(app: App, progress: Progress, polled: PolledAccount) -> int:
    account, report, delivery = polled
    with account.store.reading() as tx:
        if not is_due(tx, report, account.zone):
            return 0
    progress.echo("Projecting what is to come …")
    try:
        points = _projected(account)
    except ProjectionFailed as problem:
        echo(str(problem), lead=f"{report.name}: ", err=True)
        return 0
    except Stopped:
        echo(f"{report.name}: the projection was interrupted; the next poll makes it.", err=True)
        return 0
    finally:
        progress.echo("")
    done = f"{report.name}: projected what is to come, {counted(points, 'point')}"
    if delivery is not None and delivery.problem is not None:
        echo(f"{done}; they are queued too.")
        return 0
    return deliver_and_report(app, account, done)


def _projected(account: Account) -> int:
    # Most polls project nothing, and need not pay for what starts processes.
    from collector.app.projection_process import ProjectionProcess, ProjectionRequest  # noqa: PLC0415
    from collector.pipeline.project import keep_change  # noqa: PLC0415

    answer = ProjectionProcess().run(ProjectionRequest(account.store.path, account.zone.key))
    return keep_change(account.store, answer.change)
