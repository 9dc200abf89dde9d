"""Writing to InfluxDB 1.x by ``POST /write``, as the old set-ups do: ``/api/v2/write`` came only with 1.8."""

import gzip
from collections.abc import Sequence
from datetime import timedelta

import httpx

from collector.influxdb.http import TIMEOUT, failure, open_client
from collector.influxdb.influxql import create_database, query
from collector.influxdb.outcome import ActionRequired, WriteOutcome
from collector.influxdb.responses import Answer, message_of, passes_by_itself, try_later, verdict
from collector.influxdb.target import Generation, Target


class WriterV1:
    """Keeps one connection; makes a missing database if the server lets it, unless told not to."""

    def __init__(self, target: Target, *, timeout: timedelta = TIMEOUT, create_database: bool = True) -> None:
        self._target = target
        self._client = open_client(target, Generation.V1, timeout)
        self._may_create = create_database

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Send *lines* in one request; if the database is missing, make it and send them again."""
        try:
            answer = self._post(lines)
            if self._may_create and _database_is_missing(answer):
                return self._create_and_write(lines)
        except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
            return failure(error, self._target)
        return verdict(answer, self._target, Generation.V1)

    def close(self) -> None:
        """Let go of the connection."""
        self._client.close()

    def _post(self, lines: Sequence[str]) -> Answer:
        response = self._client.post(
            "/write",
            params={"db": self._target.bucket, "precision": "ns"},
            headers={"Content-Encoding": "gzip", "Content-Type": "text/plain; charset=utf-8"},
            content=gzip.compress("\n".join(lines).encode(), compresslevel=6, mtime=0),
        )
        return Answer(response.status_code, response.text, response.headers)

    def _create_and_write(self, lines: Sequence[str]) -> WriteOutcome:
        target = self._target
        statement = create_database(target.bucket)
        reply = query(self._client, statement)
        if passes_by_itself(reply.answer.status):
            return try_later(reply.answer, target)
        if reply.error is not None:
            return ActionRequired(
                f"The database “{target.bucket}” (INFLUXDB_BUCKET) does not exist at {target.url} and cannot "
                f"be made ({target.without_secrets(reply.error)}). An administrator can: {statement}"
            )
        return verdict(self._post(lines), target, Generation.V1)


def _database_is_missing(answer: Answer) -> bool:
    return answer.status == 404 and (message_of(answer.body) or "").startswith("database not found")
