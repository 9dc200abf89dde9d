"""`report`: the page for those without Grafana, written to a file."""

import webbrowser
from pathlib import Path

from collector.cli.output import echo
from collector.config.settings import Settings
from collector.core.atomic_files import check_writable, write
from collector.core.clock import Clock
from collector.core.errors import ActionRequiredError, CollectorError
from collector.core.moments import moment
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from collector.views.report.page import page
from collector.views.report.read import read_report


def report(settings: Settings, clock: Clock, out: Path, *, show: bool) -> int:
    """Write the page of every account that has been polled; one that cannot be read is left out, and said."""
    check_writable(out)
    now, code, learners = moment(clock.now()), 0, []
    for name in settings.tokens():
        try:
            state = state_file(settings.collector_state, name)
            known = read_state(state, lambda tx: read_report(tx, now, settings.zone, settings.poll_every))
        except CollectorError as problem:
            echo(str(problem), lead=f"{name}: ", err=True)
            code = max(code, problem.exit_code)
            continue
        if known is None:
            echo(f"{name}: nothing collected yet in {settings.collector_state}.", err=True)
            continue
        learners.append(known)
    if not learners:
        echo("So there is nothing to report: wanikani-collector poll collects.", err=True)
        return code or ActionRequiredError.exit_code
    write(out, page(learners))
    echo(f"The report is in {out}: {out.absolute().as_uri()}")
    if show and not webbrowser.open(out.absolute().as_uri()):
        echo("No browser could be started here: open the file yourself.", err=True)
    return code
