"""What the views of an account show."""

from zoneinfo import ZoneInfo

from collector.cli.commands.status_view import status_view
from collector.core.moments import moment
from collector.views.report.read import Report, read_report
from tests.harness import HOUR, Rig, only_account


def report_of(rig: Rig) -> Report:
    """Return what the page shows of a learner who has been polled."""
    with rig.app() as app, only_account(app).store.reading() as tx:
        report = read_report(tx, moment(rig.clock.now()), ZoneInfo("UTC"), HOUR)
    assert report is not None
    return report


def status_text(rig: Rig) -> str:
    """Return what `status` prints."""
    return "\n".join(line.plain for line in status_view(report_of(rig).status, 80, bucket=None))
