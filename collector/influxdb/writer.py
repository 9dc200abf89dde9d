"""The interface of delivery to InfluxDB: lines of text in, an outcome out."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Protocol

from collector.core.errors import InvalidSettings, UnusableSecret
from collector.influxdb.detect import detect_server
from collector.influxdb.http import TIMEOUT
from collector.influxdb.outcome import ActionRequired, RetryLater, WriteOutcome
from collector.influxdb.target import Generation, InfluxServer, Target
from collector.influxdb.writer_v1 import WriterV1
from collector.influxdb.writer_v2 import WriterV2
from collector.influxdb.writer_v3 import WriterV3


class Writer(Protocol):
    """Writes line protocol with times in nanoseconds; writing a line again changes nothing."""

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Send *lines* in one request and return the outcome; raises nothing of the network's.

        An empty list writes nothing, and so tests whether writing is allowed.
        """
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class LazyWriter:
    """Detects InfluxDB and opens a writer at the first write, and again after `ActionRequired`.

    *read_target* is called each time, so that what the owner repairs counts without a restart: another server
    behind the same URL, or a new token in its file. Where it raises `UnusableSecret`, that is the outcome.
    *create_database* lets it create a missing 1.x database; on 2.x `setup-influxdb` creates what is missing.

    >>> writer = LazyWriter(lambda: Target("http://127.0.0.1:9", "wanikani"))  # nothing listens there
    >>> type(writer.write(["queue,account=me reviews_available=3i 1600000000000000000"])).__name__
    'RetryLater'
    """

    def __init__(
        self,
        read_target: Callable[[], Target],
        *,
        timeout: timedelta = TIMEOUT,
        create_database: bool = True,
    ) -> None:
        self._read_target = read_target
        self._timeout = timeout
        self._create_database = create_database
        self._writer: Writer | None = None
        self._server: InfluxServer | None = None

    @property
    def server(self) -> InfluxServer | None:
        """The server that was last detected; None before the first write."""
        return self._server

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Write *lines*, or return why there is nothing to write to."""
        if self._writer is None:
            opened = self._open()
            if isinstance(opened, ActionRequired | RetryLater):
                return opened
            self._writer = opened
        outcome = self._writer.write(lines)
        if isinstance(outcome, ActionRequired):
            self.close()
        return outcome

    def close(self) -> None:
        """Close the connection, if there is one; the next write opens another."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _open(self) -> Writer | ActionRequired | RetryLater:
        try:
            target = self._read_target()
        except (UnusableSecret, InvalidSettings) as problem:
            return ActionRequired(str(problem))
        server = detect_server(target, self._timeout)
        if not isinstance(server, InfluxServer):
            return server
        self._server = server
        return self._writer_for(server, target)

    def _writer_for(self, server: InfluxServer, target: Target) -> Writer | ActionRequired:
        if server.generation is Generation.V1:
            return WriterV1(target, timeout=self._timeout, create_database=self._create_database)
        if server.generation is Generation.V3:
            return WriterV3(target, timeout=self._timeout)
        missing = _missing_setting(server, target)
        if missing is not None:
            return missing
        return WriterV2(target, timeout=self._timeout)


def _missing_setting(server: InfluxServer, target: Target) -> ActionRequired | None:
    """Return what the owner must set before anything can be written to a 2.x, or None."""
    if not target.token:
        return ActionRequired(
            f"{server} at {target.url} requires a token: set INFLUXDB_TOKEN (or INFLUXDB_TOKEN_FILE); "
            "wanikani-collector setup-influxdb makes one."
        )
    if not target.org:
        return ActionRequired(
            f"{server} at {target.url} requires an organization: set INFLUXDB_ORG to its name."
        )
    return None
