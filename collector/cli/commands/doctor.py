"""`doctor`: checks everything a poll and a delivery need, a sentence and a remedy each."""

from collections.abc import Iterator

import click

from collector.cli.json_output import document_of_errors, echo_json, json_option
from collector.cli.marks import print_finding
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.cli.startup import ineffective_settings, load_settings, system_clock
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.moments import moment
from collector.diagnostics.doctor import findings
from collector.diagnostics.doctor_json import DoctorJson, doctor_document
from collector.diagnostics.finding import Finding, Severity

_ADVICE = {
    0: "All is well.",
    1: "Something does not answer now; it may pass by itself, and nothing is lost meanwhile.",
    2: "Something has to be fixed: see ✗ above.",
}


@click.command("doctor")
@json_option
def command(as_json: bool) -> int:
    """Check the settings, the token, the clock, InfluxDB and the state; say what to do about each."""
    clock = system_clock()
    if not as_json:
        return doctor(load_settings(), clock, ineffective_settings())
    with document_of_errors(lambda problems: _refused(clock, problems)):
        settings, warnings = load_settings(), ineffective_settings()
    return doctor_in_json(settings, clock, warnings)


def doctor(settings: Settings, clock: Clock, warnings: list[str]) -> int:
    """Print a line for each thing checked, *warnings* first; return the worst exit code."""
    worst = 0
    for finding in _checked(settings, clock, warnings):
        print_finding(finding)
        worst = max(worst, finding.exit_code)
    echo(_ADVICE[worst])
    return worst


def doctor_in_json(settings: Settings, clock: Clock, warnings: list[str]) -> int:
    """Print all that `doctor` finds as one JSON document; return the same exit code."""
    now = moment(clock.now())
    found = list(_checked(settings, clock, warnings))
    echo_json(doctor_document(now, found))
    return max(finding.exit_code for finding in found)


def _checked(settings: Settings, clock: Clock, warnings: list[str]) -> Iterator[Finding]:
    """Yield the findings, and show that the next one is on its way."""
    with Progress() as progress:
        progress.echo("Checking …")
        for finding in findings(settings, clock, warnings):
            progress.echo("")
            yield finding
            progress.echo("Checking …")


def _refused(clock: Clock, problems: list[str]) -> DoctorJson:
    return doctor_document(moment(clock.now()), (Finding(Severity.ACTION, problem) for problem in problems))
