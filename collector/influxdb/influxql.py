"""InfluxQL over ``POST /query``, which 1.x and 2.x share; an answer with status 200 may still be an error."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

import httpx

from collector.influxdb.responses import Answer, message_of
from collector.influxdb.target import SHARD_GROUP

UNITS = {"h": timedelta(hours=1), "m": timedelta(minutes=1), "s": timedelta(seconds=1)}


@dataclass(frozen=True, slots=True)
class Reply:
    """What a statement gave: *rows* by column name, or *error* in the server's words."""

    answer: Answer
    rows: tuple[Mapping[str, object], ...] = ()
    error: str | None = None


def query(
    client: httpx.Client, statement: str, database: str | None = None, epoch: str | None = None
) -> Reply:
    """Run one statement; raises httpx's errors where no answer came. *epoch* `ns` gives times as numbers."""
    asked = {"db": database, "epoch": epoch}
    params = {name: value for name, value in asked.items() if value}
    response = client.post("/query", params=params, data={"q": statement})
    return read_reply(Answer(response.status_code, response.text, response.headers))


def read_reply(answer: Answer) -> Reply:
    """Read an answer of ``/query``: a status of 200 does not yet mean that the statement worked."""
    if answer.status != 200:
        return Reply(answer, error=message_of(answer.body) or f"HTTP {answer.status}")
    try:
        result = json.loads(answer.body)["results"][0]
        error = result.get("error")
        rows = tuple(
            dict(zip(series["columns"], values, strict=True))
            for series in result.get("series", ())
            for values in series.get("values", ())
        )
    except (ValueError, KeyError, IndexError, TypeError, AttributeError):
        return Reply(answer, error="the answer is not one of InfluxDB's")
    return Reply(answer, rows, error)


def quoted(name: str) -> str:
    r"""Return *name* as an InfluxQL identifier: in double quotes; ``\``, ``"`` and newlines escaped."""
    escaped = name.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


def literal(text: str) -> str:
    """Return *text* as an InfluxQL string, in single quotes."""
    escaped = text.replace("\\", "\\\\").replace("'", "\\'")
    return f"'{escaped}'"


def create_database(name: str) -> str:
    """Return the statement that makes a database which keeps everything, in shard groups of 52 weeks."""
    kept = f'DURATION INF REPLICATION 1 SHARD DURATION {SHARD_GROUP.days // 7}w NAME "autogen"'
    return f"CREATE DATABASE {quoted(name)} WITH {kept}"


def duration(text: str) -> timedelta:
    """Read a duration as the server writes it ('8736h0m0s', '0s')."""
    return sum((int(number) * UNITS[unit] for number, unit in re.findall(r"(\d+)([hms])", text)), timedelta())
