"""`import progress`: the old PHP script's counts, from its server or from a file."""

from pathlib import Path

import click

from collector.app import open_app
from collector.cli.accounts import account_named, open_account
from collector.cli.commands.imports.options import dry_run_option
from collector.cli.commands.imports.script_history import open_history
from collector.cli.commands.imports.script_server import OldServer
from collector.cli.commands.imports.summary import deliver_import, report_dry_run
from collector.cli.options import INPUT, account_option
from collector.cli.progress_line import Progress
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.moments import moment
from collector.importers.script_data import HistoryQuery
from collector.pipeline.import_counts import import_counts, preview_counts


@click.command("progress")
@click.option(
    "--url", help="The InfluxDB 1.x it wrote to, e.g. http://localhost:8086; default: INFLUXDB_URL."
)
@click.option("--username", help="A user that can read it; the password is IMPORT_PASSWORD (or …_FILE).")
@click.option(
    "--file",
    type=INPUT,
    help="A file instead: influx_inspect export, or CSV of the influx client or InfluxDB 2.x; - is stdin.",
)
@click.option("--database", default="wanikani", show_default=True, help="The database the script wrote to.")
@click.option(
    "--tag",
    "tags",
    multiple=True,
    metavar="NAME=VALUE",
    help="Which history, if there is more than one; NAME= is the one without that tag.",
)
@click.option(
    "--field",
    "ignored_fields",
    multiple=True,
    metavar="NAME",
    help="A CSV column that is a field to ignore, not a tag.",
)
@click.option(
    "--retention-policy",
    "policies",
    multiple=True,
    metavar="NAME",
    help="Read only this one (default: all); repeatable: later ones fill gaps in earlier ones.",
)
@account_option
@dry_run_option
def command(
    *,
    url: str | None,
    username: str | None,
    file: Path | None,
    database: str,
    tags: tuple[str, ...],
    ignored_fields: tuple[str, ...],
    policies: tuple[str, ...],
    account: str | None,
    dry_run: bool,
) -> int:
    """Import the old PHP script's counts of Apprentice, Guru, Master, Enlightened and Burned."""
    if file is not None and (url or username):
        raise click.UsageError("Use either --file or --url, not both.")
    if file is None and ignored_fields:
        raise click.UsageError("--field names a CSV column, so it needs --file.")
    for text in tags:
        _check_tag(text)
    query = HistoryQuery(database, tags, policies, ignored_fields)
    settings = load_settings_with_warnings()
    place = file or OldServer(url, username)
    name = account_named(settings, account)
    return import_progress(settings, system_clock(), name, place, query, dry_run=dry_run)


def _check_tag(text: str) -> None:
    if text.find("=") < 1:
        raise click.BadParameter("must be NAME=VALUE, e.g. user=me, or NAME=.", param_hint="--tag")


def import_progress(
    settings: Settings,
    clock: Clock,
    name: str,
    place: OldServer | Path,
    query: HistoryQuery,
    *,
    dry_run: bool,
) -> int:
    """Import the counts up to the first live poll into the account *name*, or only print what would be.

    Raises as `open_history`, `NothingCollected`, and `CollectorError` when the state cannot be used.
    """
    with open_app(settings, clock) as app:
        account = open_account(app, name)
        run = preview_counts if dry_run else import_counts
        with Progress() as progress, open_history(settings, place, query, progress) as history:

            def show(text: str) -> None:
                progress.echo(f"{text}, of {history.total:,}")

            done = run(account.store, history.points, moment(clock.now()), show)
            for row in history.unreadable:
                done.reject(row)
        return report_dry_run(done, "count") if dry_run else deliver_import(app, account, done, "count")
