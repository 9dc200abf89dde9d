"""`setup-stack`: what docker compose runs first, at every start."""

from pathlib import Path

import click

from collector.app import require_influxdb
from collector.cli import marks
from collector.cli.options import FOLDER
from collector.cli.output import echo
from collector.cli.startup import load_settings_with_warnings, print_warnings
from collector.config.alerts import load_contacts
from collector.config.contacts import Contacts
from collector.config.grafana import load_grafana_settings
from collector.config.settings import Settings
from collector.config.thresholds import load_thresholds
from collector.deployment.contact_points import contact_kinds
from collector.deployment.false_alarms import false_alarms, fitting
from collector.deployment.grafana_files import defaults, grafana_folder
from collector.deployment.setup import GrafanaOptions, set_up_stack
from collector.deployment.volumes import Volumes


@click.command("setup-stack")
@click.option("--into", type=FOLDER, default=Path("/stack"), show_default=True, help="Where the volumes are.")
@click.option(
    "--grafana",
    type=FOLDER,
    help="The folder with Grafana's files; default: ./grafana, else those installed.",
)
def command(into: Path, grafana: Path | None) -> int:
    """Make secrets, set InfluxDB up, and write what Grafana reads; it is safe to run it again."""
    settings = load_settings_with_warnings()
    shipped = grafana or grafana_folder()
    options = GrafanaOptions(
        shipped=shipped,
        contacts=load_contacts(),
        thresholds=fitting(defaults(shipped), settings.poll_every) | load_thresholds(),
        influxdb_url=load_grafana_settings().grafana_influxdb_url,
    )
    print_warnings(list(false_alarms(options.thresholds, settings.poll_every)))
    return setup_stack(settings, into, options)


def setup_stack(settings: Settings, into: Path, options: GrafanaOptions) -> int:
    """Make what is missing in the volumes below *into*, and print each thing that was made.

    Raises `InvalidSettings` where no server is set, and `SetupFailed`, `InfluxDBActionRequired` or
    `InfluxDBUnavailable`.
    """
    target = require_influxdb(settings, settings.influxdb_secret("admin_token"))
    made = 0
    for step in set_up_stack(target, Volumes(into.resolve()), options):
        if step.changed:
            echo(step.sentence, lead=marks.OK)
            made += 1
    rest = "The rest was there already" if made else "Everything is there already"
    echo(f"{rest}. {_notifications(options.contacts)}")
    return 0


def _notifications(contacts: Contacts) -> str:
    kinds = contact_kinds(contacts)
    return f"Grafana sends alerts by {', '.join(kinds)}." if kinds else "Grafana sends alerts to nowhere."
