"""`setup-influxdb`: what the first write needs, made once."""

from functools import partial
from pathlib import Path

import click

from collector.app.targets import influx_target, require_influxdb
from collector.cli import marks
from collector.cli.options import FOLDER
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.cli.startup import load_settings_with_warnings
from collector.config.settings import Settings
from collector.influxdb.provision.provision import set_up
from collector.influxdb.target import Target


@click.command("setup-influxdb")
@click.option(
    "--secrets-dir",
    type=FOLDER,
    default=Path("secrets"),
    show_default=True,
    help="Where new tokens are written, one file each, readable by you alone.",
)
def command(secrets_dir: Path) -> int:
    """Create organization, bucket and tokens in InfluxDB; safe to run again."""
    return setup_influxdb(load_settings_with_warnings(), secrets_dir)


def setup_influxdb(settings: Settings, secrets_dir: Path) -> int:
    """Make organization, bucket and tokens (2.x) or the database (1.x), or check 3.x; print each step.

    Raises `InvalidSettings` where no server is set, and `SetupFailed`, `UnusableSecret`,
    `InfluxDBActionRequired` or `InfluxDBUnavailable`.
    """
    target = require_influxdb(settings, settings.influxdb_secret("admin_token"))
    with Progress() as progress:
        progress.echo(f"Contacting {target.url} …")
        steps = set_up(
            target,
            secrets_dir.resolve(),
            read_collector=partial(_collector, settings, target),
            poll_every=settings.poll_every,
        )
    for step in steps:
        echo(step.sentence, lead=marks.OK if step.changed else marks.NOTE)
    if not any(step.changed for step in steps):
        echo("Nothing had to be changed.")
    return 0


def _collector(settings: Settings, administrator: Target) -> Target:
    """Return what the collector writes with, if that is set, else *administrator*."""
    collector = influx_target(settings)
    return collector if collector.token or collector.username else administrator
