"""The commands that bring in the past."""

from pathlib import Path

import click

from collector.cli.options import InOrder, clock, settings

_FROM = click.Path(path_type=Path, allow_dash=True)
_account = click.option("--account", metavar="NAME", help="Whose it is, where several accounts are set.")
_dry_run = click.option("--dry-run", is_flag=True, help="Only say what would be taken, and why not the rest.")


@click.group("import", cls=InOrder, short_help="Bring in the past: old counts, or an archive of reviews.")
def import_past() -> None:
    """Bring in the past, up to the first live poll; doing it again changes nothing.

    A running collector must be stopped meanwhile. What is taken waits for InfluxDB as any point does.
    """


@import_past.command(short_help="The old PHP script's counts: the measurement “progress”.")
@click.option(
    "--url", help="The InfluxDB 1.x it wrote to, e.g. http://localhost:8086; default: INFLUXDB_URL."
)
@click.option("--username", help="A user who may read there; the password is IMPORT_PASSWORD (or …_FILE).")
@click.option(
    "--file", type=_FROM, help="Instead: an influx_inspect export, or the influx client's CSV; - reads stdin."
)
@click.option("--database", default="wanikani", show_default=True, help="The database the script wrote to.")
@click.option(
    "--tag", "tags", multiple=True, metavar="NAME=VALUE", help="Which history, if there is more than one."
)
@_account
@_dry_run
def progress(
    url: str | None, username: str | None, file: Path | None, database: str, tags: tuple[str, ...],
    account: str | None, dry_run: bool,
) -> int:  # fmt: skip
    """Take the old PHP script's counts of Apprentice, Guru, Master, Enlightened and Burned."""
    from collector.cli.commands.import_progress import HistoryQuery, OldServer
    from collector.cli.commands.import_progress import import_progress as command

    if file is not None and (url or username):
        raise click.UsageError("--file and --url are two places to take it from: give one of them.")
    wanted = HistoryQuery(database, dict(map(_tag, tags)), account, dry_run)
    return command(settings(), clock(), file or OldServer(url, username), wanted)


def _tag(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not (name and equals and value):
        raise click.BadParameter("must be NAME=VALUE, e.g. user=me.", param_hint="--tag")
    return name, value


@import_past.command(short_help="An archive of reviews, as /reviews told them until 2023.")
@click.argument("file", type=_FROM)
@_account
@_dry_run
def reviews(file: Path, account: str | None, dry_run: bool) -> int:
    """Take the reviews in FILE, - for standard input.

    It may be JSON, JSON lines, or CSV with the columns of /reviews; or gzip of it.
    """
    from collector.cli.commands.import_reviews import import_reviews as command

    return command(settings(), clock(), file, account, dry_run=dry_run)
