"""Writes to InfluxDB 1.x by ``POST /write``; ``/api/v2/write`` came only with 1.8.

Source: docs.influxdata.com /influxdb/v1/tools/api/#write-http-endpoint.
"""

from collections.abc import Sequence
from datetime import timedelta

from collector.influxdb.http import FAILURES, TIMEOUT, open_client, outcome_of_failure, post_lines
from collector.influxdb.influxql import create_database, query
from collector.influxdb.outcome import ActionRequired, WriteOutcome
from collector.influxdb.responses import (
    InfluxResponse,
    error_message,
    is_transient,
    retry_later,
    write_outcome,
)
from collector.influxdb.target import Generation, Target


class WriterV1:
    """Keeps one connection; creates a missing database if the server and the caller allow it."""

    def __init__(self, target: Target, *, timeout: timedelta = TIMEOUT, create_database: bool = True) -> None:
        self._target = target
        self._client = open_client(target, Generation.V1, timeout)
        self._may_create = create_database

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Send *lines* in one request; create a missing database and send them again."""
        try:
            response = self._post(lines)
            if self._may_create and _database_is_missing(response):
                return self._create_and_write(lines)
        except FAILURES as error:
            return outcome_of_failure(error, self._target)
        return write_outcome(response, self._target, Generation.V1)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def _post(self, lines: Sequence[str]) -> InfluxResponse:
        where = {"db": self._target.bucket, "precision": "ns"}
        return post_lines(self._client, "/write", where, lines)

    def _create_and_write(self, lines: Sequence[str]) -> WriteOutcome:
        target = self._target
        statement = create_database(target.bucket)
        result = query(self._client, statement)
        if is_transient(result.response.status):
            return retry_later(result.response, target)
        if result.error is not None:
            return ActionRequired(
                f"The database “{target.bucket}” (INFLUXDB_BUCKET) does not exist at {target.url} and cannot "
                f"be created ({target.without_secrets(result.error)}). An administrator can: {statement}"
            )
        return write_outcome(self._post(lines), target, Generation.V1)


def _database_is_missing(response: InfluxResponse) -> bool:
    return response.status == 404 and (error_message(response.body) or "").startswith("database not found")
