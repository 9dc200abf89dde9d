"""Tables as InfluxDB 3 makes them of line protocol: one a measurement, tags and fields as columns.

`time` is a timestamp without a zone, a tag a dictionary of strings. InfluxDB 3 knows the columns from what
was written; here they are those of the catalogue.
"""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow
from datafusion import SessionConfig, SessionContext

from collector.points.measurements import CATALOGUE, FieldType, Measurement
from tests.lines import Database

_ARROW = {
    FieldType.INTEGER: pyarrow.int64(),
    FieldType.FLOAT: pyarrow.float64(),
    FieldType.STRING: pyarrow.string(),
}
_TAG = pyarrow.dictionary(pyarrow.int32(), pyarrow.string())
Row = Mapping[str, Any]


def engine(database: Database) -> SessionContext:
    """Return an engine that has every measurement of *database* as a table."""
    context = SessionContext(SessionConfig().with_target_partitions(1))
    for measurement in CATALOGUE:
        rows = [
            {"time": time, **dict(tags), **fields}
            for (name, tags, time), fields in database.items()
            if name == measurement.name
        ]
        context.from_arrow(_table(measurement, rows), measurement.name)
    return context


def _table(measurement: Measurement, rows: Sequence[Row]) -> pyarrow.Table:
    columns = {
        "time": pyarrow.timestamp("ns"),
        **dict.fromkeys(("account", *measurement.tags), _TAG),
        **{name: _ARROW[field.type] for name, field in measurement.fields.items()},
    }
    schema = pyarrow.schema(columns.items())
    return pyarrow.table({name: [row.get(name) for row in rows] for name in columns}, schema=schema)


def answer(context: SessionContext, statement: str) -> list[dict[str, Any]]:
    """Return the rows of a statement, times as nanoseconds."""
    found = context.sql(statement).to_arrow_table()
    for number, field in enumerate(found.schema):
        if pyarrow.types.is_timestamp(field.type):
            found = found.set_column(number, field.name, found.column(number).cast(pyarrow.int64()))
    return list(found.to_pylist())
