"""Reads the old script's points from a file, in whichever of the three formats it is."""

import re
from itertools import chain

from collector.core.links import IMPORT_PAGE
from collector.importers.annotated_csv import is_annotated, read_annotated_csv
from collector.importers.client_csv import client_columns, read_client_csv
from collector.importers.influx_dump import read_dump
from collector.importers.input_file import Source, lines
from collector.importers.script_data import HistoryQuery, ScriptData

_LINE_PROTOCOL = re.compile(r"#|(?:\\.|[^\s\\])+ \S+=")


def read_script_file(source: Source, query: HistoryQuery) -> ScriptData:
    """Return what *source* holds of the old measurement.

    Raises `FileUnusable` when it has none of the three formats, or not the columns that are needed.
    """
    rest = lines(source)
    first = next(rest, None)
    if first is None:
        raise source.error("is empty.")
    everything = chain([first], rest)
    text = first.text or ""
    if is_annotated(text):
        return read_annotated_csv(source, everything, query)
    if client_columns(text):
        return read_client_csv(source, everything, query)
    if _LINE_PROTOCOL.match(text):
        if query.ignored_fields:
            raise source.error("already says which columns are fields: leave out --field.")
        return read_dump(everything, query.database)
    raise source.error(
        "is neither an export of influx_inspect nor CSV of the influx client or of InfluxDB 2.x. How to make "
        f"one of these: {IMPORT_PAGE}"
    )
