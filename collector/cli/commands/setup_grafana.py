"""`setup-grafana`: data source, dashboards and alert rules for a Grafana of the owner's."""

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
from collector.deployment.grafana_files import USUAL_PLACE, defaults, grafana_folder, public_files
from collector.deployment.grafana_setup import GrafanaFolder
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.provision.tokens_v2 import GRAFANA
from collector.influxdb.target import Target


@click.command("setup-grafana")
@click.option(
    "--into",
    type=FOLDER,
    default=Path(USUAL_PLACE),
    show_default=True,
    help="Grafana's folder of provisioning files.",
)
@click.option(
    "--place",
    metavar="PATH",
    help="That folder's path as Grafana sees it, if different (in a container).",
)
@click.option(
    "--secrets-dir",
    type=FOLDER,
    default=Path("secrets"),
    show_default=True,
    help="Where setup-influxdb wrote Grafana's token.",
)
@click.option(
    "--grafana",
    type=FOLDER,
    help="The folder with Grafana's files (default: ./grafana, else the installed ones).",
)
def command(into: Path, place: str | None, secrets_dir: Path, grafana: Path | None) -> int:
    """Write data source, dashboards and alert rules for Grafana; safe to run again."""
    settings = load_settings_with_warnings()
    owners = load_thresholds()
    files = SecretFiles(secrets_dir)
    made = files.read(files.name_for(GRAFANA.file, settings.influxdb_bucket))
    target = grafana_target(settings, load_grafana_settings(), made)
    into = into.resolve()
    shipped = grafana or grafana_folder()
    thresholds = fitting(defaults(shipped), settings.poll_every) | owners
    public = public_files(shipped, thresholds, place or str(into))
    print_warnings(list(false_alarms(thresholds, settings.poll_every)))
    return setup_grafana(GrafanaFolder(into), public, target)


def setup_grafana(folder: GrafanaFolder, public: dict[Path, str], target: Target) -> int:
    """Write the files into *folder*, and print each step that changed something.

    Raises `SetupFailed` or `FileNotWritable`.
    """
    steps = list(folder.write(public, data_source_file(target)))
    changed = [step.sentence for step in steps if step.changed]
    for sentence in changed:
        echo(sentence, lead=marks.OK)
    echo(_login(target), lead=marks.NOTE)
    echo("Restart Grafana to apply it." if changed else "Nothing had to be changed.")
    return 0


def _login(target: Target) -> str:
    reads = f"Grafana reads “{target.bucket}” at {target.url}"
    if target.token:
        return f"{reads} with a token."
    if target.username:
        return f"{reads} as the user “{target.username}”."
    return (
        f"{reads} without a login, as InfluxDB 1.x without authentication allows. For 2.x run setup-influxdb "
        "first, or set GRAFANA_INFLUXDB_TOKEN."
    )
