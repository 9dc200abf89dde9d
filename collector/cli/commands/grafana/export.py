"""`grafana export`: data source, dashboards and alert rules for a Grafana of the owner's."""

from collections.abc import Iterable
from pathlib import Path

import click

from collector.app.targets import grafana_target
from collector.cli import marks
from collector.cli.options import FOLDER
from collector.cli.output import echo
from collector.cli.startup import load_settings_with_warnings, print_warnings
from collector.config.grafana import load_grafana_settings
from collector.config.thresholds import load_thresholds
from collector.deployment.data_source import data_source_file
from collector.deployment.false_alarms import false_alarms, fitting
from collector.deployment.grafana_files import defaults, grafana_folder, public_files
from collector.deployment.grafana_setup import GrafanaFolder
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.provision.tokens_v2 import GRAFANA
from collector.influxdb.target import Generation, Target

_GENERATIONS = {"1": Generation.V1, "2": Generation.V2, "3": Generation.V3}


@click.command("export")
@click.argument("into", metavar="DIR", type=FOLDER)
@click.option(
    "--influxdb",
    "generation",
    type=click.Choice(list(_GENERATIONS)),
    help="Which InfluxDB Grafana reads; default: whichever takes the login that is set.",
)
@click.option(
    "--place",
    metavar="PATH",
    help="Grafana's own path of DIR, if it is another one: in a container, or once the files are copied.",
)
@click.option(
    "--secrets-dir",
    type=FOLDER,
    default=Path("secrets"),
    show_default=True,
    help="Where setup-influxdb wrote Grafana's token.",
)
def command(into: Path, generation: str | None, place: str | None, secrets_dir: Path) -> int:
    """Write data source, dashboards and alert rules to DIR; it is safe to run it again.

    DIR is Grafana's folder of provisioning files, usually /etc/grafana/provisioning, or a folder to copy them
    from. No server is asked.
    """
    settings = load_settings_with_warnings()
    owners = load_thresholds()
    files = SecretFiles(secrets_dir)
    made = files.read(files.name_for(GRAFANA.file, settings.influxdb_bucket))
    reads = None if generation is None else _GENERATIONS[generation]
    target = grafana_target(settings, load_grafana_settings(), made, reads)
    into = into.resolve()
    shipped = grafana_folder()
    thresholds = fitting(defaults(shipped), settings.poll_every) | owners
    public = public_files(shipped, thresholds, place or str(into))
    print_warnings(list(false_alarms(thresholds, settings.poll_every)))
    changed = _print_changes(GrafanaFolder(into).write(public, data_source_file(target)))
    echo(_login(target, reads), lead=marks.NOTE)
    echo("Restart Grafana to apply it." if changed else "Nothing had to be changed.")
    return 0


def _print_changes(steps: Iterable[SetupStep]) -> bool:
    """Print each step that changed something, once all are done; return True if any did."""
    changed = [step.sentence for step in list(steps) if step.changed]
    for sentence in changed:
        echo(sentence, lead=marks.OK)
    return bool(changed)


def _login(target: Target, reads: Generation | None) -> str:
    sentence = f"Grafana reads “{target.bucket}” at {target.url}"
    if target.token:
        return f"{sentence} with a token."
    if target.username:
        return f"{sentence} as the user “{target.username}”."
    if reads is not None:
        return f"{sentence} without a login, as InfluxDB {reads.value} without authentication allows."
    return (
        f"{sentence} without a login, as InfluxDB 1.x without authentication allows. For 2.x run "
        "setup-influxdb first, or set GRAFANA_INFLUXDB_TOKEN."
    )
