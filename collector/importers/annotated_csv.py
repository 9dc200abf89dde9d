"""Reads the old script's points from annotated CSV, as InfluxDB 2.x answers Flux.

Source: docs.influxdata.com /influxdb/v2/reference/syntax/annotated-csv/; 2.9.1's API writes the same. One
file holds several tables, each with its annotations and its columns; a row is one field (`_field`,
`_value`), or, after `pivot()`, has a column for each. Columns of the group key whose names do not start with
`_` are tags.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import chain, repeat

from collector.importers.count_rules import FIELDS, MEASUREMENT
from collector.importers.csv_columns import CsvData, CsvRow, script_fields
from collector.importers.input_file import Line, Source
from collector.importers.script_data import HistoryQuery, ScriptData
from collector.importers.script_values import split_cells
from collector.importers.tag_sets import tag_set

_ANNOTATIONS = ("#group", "#datatype", "#default")
_NOT_TAGS = frozenset({"", "result", "table", "error", "reference"})


@dataclass(slots=True)
class _Table:
    """The columns of a table, and what the annotations before them say of each."""

    annotations: dict[str, list[str]] = field(default_factory=dict)
    columns: list[str] = field(default_factory=list)

    @property
    def has_a_row_for_each_field(self) -> bool:
        return "_field" in self.columns

    @property
    def tags(self) -> set[str]:
        """The columns that are certainly tags."""
        named = {name for name in self.columns if name not in _NOT_TAGS and not name.startswith("_")}
        if self.has_a_row_for_each_field:
            return named
        grouped = self.annotations.get("#group", [])
        return {
            name
            for name, group in zip(self.columns, grouped, strict=False)
            if name in named and group == "true"
        }

    def row(self, cells: list[str]) -> dict[str, str]:
        """Return *cells*, one for each column, by column; an empty one has the default, if there is one."""
        defaults = chain(self.annotations.get("#default", ()), repeat(""))
        rows = zip(self.columns, cells, defaults, strict=False)
        return {name: cell or default for name, cell, default in rows}


def is_annotated(text: str) -> bool:
    """Return True if *text* may be the first line of annotated CSV, with its annotations or without."""
    return text.startswith(tuple(f"{name}," for name in _ANNOTATIONS)) or "_time" in split_cells(text)


def read_annotated_csv(source: Source, rows: Iterable[Line], query: HistoryQuery) -> ScriptData:
    """Return the points in all tables.

    Raises `FileUnusable` where a table is an error of the server's, or lacks the columns of a point.
    """
    found = CsvData(source, query)
    table = _Table()
    for line in rows:
        cells = split_cells(line.text or "")
        if cells and cells[0] in _ANNOTATIONS:
            table = _Table() if table.columns else table
            table.annotations[cells[0]] = cells
        elif not table.columns or "_time" in cells:
            table.columns = cells
            _check_columns(source, cells)
        elif len(cells) != len(table.columns):
            found.data.reject(line)
        else:
            _add_row(source, found, line, table, table.row(cells))
    return found.checked()


def _check_columns(source: Source, columns: list[str]) -> None:
    if "error" in columns and "_time" not in columns:
        return
    if "_time" not in columns or not ({"_field", "_value"} <= set(columns) or set(columns) & set(FIELDS)):
        raise source.error(
            "is annotated CSV without the columns of a point (_time, _field and _value): query it with "
            "from(), "
            f'range() and filter(fn: (r) => r._measurement == "{MEASUREMENT}") alone.'
        )


def _add_row(source: Source, found: CsvData, line: Line, table: _Table, row: Mapping[str, str]) -> None:
    if "error" in row and "_time" not in row:
        raise source.error(f"contains an InfluxDB error instead of data ({row['error']}): query it again.")
    if row.get("_measurement", MEASUREMENT) != MEASUREMENT:
        found.data.other_lines += 1
        return
    tags = {name: row[name] for name in table.tags}
    others = {
        name: text
        for name, text in row.items()
        if name not in _NOT_TAGS and name not in FIELDS and name not in tags and not name.startswith("_")
    }
    if table.has_a_row_for_each_field:
        fields = {row["_field"]: row["_value"]} if row["_field"] in FIELDS else {}
    else:
        fields = script_fields(row)
    found.add(line, CsvRow(row["_time"], fields, others, tag_set(tags)))
