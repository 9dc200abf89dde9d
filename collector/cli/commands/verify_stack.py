"""`verify-stack`: checks that the running stack works; part of deploy/verify."""

from pathlib import Path

import click

from collector.app.targets import require_influxdb
from collector.cli.marks import print_finding
from collector.cli.options import FOLDER
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config import environment
from collector.core.clock import Clock
from collector.deployment.volumes import Volumes
from collector.diagnostics.stack import Stack, verify


@click.command("verify-stack")
@click.option("--into", type=FOLDER, default=Path("/stack"), show_default=True, help="Where the volumes are.")
@click.option(
    "--grafana-url", help="Grafana's address (default: GRAFANA_URL; without one, the stack has no Grafana)."
)
@click.option(
    "--grafana-password",
    help="Its administrator's password, if you changed it (default: GRAFANA_PASSWORD).",
)
def command(into: Path, grafana_url: str | None, grafana_password: str | None) -> int:
    """Check that polls arrive, every dashboard's queries answer, and the alerts are loaded."""
    settings = load_settings_with_warnings()
    stack = Stack(
        target=require_influxdb(settings),
        volumes=Volumes(into),
        poll_every=settings.poll_every,
        grafana_url=(environment.grafana_url() if grafana_url is None else grafana_url).rstrip("/"),
        grafana_password=grafana_password or environment.grafana_password(),
    )
    return verify_stack(stack, system_clock())


def verify_stack(stack: Stack, clock: Clock) -> int:
    """Print each finding as it is made, and return the worst exit code."""
    worst = 0
    for finding in verify(stack, clock.now()):
        print_finding(finding)
        worst = max(worst, finding.exit_code)
    return worst
