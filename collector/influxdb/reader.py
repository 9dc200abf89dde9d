"""Reads a measurement that another program wrote, in batches, from a server that speaks InfluxQL.

Source: docs.influxdata.com /influxdb/v1/query_language/; 1.6.7 and 2.9.1 answered alike.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
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
# Without a cast come numbers: and only these, where other shards have other types.
_CASTS = ("", "::string", "::boolean")
Tags = Mapping[str, str]
Rows = Sequence[Mapping[str, object]]


@dataclass(frozen=True, slots=True)
class MeasurementIn:
    """A measurement in one retention policy; as text, what follows FROM.

    >>> print(MeasurementIn("my policy", "progress"))
    "my policy"."progress"
    """

    policy: str
    measurement: str

    def __str__(self) -> str:
        return f"{quote_identifier(self.policy)}.{quote_identifier(self.measurement)}"


class Reader:
    """Reads one database.

    Every method raises `InfluxDBActionRequired` when the server refuses, `InfluxDBUnavailable` when it is
    busy, and httpx's errors where no response came: `open_reader` turns those into the two.
    """

    def __init__(self, client: httpx.Client, target: Target) -> None:
        self._client = client
        self._target = target

    def retention_policies(self) -> list[str]:
        """Return the names of the database's retention policies, the default one first."""
        rows = self._ask("SHOW RETENTION POLICIES").rows
        return [str(row["name"]) for row in sorted(rows, key=lambda row: not row["default"])]

    def series(self, source: MeasurementIn, fields: Sequence[str]) -> list[Tags]:
        """Return the tags of each series of *source* that has any of *fields*, of any type."""
        counted = ", ".join(
            f"count({column}) AS {quote_identifier(name)}" for column, name in _columns(fields)
        )
        counts = f"{counted} FROM {source}"
        return list(self._ask(f"SELECT {counts} GROUP BY *").tags)

    def measurements(self) -> str:
        """Return the names of the database's measurements, for a sentence."""
        return _for_a_sentence(str(row["name"]) for row in self._ask("SHOW MEASUREMENTS").rows)

    def fields(self, source: MeasurementIn) -> str:
        """Return the names of the fields of *source*, for a sentence."""
        rows = self._ask(f"SHOW FIELD KEYS FROM {source}").rows
        return _for_a_sentence(dict.fromkeys(str(row["fieldKey"]) for row in rows))

    def rows(self, source: MeasurementIn, fields: Sequence[str], tags: Tags) -> Iterator[Rows]:
        """Yield the rows of one series in batches, in the order of time; `time` is in nanoseconds.

        A field has its value whatever its type was in the shard of that time; a bare `SELECT` answers the
        numbers alone where a field was a text or a boolean in other shards (seen on 1.6.7 and 2.9.1).
        """
        columns = ", ".join(f"{column} AS {quote_identifier(name)}" for column, name in _columns(fields))
        selected = f"{columns} FROM {source}"
        after = 0
        while True:
            where = " AND ".join([f"time > {after}", *_having(tags)])
            rows = self._ask(f"SELECT {selected} WHERE {where} ORDER BY time LIMIT {CHUNK}").rows
            yield [_merged(row, fields) for row in rows]
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
                f"a user that can read the database “{target.bucket}”."
            )
        if said.startswith("database not found"):
            raise InfluxDBActionRequired(
                f"There is no database “{target.bucket}” at {target.url}: choose one with --database."
            )
        raise InfluxDBActionRequired(
            f"The server at {target.url} is not an InfluxDB that can be read ({said}): check --url."
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


def _columns(fields: Sequence[str]) -> list[tuple[str, str]]:
    """Return a column for each type that each of *fields* may have, and what it is called."""
    return [(f"{quote_identifier(name)}{cast}", f"{name}{cast}") for name in fields for cast in _CASTS]


def _merged(row: Mapping[str, object], fields: Sequence[str]) -> Mapping[str, object]:
    values = {
        name: next((row[f"{name}{cast}"] for cast in _CASTS if row[f"{name}{cast}"] is not None), None)
        for name in fields
    }
    return {"time": row["time"], **values}


def _for_a_sentence(names: Iterable[str]) -> str:
    known = list(names)
    more = ", …" if len(known) > _LONGEST_LIST else ""
    return ", ".join(known[:_LONGEST_LIST]) + more if known else "nothing"
