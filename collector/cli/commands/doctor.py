"""`doctor`: checks everything a poll and a delivery need, a sentence and a remedy each."""

import click

from collector.cli.marks import print_finding
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.cli.startup import ineffective_settings, load_settings, system_clock
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.diagnostics.doctor import findings

_ADVICE = {
    0: "All is well.",
    1: "Something does not answer now; it may pass by itself, and nothing is lost meanwhile.",
    2: "Something has to be fixed: see ✗ above.",
}


@click.command("doctor")
def command() -> int:
    """Check the settings, the token, the clock, InfluxDB and the state; say what to do about each."""
    return doctor(load_settings(), system_clock(), ineffective_settings())


def doctor(settings: Settings, clock: Clock, warnings: list[str]) -> int:
    """Print a line for each thing checked, *warnings* first; return the worst exit code."""
    worst = 0
    with Progress() as progress:
        progress.echo("Checking …")
        for finding in findings(settings, clock, warnings):
            progress.echo("")
            print_finding(finding)
            worst = max(worst, finding.exit_code)
            progress.echo("Checking …")
    echo(_ADVICE[worst])
    return worst
