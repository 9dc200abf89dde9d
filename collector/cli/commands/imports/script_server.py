"""Reads the old script's points from the InfluxDB it wrote to, of every retention policy."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

import click

from collector.app.secrets import read_if_given
from collector.app.targets import require_influxdb
from collector.cli.progress_line import Progress
from collector.config.imports import load_import_password
from collector.config.settings import Settings
from collector.config.values import checked_url
from collector.core.errors import HistoryNotFound
from collector.core.moments import Moment
from collector.importers.count_rules import FIELDS, MEASUREMENT, format_moment
from collector.importers.history_choice import choose_policies, choose_tags
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.script_data import HistoryQuery, ScriptData, Series
from collector.importers.script_values import parse_number
from collector.importers.tag_sets import TagSet, tag_set
from collector.influxdb.reader import MeasurementIn, Reader, Tags, open_reader
from collector.influxdb.target import Target

_EXAMPLE_URL = "http://localhost:8086"
_EXAMPLE = 30


@dataclass(frozen=True, slots=True)
class OldServer:
    """The InfluxDB the old script wrote to: *url* is None for the collector's own."""

    url: str | None
    username: str | None


def read_server(
    settings: Settings, place: OldServer, query: HistoryQuery, progress: Progress
) -> tuple[ScriptData, str]:
    """Return the history that *query* means, from each retention policy it may be in, and the place's name.

    Raises as `open_history`.
    """
    target = _target(settings, place, query.database)
    name = f"The database “{target.bucket}” at {target.url}"
    progress.echo(f"Querying {target.url} …")
    with open_reader(target) as reader:
        found = _series(reader)
        if not found:
            raise HistoryNotFound(f"{name} {_what_is_missing(reader)}.")
        policies = choose_policies([policy for policy, _ in found], query, name)
        tags = choose_tags([tags for policy, tags in found if policy in policies], query, name)
        data = ScriptData()
        for series, own in ((Series(*each), own) for each, own in found.items()):
            if series.tags == tags and series.policy in policies:
                _read_series(reader, data, series, own, progress)
    return data, name


def _target(settings: Settings, place: OldServer, database: str) -> Target:
    if place.url is None:
        own = require_influxdb(settings)
        return replace(own, bucket=database, org=None, token=None)
    try:
        url = checked_url(place.url, _EXAMPLE_URL)
    except ValueError as mistake:
        raise click.BadParameter(f"{mistake}.", param_hint="--url") from None
    password = read_if_given(load_import_password()) if place.username else None
    return Target(url, database, username=place.username, password=password, network=settings.network)


def _series(reader: Reader) -> dict[tuple[str, TagSet], Tags]:
    """Return the tags of every series that has the script's fields, as the server names them."""
    return {
        (policy, tag_set(tags)): tags
        for policy in reader.retention_policies()
        for tags in reader.series(MeasurementIn(policy, MEASUREMENT), FIELDS)
    }


def _what_is_missing(reader: Reader) -> str:
    policies = reader.retention_policies()
    if not policies:  # 2.x answers so where 1.x says "database not found"
        return "does not exist: choose another one with --database"
    for policy in policies:
        fields = reader.fields(MeasurementIn(policy, MEASUREMENT))
        if fields != "nothing":
            return (
                f"has a “{MEASUREMENT}” without the script's fields ({', '.join(FIELDS)}), but with "
                f"{fields}: choose another database with --database"
            )
    there = reader.measurements()
    return f"has no measurement “{MEASUREMENT}”, but {there}: choose another database with --database"


def _read_series(reader: Reader, data: ScriptData, series: Series, tags: Tags, progress: Progress) -> None:
    read = 0
    data.series.setdefault(series, {})
    for rows in reader.rows(MeasurementIn(series.policy, MEASUREMENT), FIELDS, tags):
        for row in rows:
            _add_row(data, series, row)
        read += len(rows)
        progress.echo(f"{read:,} counts read …")


def _add_row(data: ScriptData, series: Series, row: Mapping[str, object]) -> None:
    time = int(str(row["time"]))
    written = {name: row[name] for name in FIELDS if row[name] is not None}
    numbers = {name: number for name, value in written.items() if (number := _number(value)) is not None}
    unreadable = next(_not_in(numbers, written), None)
    if unreadable is None:
        text = any(isinstance(value, str) for value in written.values())
        data.add(series, time, numbers, text=text)
    else:
        at = format_moment(Moment(time // 1000))
        said = f"{at} ({unreadable} = {json.dumps(written[unreadable], ensure_ascii=False)[:_EXAMPLE]})"
        data.rejected.append(Rejected(RejectionReason.UNREADABLE, said))


def _not_in(numbers: Mapping[str, float], written: Mapping[str, object]) -> Iterator[str]:
    return (name for name in written if name not in numbers)


def _number(value: object) -> float | None:
    """Return a count that the server has as a number, or as a text that is one; a boolean is none."""
    if isinstance(value, str):
        return parse_number(value)
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None
