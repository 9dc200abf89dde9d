"""The commands that make InfluxDB and Grafana ready, and look whether they are."""

from dataclasses import replace
from pathlib import Path

import click

from collector.cli.options import FILE, FOLDER, clock, settings


@click.command("setup-influxdb", short_help="Create what InfluxDB needs before the first write.")
@click.option(
    "--secrets-dir",
    type=FOLDER,
    default=Path("secrets"),
    show_default=True,
    help="Where new tokens are written, one file each, readable by you alone.",
)
def setup_influxdb(secrets_dir: Path) -> int:
    """Create organization, bucket and tokens in InfluxDB; running it twice changes nothing."""
    from collector.cli.commands.setup_influxdb import setup_influxdb as command

    return command(settings(), secrets_dir)


@click.command("grafana-contacts", short_help="Write whom Grafana tells when an alarm rings.")
@click.option(
    "--out", type=FILE, default=Path("contact-points.yaml"), show_default=True,
    help="Where to write it: Grafana's provisioning/alerting; - for the terminal.",
)  # fmt: skip
@click.option("--test", is_flag=True, help="Add an alarm that always rings, as ALERT_TEST does.")
def grafana_contacts(out: Path, test: bool) -> int:
    """Write the contact points for Grafana, from the ALERT_… settings; run it before Grafana starts."""
    from collector.cli.commands.grafana_contacts import grafana_contacts as command
    from collector.cli.context import warn, without_effect
    from collector.config.alerts import contacts

    warn(without_effect())
    told = contacts()
    return command(replace(told, test=told.test or test), out)


@click.command("setup-stack", short_help="Make what docker compose needs; it runs this itself.")
@click.option("--into", type=FOLDER, default=Path("/stack"), show_default=True, help="Where the volumes are.")
@click.option(
    "--grafana",
    type=FOLDER,
    help="The folder with Grafana's files; default: ./grafana, else those installed.",
)
def setup_stack(into: Path, grafana: Path | None) -> int:
    """Make secrets, set InfluxDB up, and write what Grafana reads; running it twice changes nothing."""
    from collector.cli.commands.setup_stack import setup_stack as command
    from collector.config.alerts import contacts
    from collector.deployment.grafana_files import grafana_folder

    return command(settings(), contacts(), into, grafana or grafana_folder())


@click.command("verify-stack", short_help="Check what docker compose runs; deploy/verify does.")
@click.option("--into", type=FOLDER, default=Path("/stack"), show_default=True, help="Where the volumes are.")
@click.option("--grafana-url", envvar="GRAFANA_URL", default="", help="Where Grafana is; default: nowhere.")
@click.option("--grafana-password", envvar="GRAFANA_PASSWORD", help="If it is not the one that was made.")
def verify_stack(into: Path, grafana_url: str, grafana_password: str | None) -> int:
    """Look whether polls arrive, every dashboard's queries answer, and the alarms are loaded."""
    from collector.cli.commands.verify_stack import verify_stack as command

    return command(settings(), clock(), into, grafana_url, grafana_password)
