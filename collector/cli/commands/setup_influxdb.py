"""`setup-influxdb`: what the first write needs, made once."""

from pathlib import Path

import click

from collector.app import require_influxdb
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.config.settings import Settings
from collector.influxdb.provision.provision import set_up

_DONE = click.style("✓ ", fg="green")
_FOUND = "· "


def setup_influxdb(settings: Settings, secrets_dir: Path) -> int:
    """Make organization, bucket and tokens (2.x) or the database (1.x), and say each step."""
    target = require_influxdb(settings, settings.influxdb_secret("admin_token"))
    with Progress() as progress:
        progress.echo(f"Asking {target.url} …")
        steps = set_up(target, secrets_dir.resolve())
    for step in steps:
        echo(step.sentence, lead=_DONE if step.changed else _FOUND)
    if not any(step.changed for step in steps):
        echo("Nothing had to be changed.")
    return 0
