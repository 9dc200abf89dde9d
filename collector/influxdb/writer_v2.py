"""Writes to InfluxDB 2.x by ``POST /api/v2/write``.

Not by influxdb-client: importing it takes 13 MiB of a process that idles, and its time-outs restart for
every read. Source: docs.influxdata.com /influxdb/v2/api/#operation/PostWrite.
"""

from collections.abc import Sequence
from datetime import timedelta

from collector.influxdb.http import FAILURES, TIMEOUT, open_client, outcome_of_failure, post_lines
from collector.influxdb.outcome import WriteOutcome
from collector.influxdb.responses import write_outcome
from collector.influxdb.target import Generation, Target

# A blank line writes nothing either; the server takes an empty body for broken gzip, and answers 500.
_NOTHING = ("", "")


class WriterV2:
    """Keeps one connection; uses nothing of the server but ``/api/v2/write``."""

    def __init__(self, target: Target, *, timeout: timedelta = TIMEOUT) -> None:
        self._target = target
        self._client = open_client(target, Generation.V2, timeout)

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Send *lines* in one request."""
        where = {"org": self._target.org or "", "bucket": self._target.bucket, "precision": "ns"}
        try:
            response = post_lines(self._client, "/api/v2/write", where, lines or _NOTHING)
        except FAILURES as error:
            return outcome_of_failure(error, self._target)
        return write_outcome(response, self._target, Generation.V2)

    def close(self) -> None:
        """Close the connection."""
        self._client.close()
