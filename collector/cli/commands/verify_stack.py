"""`verify-stack`: does the stack that runs do what it is there for; part of deploy/verify."""

from pathlib import Path

import click

from collector.app import require_influxdb
from collector.cli.output import echo
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.deployment.volumes import Volumes
from collector.diagnostics.stack import Asked, verify

_WELL, _NOT = click.style("✓ ", fg="green"), click.style("✗ ", fg="red")


def verify_stack(
    settings: Settings, clock: Clock, into: Path, grafana_url: str, grafana_password: str | None
) -> int:
    """Say each finding as it is made; 1 when one of them is not as it should be."""
    asked = Asked(
        require_influxdb(settings),
        Volumes(into),
        settings.poll_every,
        grafana_url.rstrip("/"),
        grafana_password,
    )
    wrong = 0
    for finding in verify(asked, clock.now()):
        echo(finding.sentence, lead=_WELL if finding.well else _NOT)
        wrong += not finding.well
    return 1 if wrong else 0
