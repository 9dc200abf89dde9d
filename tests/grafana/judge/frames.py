"""Data frames as Grafana's InfluxDB data source makes them of InfluxQL answers. Pure.

Read in pkg/tsdb/influxdb/influxql/buffered/response_parser.go (12.2.0-pre), where the server makes tables,
and in pkg/tsdb/influxdb/response_parser.go and public/app/plugins/datasource/influxdb/response_parser.ts
(9.5.0-pre), where the server makes a frame of each column and the browser a table of them.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = dict[str, Any]
# A series of an answer: its name, tags, columns and rows of values, times in milliseconds.
Series = Mapping[str, Any]
TODAY, OLD = "13.2.3", "9.5.21"
RELEASES = (TODAY, OLD)
_ALIAS = re.compile(r"\$tag_(\w+)|\$col")


def frames(release: str, target: Mapping[str, Any], answer: Sequence[Series]) -> list[Json]:
    """Return what the panels of *release* get for *target*; raises `ValueError` for what it cannot read."""
    table = target["resultFormat"] == "table"
    if release == OLD:
        columns = list(_each_column(target, answer, time="time", value="value"))
        _without_missing_texts(columns)
        return [_table_of_columns(target, columns)] if table else columns
    if table:
        return [_table(target, answer)] if answer else []
    return list(_each_column(target, answer, time="Time", value="Value"))


def _table(target: Mapping[str, Any], answer: Sequence[Series]) -> Json:
    first = answer[0]
    rows = [(series.get("tags", {}), row) for series in answer for row in series["values"]]
    tags = first.get("tags", {})
    fields = [_field("Time", "time", [row[0] for _, row in rows])]
    fields += [_field(tag, "string", [of[tag] for of, _ in rows], shown=tag) for tag in tags]
    for at, name in enumerate(first["columns"][1:], start=1):
        values = [row[at] for _, row in rows]
        fields.append(_field(name, _type(values), values, shown=name))
    return _frame(target, first["name"], fields)


def _each_column(
    target: Mapping[str, Any], answer: Sequence[Series], *, time: str, value: str
) -> Iterator[Json]:
    """Yield a frame of time and value for every column, which is named by the target's alias."""
    for series in answer:
        moments = [row[0] for row in series["values"]]
        for at, column in enumerate(series["columns"][1:], start=1):
            values = [row[at] for row in series["values"]]
            tags = series.get("tags", {})
            name = _ALIAS.sub(lambda found: tags[found[1]] if found[1] else column, target["alias"])  # noqa: B023
            field = _field(value, _type(values), values, shown=name, labels=tags)
            yield _frame(target, name, [_field(time, "time", moments), field])


def _without_missing_texts(columns: Sequence[Json]) -> None:
    for column in columns:
        (_, field), (_, values) = column["schema"]["fields"], column["data"]["values"]
        if field["type"] == "string" and None in values:
            raise ValueError(
                f"Grafana 9.5 fails on a text column that holds a null: {column['schema']['name']}"
            )


def _table_of_columns(target: Mapping[str, Any], columns: Sequence[Json]) -> Json:
    """Return a table without the rows that hold a null, which the browser leaves out."""
    if not columns:
        return {"columns": [], "rows": [], "refId": target["refId"], "type": "table"}
    values = [column["data"]["values"][1] for column in columns]
    rows = zip(columns[0]["data"]["values"][0], *values, strict=True)
    names = [{"text": column["schema"]["name"]} for column in columns]
    return {
        "columns": [{"text": "Time", "type": "time"}, *names],
        "rows": [row for row in rows if None not in row[1:]],
        "refId": target["refId"],
        "type": "table",
    }


def _type(values: Sequence[object]) -> str:
    known = next((value for value in values if value is not None), None)
    return "string" if isinstance(known, str) else "boolean" if isinstance(known, bool) else "number"


def _field(
    name: str, kind: str, values: list[Any], *, shown: str = "", labels: Mapping[str, str] | None = None
) -> Json:
    field: Json = {"name": name, "type": kind, "values": values}
    if shown:
        field["config"] = {"displayNameFromDS": shown}
    return field | ({"labels": dict(labels)} if labels else {})


def _frame(target: Mapping[str, Any], name: str, fields: Sequence[Json]) -> Json:
    values = [field.pop("values") for field in fields]
    return {
        "schema": {"refId": target["refId"], "name": name, "fields": list(fields)},
        "data": {"values": values},
    }
