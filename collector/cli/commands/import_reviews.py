"""`import reviews`: an archive of reviews from before the collector ran."""

from pathlib import Path

from collector.app import open_app
from collector.cli.commands.import_summary import account_named, finished, opened_account, rehearsed
from collector.cli.progress_line import Progress
from collector.config.settings import Settings
from collector.core.clock import Clock
from collector.core.moments import moment
from collector.importers.input_file import opened
from collector.importers.review_archive import raw_reviews
from collector.pipeline import import_reviews as pipeline


def import_reviews(
    settings: Settings, clock: Clock, file: Path, account: str | None, *, dry_run: bool
) -> int:
    """Take the reviews up to the first live poll, all of them or none; or only say what would be taken."""
    name = account_named(settings, account)
    with open_app(settings, clock) as app:
        whose = opened_account(app, name)
        run = pipeline.preview_reviews if dry_run else pipeline.import_reviews
        with Progress() as progress, opened(file) as source:

            def shown(text: str) -> None:
                progress.echo(f"{text} ({source.position()})")

            done = run(whose.store, raw_reviews(source), moment(clock.now()), shown)
        return rehearsed(done, "review") if dry_run else finished(app, whose, done, "review")
