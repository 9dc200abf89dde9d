"""`doctor`: checks everything a poll and a delivery need, a sentence and a remedy each."""

from collections.abc import Iterator

import click

from collector.clock import Clock
from collector.commands.checkup import Finding, Verdict, influxdb, state, state_folder, wanikani
from collector.settings import Settings
from collector.wanikani.client import http_client

_MARKS = {
    Verdict.GOOD: ("✓", "green"),
    Verdict.NOTE: ("·", "yellow"),
    Verdict.LATER: ("✗", "red"),
    Verdict.FIX: ("✗", "red"),
}
_EXIT = {Verdict.GOOD: 0, Verdict.NOTE: 0, Verdict.LATER: 1, Verdict.FIX: 2}


def doctor(settings: Settings, clock: Clock, typos: list[str]) -> int:
    """Print a line for each thing checked; the worst finding is the exit code."""
    worst = 0
    for finding in _findings(settings, clock, typos):
        mark, colour = _MARKS[finding.verdict]
        click.echo(f"{click.style(mark, fg=colour)} {finding.sentence}")
        worst = max(worst, _EXIT[finding.verdict])
    return worst


def _findings(settings: Settings, clock: Clock, typos: list[str]) -> Iterator[Finding]:
    yield from (Finding(Verdict.NOTE, sentence) for sentence in typos)
    yield Finding(
        Verdict.GOOD,
        f"The settings can be read: a poll every {settings.collector_poll_every}, days in {settings.timezone}.",
    )
    yield state_folder(settings)
    with http_client() as http:
        for name, token in settings.tokens().items():
            yield from state(settings, name)
            yield from wanikani(settings, name, token, http, clock)
    yield from influxdb(settings)
