"""Reads a measurement that another program wrote, in batches, from a server that speaks InfluxQL.

Source: docs.influxdata.com /influxdb/v1/query_language/; 1.6.7 and 2.9.1 answered alike.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta

import httpx

from collector.core.errors import InfluxDBActionRequired, InfluxDBUnavailable
from collector.influxdb.http import open_client, outcome_of_failure
from collector.influxdb.influxql import QueryResult, query, quote_identifier, quote_string
from collector.influxdb.outcome import as_error
from collector.influxdb.responses import is_transient, retry_later
from collector.influxdb.target import Generation, Target

CHUNK = 2000
_TIMEOUT = timedelta(seconds=60)
_LONGEST_LIST = 10
Tags = Mapping[str, str]


class Reader:
    """Reads one database.

    Every method raises `InfluxDBActionRequired` when the server refuses, `InfluxDBUnavailable` when it is
    busy, and httpx's errors where no response came: `open_reader` turns those into the two.
    """

    def __init__(self, client: httpx.Client, target: Target) -> None:
        self._client = client
        self._target = target

    def series(self, measurement: str, tags: Tags) -> list[str]:
        """Return the series of *measurement* that carry *tags*, as InfluxDB writes them."""
        found = self._ask(f"SHOW SERIES FROM {quote_identifier(measurement)}{_where(_having(tags))}")
        return [str(row["key"]) for row in found.rows]

    def measurements(self) -> str:
        """Return the names of the database's measurements, for a sentence."""
        names = [str(row["name"]) for row in self._ask("SHOW MEASUREMENTS").rows]
        more = ", …" if len(names) > _LONGEST_LIST else ""
        return ", ".join(names[:_LONGEST_LIST]) + more if names else "nothing"

    def count(self, measurement: str, field: str, tags: Tags) -> int:
        """Return how many points of *measurement* with *tags* have *field*."""
        where = _where(_having(tags))
        counted = f"count({quote_identifier(field)}) FROM {quote_identifier(measurement)}"
        found = self._ask(f"SELECT {counted}{where}")
        return int(str(found.rows[0]["count"])) if found.rows else 0

    def rows(
        self, measurement: str, fields: Sequence[str], tags: Tags
    ) -> Iterator[Sequence[Mapping[str, object]]]:
        """Yield the rows of one series in batches, in the order of time; `time` is in nanoseconds."""
        columns = ", ".join(quote_identifier(name) for name in fields)
        selected = f"{columns} FROM {quote_identifier(measurement)}"
        after = 0
        while True:
            where = _where([f"time > {after}", *_having(tags)])
            rows = self._ask(f"SELECT {selected}{where} ORDER BY time LIMIT {CHUNK}").rows
            yield rows
            if len(rows) < CHUNK:
                return
            after = int(str(rows[-1]["time"]))

    def _ask(self, statement: str) -> QueryResult:
        target = self._target
        result = query(self._client, statement, target.bucket, epoch="ns")
        if is_transient(result.response.status):
            raise as_error(retry_later(result.response, target))
        if result.error is None:
            return result
        said = target.without_secrets(result.error)
        if result.response.status in (401, 403) or "not authorized" in said:
            raise InfluxDBActionRequired(
                f"InfluxDB at {target.url} refused ({said}): set --username and IMPORT_PASSWORD to those of "
                f"a user that may read the database “{target.bucket}”."
            )
        if said.startswith("database not found"):
            raise InfluxDBActionRequired(
                f"There is no database “{target.bucket}” at {target.url}: name it by --database."
            )
        raise InfluxDBActionRequired(
            f"What answers at {target.url} is no InfluxDB that can be read ({said}): check --url."
        )


@contextmanager
def open_reader(target: Target) -> Iterator[Reader]:
    """Return a reader of *target*, closed at the end of the `with` block.

    What goes wrong in the block is raised as `InfluxDBActionRequired` or `InfluxDBUnavailable`.
    """
    try:
        with open_client(target, Generation.V1, _TIMEOUT) as client:
            yield Reader(client, target)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _error(error, target) from None


def _error(error: Exception, target: Target) -> InfluxDBActionRequired | InfluxDBUnavailable:
    stop = outcome_of_failure(error, target)
    return as_error(replace(stop, sentence=stop.sentence.replace("INFLUXDB_URL", "--url")))


def _having(tags: Tags) -> list[str]:
    return [f"{quote_identifier(name)} = {quote_string(value)}" for name, value in tags.items()]


def _where(conditions: Sequence[str]) -> str:
    return f" WHERE {' AND '.join(conditions)}" if conditions else ""
