"""Reads the old script's points from CSV of the `influx` client.

As 1.6.7 writes it (observed): a line of columns before every series, fields and tags without a difference,
an empty cell where there is no value. With GROUP BY, a column `tags` has the tags (`lang=,user=anna`).
"""

from collections.abc import Iterable

from collector.importers.count_rules import FIELDS, MEASUREMENT
from collector.importers.csv_columns import CsvData, CsvRow, script_fields
from collector.importers.input_file import Line, Source
from collector.importers.script_data import HistoryQuery, ScriptData
from collector.importers.script_values import split_cells
from collector.importers.tag_sets import parse_listed_tags

_KNOWN = frozenset({"name", "tags", "time", *FIELDS})


def client_columns(text: str) -> list[str]:
    """Return the names of the columns; none if *text* is no line of columns."""
    names = [_known_or_as_written(name.strip()) for name in split_cells(text)]
    return names if "time" in names and any(name in names for name in FIELDS) else []


def read_client_csv(source: Source, rows: Iterable[Line], query: HistoryQuery) -> ScriptData:
    """Return the points in *rows*, the first of which has the columns. Raises `FileUnusable`."""
    found = CsvData(source, query)
    columns = list[str]()
    for line in rows:
        header = client_columns(line.text or "")
        if header:
            columns = header
        else:
            _add_row(found, line, columns)
    return found.checked()


def _add_row(found: CsvData, line: Line, columns: list[str]) -> None:
    cells = split_cells(line.text or "")
    row = dict(zip(columns, cells, strict=False))
    if row.get("name", MEASUREMENT) != MEASUREMENT:
        found.data.other_lines += 1
    elif len(cells) != len(columns):
        found.data.reject(line)
    else:
        others = {name: text for name, text in row.items() if name not in _KNOWN}
        tags = parse_listed_tags(row.get("tags", ""))
        found.add(line, CsvRow(row["time"], script_fields(row), others, tags))


def _known_or_as_written(name: str) -> str:
    return name.lower() if name.lower() in _KNOWN else name
