"""The history that the old PHP script left: where it is, and the points in it.

Source of its measurement and fields: the script itself, which wrote `progress` every hour to InfluxDB 1.x.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import click

from collector.app import read_if_given, require_influxdb
from collector.cli.output import echo
from collector.cli.progress_line import Progress
from collector.config.imports import load_import_password
from collector.config.settings import Settings
from collector.config.values import checked_url
from collector.core.errors import HistoryNotFound
from collector.importers.count_rules import FIELDS, MEASUREMENT, ScriptPoint
from collector.importers.influx_dump import Dump, read_dump
from collector.importers.input_file import open_input
from collector.importers.rejections import Rejected
from collector.influxdb.reader import Reader, open_reader
from collector.influxdb.target import Target

_EXAMPLE = "http://localhost:8086"
Tags = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class OldServer:
    """Where the old script wrote: *url* None for the collector's own InfluxDB."""

    url: str | None
    username: str | None


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """Which history it is: *tags* tell one of several in the measurement."""

    database: str
    tags: Tags


@dataclass(frozen=True, slots=True)
class History:
    """Points in the order of time, *total* of them, and what could not even be read."""

    points: Iterable[ScriptPoint]
    total: int
    unreadable: Iterable[Rejected] = field(default=())


@contextmanager
def open_history(
    settings: Settings, place: OldServer | Path, query: HistoryQuery, progress: Progress
) -> Iterator[History]:
    """Yield the history at *place*; its points are read as they are iterated.

    Raises `HistoryNotFound`, `FileUnusable`, `InfluxDBActionRequired` or `InfluxDBUnavailable`,
    `InvalidSettings` where no server is set, and `click.BadParameter` for a URL that is none.
    """
    if isinstance(place, Path):
        yield _of_file(place, query, progress)
        return
    target = _target(settings, place, query.database)
    progress.echo(f"Asking {target.url} …")
    with open_reader(target) as reader:
        yield _of_server(reader, target, query.tags)


def _target(settings: Settings, place: OldServer, database: str) -> Target:
    if place.url is None:
        own = require_influxdb(settings)
        return Target(own.url, database, username=own.username, password=own.password)
    try:
        url = checked_url(place.url, _EXAMPLE)
    except ValueError as mistake:
        raise click.BadParameter(f"{mistake}.", param_hint="--url") from None
    password = read_if_given(load_import_password()) if place.username else None
    return Target(url, database, username=place.username, password=password)


def _of_server(reader: Reader, target: Target, tags: Tags) -> History:
    series = reader.series(MEASUREMENT, tags)
    if not series:
        raise HistoryNotFound(
            f"The database “{target.bucket}” at {target.url} has no measurement “{MEASUREMENT}”"
            f"{_with(tags)}, but {reader.measurements()}: name another database by --database."
        )
    _the_only(series)
    total = max(reader.count(MEASUREMENT, name, tags) for name in FIELDS)
    return History(_points(reader, tags), total)


def _points(reader: Reader, tags: Tags) -> Iterator[ScriptPoint]:
    for rows in reader.rows(MEASUREMENT, FIELDS, tags):
        for row in rows:
            numbers = {name: row[name] for name in FIELDS}
            values = {name: float(one) for name, one in numbers.items() if isinstance(one, int | float)}
            yield ScriptPoint(int(str(row["time"])), values)


def _of_file(file: Path, query: HistoryQuery, progress: Progress) -> History:
    progress.echo(f"Reading {file} …")
    with open_input(file) as source:
        dump = read_dump(source, query.database)
        name = source.name
    if dump.other_lines:
        echo(f"{dump.other_lines:,} lines of other measurements or databases were passed over.", err=True)
    series = [each for each in dump.series if _has_tags(each, query.tags)]
    if not series:
        raise HistoryNotFound(
            f"{name} holds no “{MEASUREMENT}” of the database “{query.database}”{_hint(dump, query)}."
        )
    chosen = _the_only(series)
    return History(dump.points(chosen), len(dump.series[chosen]), dump.rejected)


def _hint(dump: Dump, query: HistoryQuery) -> str:
    if query.tags:
        return _with(query.tags)
    if dump.other_databases:
        return f", but of {', '.join(sorted(dump.other_databases))}: name it by --database"
    return ": was another measurement exported?"


def _has_tags(series: str, tags: Tags) -> bool:
    own = series.split(",")
    return all(f"{name}={value}" in own for name, value in tags.items())


def _the_only(series: list[str]) -> str:
    """Return the one series there is: two would be those of two learners, mixed into one chart."""
    if len(series) > 1:
        named = "; ".join(sorted(each.removeprefix(f"{MEASUREMENT},") for each in series)[:5])
        raise HistoryNotFound(
            f"“{MEASUREMENT}” holds {len(series)} histories ({named}): "
            "say which by --tag, e.g. --tag user=me."
        )
    return series[0]


def _with(tags: Tags) -> str:
    return "".join(f" with {name}={value}" for name, value in tags.items())
