"""InfluxQL over ``POST /query``, which 1.x and 2.x share.

Sources: docs.influxdata.com /influxdb/v1/tools/api/#query-http-endpoint and
/influxdb/v1/query_language/spec/.

>>> print(quote_identifier("the old one"), quote_string("it is me"))
"the old one" 'it is me'
>>> parse_duration("8736h0m0s")
datetime.timedelta(days=364)
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from collector.influxdb.responses import InfluxResponse, error_message
from collector.influxdb.target import SHARD_GROUP

_UNITS = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}


@dataclass(frozen=True, slots=True)
class QueryResult:
    """The result of one statement: *rows* by column name, or *error* in the server's words.

    *tags* are those of each row, by which the statement grouped.
    """

    response: InfluxResponse
    rows: tuple[Mapping[str, object], ...] = ()
    error: str | None = None
    tags: tuple[Mapping[str, str], ...] = ()


def query(
    client: httpx.Client, statement: str, database: str | None = None, epoch: str | None = None
) -> QueryResult:
    """Run one statement and return its result; raises httpx's errors where no response came.

    *epoch* `ns` gives times as integers, in nanoseconds; without it they are text.
    """
    asked = {"db": database, "epoch": epoch}
    params = {name: value for name, value in asked.items() if value}
    response = client.post("/query", params=params, data={"q": statement})
    return parse_result(InfluxResponse.of(response))


def parse_result(response: InfluxResponse) -> QueryResult:
    """Return the result in a response of ``/query``; one with status 200 may still hold an error."""
    if response.status != 200:
        return QueryResult(response, error=error_message(response.body) or f"HTTP {response.status}")
    try:
        result = json.loads(response.body)["results"][0]
        error = result.get("error")
        found = [
            (dict(zip(series["columns"], values, strict=True)), series.get("tags", {}))
            for series in result.get("series", ())
            for values in series.get("values", ())
        ]
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return QueryResult(response, error="the answer is not one of InfluxDB's")
    return QueryResult(response, tuple(row for row, _ in found), error, tuple(tags for _, tags in found))


def quote_identifier(name: str) -> str:
    r"""Return *name* as an InfluxQL identifier: in double quotes; ``\``, ``"`` and newlines escaped."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def quote_string(text: str) -> str:
    """Return *text* as an InfluxQL string, in single quotes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def create_database(name: str) -> str:
    """Return the statement that creates a database without expiry, in shard groups of 52 weeks."""
    kept = f'DURATION INF REPLICATION 1 SHARD DURATION {SHARD_GROUP.days // 7}w NAME "autogen"'
    return f"CREATE DATABASE {quote_identifier(name)} WITH {kept}"


def parse_duration(text: str) -> timedelta:
    """Return the duration that the server writes as *text*: '8736h0m0s', or '0s' for none."""
    return sum(
        (int(number) * _UNITS[unit] for number, unit in re.findall(r"(\d+)([hms])", text)), timedelta()
    )
