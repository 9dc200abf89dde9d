"""`import progress`: the old PHP script's counts, from its server or from a file."""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from collector.app import open_app, read_if_given, require_influxdb
from collector.cli.commands.import_summary import account_named, finished, opened_account, rehearsed
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.config.imports import import_password
from collector.config.settings import Settings
from collector.config.values import checked_url
from collector.core.clock import Clock
from collector.core.errors import HistoryNotFound
from collector.core.moments import moment
from collector.importers.count_rules import FIELDS, MEASUREMENT, OldPoint
from collector.importers.influx_dump import Dump, read_dump
from collector.importers.input_file import opened
from collector.importers.rejections import Rejected
from collector.influxdb.reader import Reader, open_reader
from collector.influxdb.target import Target
from collector.pipeline.import_counts import import_counts, preview_counts

_EXAMPLE = "http://localhost:8086"
Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OldServer:
    """Where the old script wrote: *url* None for the collector's own InfluxDB."""

    url: str | None
    username: str | None


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """What of it is taken, and for whom. *tags* tell one of several histories in the measurement."""

    database: str
    tags: Tags
    account: str | None
    dry_run: bool


@dataclass(frozen=True, slots=True)
class _Past:
    """Points in the order of time, *total* of them, and what could not even be read."""

    points: Iterable[OldPoint]
    total: int
    unreadable: Iterable[Rejected] = field(default=())


def import_progress(settings: Settings, clock: Clock, place: OldServer | Path, wanted: HistoryQuery) -> int:
    """Take the counts up to the first live poll, or only say what would be taken."""
    name = account_named(settings, wanted.account)
    with open_app(settings, clock) as app:
        account = opened_account(app, name)
        run = preview_counts if wanted.dry_run else import_counts
        with Progress() as progress, _past(settings, place, wanted, progress) as past:

            def shown(text: str) -> None:
                progress.echo(f"{text}, of {past.total:,}")

            done = run(account.store, past.points, moment(clock.now()), shown)
            for row in past.unreadable:
                done.reject(row)
        return rehearsed(done, "count") if wanted.dry_run else finished(app, account, done, "count")


@contextmanager
def _past(
    settings: Settings, place: OldServer | Path, wanted: HistoryQuery, progress: Progress
) -> Iterator[_Past]:
    if isinstance(place, Path):
        yield _of_file(place, wanted, progress)
        return
    target = _target(settings, place, wanted.database)
    progress.echo(f"Asking {target.url} …")
    with open_reader(target) as reader:
        yield _of_server(reader, target, wanted.tags)


def _target(settings: Settings, place: OldServer, database: str) -> Target:
    if place.url is None:
        own = require_influxdb(settings)
        return Target(own.url, database, username=own.username, password=own.password)
    try:
        url = checked_url(place.url, _EXAMPLE)
    except ValueError as mistake:
        raise click.BadParameter(f"{mistake}.", param_hint="--url") from None
    password = read_if_given(import_password()) if place.username else None
    return Target(url, database, username=place.username, password=password)


def _of_server(reader: Reader, target: Target, tags: Tags) -> _Past:
    series = reader.series(MEASUREMENT, tags)
    if not series:
        raise HistoryNotFound(
            f"The database “{target.bucket}” at {target.url} has no measurement “{MEASUREMENT}”"
            f"{_with(tags)}, but {reader.measurements()}: name another database by --database."
        )
    _the_only(series)
    total = max(reader.count(MEASUREMENT, name, tags) for name in FIELDS)
    return _Past(_points(reader, tags), total)


def _points(reader: Reader, tags: Tags) -> Iterator[OldPoint]:
    for rows in reader.rows(MEASUREMENT, FIELDS, tags):
        for row in rows:
            numbers = {name: row[name] for name in FIELDS}
            values = {name: float(one) for name, one in numbers.items() if isinstance(one, int | float)}
            yield OldPoint(int(str(row["time"])), values)


def _of_file(file: Path, wanted: HistoryQuery, progress: Progress) -> _Past:
    progress.echo(f"Reading {file} …")
    with opened(file) as source:
        dump = read_dump(source, wanted.database)
        name = source.name
    if dump.others:
        echo(f"{dump.others:,} lines of other measurements or databases were passed over.", err=True)
    series = [each for each in dump.series if _carries(each, wanted.tags)]
    if not series:
        raise HistoryNotFound(
            f"{name} holds no “{MEASUREMENT}” of the database “{wanted.database}”{_hint(dump, wanted)}."
        )
    chosen = _the_only(series)
    return _Past(dump.points(chosen), len(dump.series[chosen]), dump.refused)


def _hint(dump: Dump, wanted: HistoryQuery) -> str:
    if wanted.tags:
        return _with(wanted.tags)
    if dump.elsewhere:
        return f", but of {', '.join(sorted(dump.elsewhere))}: name it by --database"
    return ": was another measurement exported?"


def _carries(series: str, tags: Tags) -> bool:
    own = series.split(",")
    return all(f"{name}={value}" in own for name, value in tags.items())


def _the_only(series: list[str]) -> str:
    """Return the one series there is: two would be two people's, mixed into one chart."""
    if len(series) > 1:
        named = "; ".join(sorted(each.removeprefix(f"{MEASUREMENT},") for each in series)[:5])
        raise HistoryNotFound(
            f"“{MEASUREMENT}” holds {len(series)} histories ({named}): "
            "say which by --tag, e.g. --tag user=me."
        )
    return series[0]


def _with(tags: Tags) -> str:
    return "".join(f" with {name}={value}" for name, value in tags.items())
