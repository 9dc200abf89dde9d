"""`setup-stack`: what docker compose runs first, at every start."""

from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TypeVar

import click

from collector.app.targets import require_influxdb
from collector.cli import marks
from collector.cli.options import FOLDER
from collector.cli.output import echo
from collector.cli.startup import load_settings_with_warnings, print_warnings
from collector.config.alerts import load_contacts
from collector.config.contacts import Contacts
from collector.config.grafana import load_grafana_settings
from collector.config.settings import Settings
from collector.config.thresholds import load_thresholds
from collector.core.errors import CollectorError, InvalidSettings, SetupFailed
from collector.deployment.contact_points import contact_kinds
from collector.deployment.false_alarms import false_alarms, fitting
from collector.deployment.grafana_files import defaults, grafana_folder
from collector.deployment.setup import GrafanaOptions, is_provisioned, keep_grafana_startable, set_up_stack
from collector.deployment.volumes import Volumes

T = TypeVar("T")


@click.command("setup-stack")
@click.option("--into", type=FOLDER, default=Path("/stack"), show_default=True, help="Where the volumes are.")
@click.option(
    "--grafana",
    type=FOLDER,
    help="The folder with Grafana's files; default: those installed.",
)
def command(into: Path, grafana: Path | None) -> int:
    """Create secrets, set up InfluxDB, and write Grafana's files; safe to run again.

    If the settings of alerts have a mistake, Grafana's files stay as they are; the first time, they are
    written without those settings.
    """
    volumes = Volumes(into.resolve())
    try:
        return _set_up_by_settings(volumes, grafana)
    except CollectorError:
        # Grafana starts with the files it has, however far this got.
        with suppress(SetupFailed):
            keep_grafana_startable(volumes)
        raise


def _set_up_by_settings(volumes: Volumes, grafana: Path | None) -> int:
    settings = load_settings_with_warnings()
    address = load_grafana_settings().grafana_influxdb_url
    mistakes: list[str] = []
    shipped = grafana or grafana_folder()
    owners: dict[str, str] = _or_default(load_thresholds, {}, mistakes)
    options = GrafanaOptions(
        shipped=shipped,
        contacts=_or_default(load_contacts, Contacts(), mistakes),
        thresholds=fitting(defaults(shipped), settings.poll_every) | owners,
        influxdb_url=address,
    )
    print_warnings(list(false_alarms(options.thresholds, settings.poll_every)))
    if not mistakes:
        setup_stack(settings, volumes, options)
        return 0
    try:
        if not is_provisioned(volumes):
            setup_stack(settings, volumes, options)
    except CollectorError as problem:
        mistakes.append(str(problem))
    raise InvalidSettings("\n".join(mistakes))


def _or_default(load: Callable[[], T], default: T, mistakes: list[str]) -> T:
    """Return what *load* returns; a mistake in those settings is noted, and *default* returned."""
    try:
        return load()
    except InvalidSettings as mistake:
        mistakes.append(str(mistake))
        return default


def setup_stack(settings: Settings, volumes: Volumes, options: GrafanaOptions) -> None:
    """Make what is missing in the *volumes*, and print each thing that was made.

    Raises `InvalidSettings` where no server is set, and `SetupFailed`, `InfluxDBActionRequired` or
    `InfluxDBUnavailable`.
    """
    target = require_influxdb(settings, settings.influxdb_secret("admin_token"))
    made = 0
    for step in set_up_stack(target, volumes, options):
        if step.changed:
            echo(step.sentence, lead=marks.OK)
            made += 1
    rest = "The rest was already there" if made else "Everything is already there"
    echo(f"{rest}. {_notifications(options.contacts)}")


def _notifications(contacts: Contacts) -> str:
    kinds = contact_kinds(contacts)
    return f"Grafana sends alerts by {', '.join(kinds)}." if kinds else "Grafana sends no notifications."
