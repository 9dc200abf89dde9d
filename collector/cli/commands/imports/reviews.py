"""`import reviews`: an archive of reviews from before the collector ran."""

from pathlib import Path
from zoneinfo import ZoneInfo

import click

from collector.app import open_app
from collector.cli.accounts import account_named, open_account
from collector.cli.commands.imports.options import dry_run_option
from collector.cli.commands.imports.summary import deliver_import, report_dry_run
from collector.cli.options import INPUT, account_option
from collector.cli.progress_line import Progress
from collector.cli.startup import load_settings_with_warnings, system_clock
from collector.config.checks import known_zone
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.moments import moment
from collector.importers.input_file import open_input
from collector.importers.review_archive import read_reviews
from collector.pipeline import import_reviews as pipeline


def _zone(_context: click.Context, _option: click.Parameter, name: str | None) -> ZoneInfo | None:
    if name is None:
        return None
    try:
        known_zone(name)
    except ValueError as mistake:
        raise click.BadParameter(f"{mistake}.") from None
    return ZoneInfo(name)


@click.command("reviews")
@click.argument("file", type=INPUT)
@click.option(
    "--times-are", metavar="UTC|ZONE", callback=_zone, help="Time zone of times that do not state one."
)
@account_option
@dry_run_option
def command(file: Path, times_are: ZoneInfo | None, account: str | None, *, dry_run: bool) -> int:
    """Import the reviews in FILE, - for standard input.

    FILE is JSON, JSON lines, or CSV with the columns of /reviews, or the rows of a browser's review cache; it
    may be gzipped.
    """
    settings = load_settings_with_warnings()
    return import_reviews(settings, system_clock(), file, account, times_are=times_are, dry_run=dry_run)


def import_reviews(
    settings: Settings,
    clock: Clock,
    file: Path,
    account_name: str | None,
    *,
    times_are: ZoneInfo | None,
    dry_run: bool,
) -> int:
    """Import the reviews up to the first live poll, all or none; or only print what would be imported.

    Raises `AccountNotNamed`, `FileUnusable`, `NothingCollected`, and `CollectorError` when the state cannot
    be used.
    """
    name = account_named(settings, account_name)
    with open_app(settings, clock) as app:
        account = open_account(app, name)
        run = pipeline.preview_reviews if dry_run else pipeline.import_reviews
        with Progress() as progress, open_input(file) as source:

            def show(text: str) -> None:
                progress.echo(f"{text} ({source.position()})")

            done = run(account.store, read_reviews(source), moment(clock.now()), show, times_are)
        return report_dry_run(done, "review") if dry_run else deliver_import(app, account, done, "review")
