"""`doctor`: checks everything a poll and a delivery need, a sentence and a remedy each."""

from collections.abc import Iterator

import click

from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.diagnostics.doctor import (
    Finding,
    Verdict,
    influxdb,
    readable_settings,
    state,
    state_folder,
    wanikani,
)
from collector.wanikani.client import http_client

_MARKS = {
    Verdict.GOOD: click.style("✓ ", fg="green"),
    Verdict.NOTE: click.style("· ", fg="yellow"),
    Verdict.LATER: click.style("✗ ", fg="red"),
    Verdict.FIX: click.style("✗ ", fg="red"),
}
_EXIT = {Verdict.GOOD: 0, Verdict.NOTE: 0, Verdict.LATER: 1, Verdict.FIX: 2}
_ADVICE = {
    0: "All is well.",
    1: "Something does not answer now; it may pass by itself, and nothing is lost meanwhile.",
    2: "Something has to be mended: see ✗ above.",
}


def doctor(settings: Settings, clock: Clock, without_effect: list[str]) -> int:
    """Print a line for each thing checked; the worst finding is the exit code."""
    worst = 0
    with Progress() as progress:
        progress.echo("Looking …")
        for finding in _findings(settings, clock, without_effect):
            progress.echo("")
            echo(finding.sentence, lead=_MARKS[finding.verdict])
            worst = max(worst, _EXIT[finding.verdict])
            progress.echo("Looking …")
    echo(_ADVICE[worst])
    return worst


def _findings(settings: Settings, clock: Clock, without_effect: list[str]) -> Iterator[Finding]:
    yield from (Finding(Verdict.NOTE, sentence) for sentence in without_effect)
    yield from readable_settings(settings)
    yield state_folder(settings)
    with http_client() as http:
        for name, token in settings.tokens().items():
            yield from state(settings, name)
            yield from wanikani(settings, name, token, http, clock)
    yield from influxdb(settings)
