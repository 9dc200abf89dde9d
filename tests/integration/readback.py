"""A whole database read back by InfluxQL, and what the state says it should be, as `tests.lines` gives it."""

from collections.abc import Callable
from typing import Any

from collector.pipeline.emit import queue_of
from collector.pipeline.rebuild import facts
from collector.points.measurements import CATALOGUE, Measurement
from collector.storage import outbox
from collector.storage.database import Store
from tests.lines import Database, Field, parsed

Query = Callable[[str, str], list[dict[str, Any]]]


def everything(query: Query, bucket: str) -> Database:
    """Return every point of every measurement in *bucket*, with exact nanoseconds."""
    database: Database = {}
    for measurement in CATALOGUE:
        names = ("account", *measurement.tags)
        # A field and a tag may share no name here; tags come as columns of a plain SELECT.
        for row in query(f'SELECT * FROM "{measurement.name}"', bucket):
            tags = tuple(sorted((name, str(row[name])) for name in names))
            database[measurement.name, tags, int(row["time"])] = _fields(measurement, row)
    return database


def _fields(measurement: Measurement, row: dict[str, Any]) -> dict[str, Field]:
    return {
        name: measurement.types[name](row[name]) for name in measurement.fields if row.get(name) is not None
    }


def truth(store: Store) -> Database:
    """Return what an empty database would hold after a rebuild; the state stays as it is."""
    with store.rehearsal() as tx:
        outbox.clear(tx)
        with queue_of(tx) as queue:
            queue.add(facts(tx))
        return parsed(row.line for row in outbox.oldest(tx, 10**7))
