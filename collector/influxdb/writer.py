"""The one thing the rest of the program knows of InfluxDB: lines go in, what became of them comes out."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Protocol

from collector.influxdb.detect import find_server
from collector.influxdb.http import TIMEOUT
from collector.influxdb.outcome import ActionRequired, RetryLater, WriteOutcome
from collector.influxdb.target import Generation, Server, Target
from collector.influxdb.writer_v1 import WriterV1


class Writer(Protocol):
    """Writes lines of line protocol whose times are nanoseconds; writing a line twice changes nothing."""

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Send *lines* in one request and say what became of them; none try whether writing is allowed."""
        ...

    def close(self) -> None:
        """Let go of the connection."""
        ...


def open_writer(target: Target, *, timeout: timedelta = TIMEOUT, create_database: bool = True) -> Writer:
    """Return a writer for whatever InfluxDB is at *target*; nothing is asked before the first write.

    *create_database* lets it make a 1.x database that is not there; on 2.x `setup` makes what is missing.
    """
    return _FindingWriter(target, timeout, create_database)


class _FindingWriter:
    """Finds out the kind of server at the first write, and again after something had to be mended."""

    def __init__(self, target: Target, timeout: timedelta, create_database: bool) -> None:
        self._target = target
        self._timeout = timeout
        self._create_database = create_database
        self._writer: Writer | None = None

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        """Write *lines*, or say why the server could not be found."""
        if self._writer is None:
            found = self._find()
            if isinstance(found, ActionRequired | RetryLater):
                return found
            self._writer = found
        outcome = self._writer.write(lines)
        if isinstance(
            outcome, ActionRequired
        ):  # what the owner mends may well be another server behind the same URL
            self.close()
        return outcome

    def close(self) -> None:
        """Let go of the connection; the next write would open it again."""
        if self._writer is not None:
            self._writer.close()
            self._writer = None

    def _find(self) -> Writer | ActionRequired | RetryLater:
        server = find_server(self._target, self._timeout)
        return self._writer_for(server) if isinstance(server, Server) else server

    def _writer_for(self, server: Server) -> Writer | ActionRequired:
        target = self._target
        if server.generation is Generation.V1:
            return WriterV1(target, timeout=self._timeout, create_database=self._create_database)
        if not target.token:
            return ActionRequired(
                f"{server} at {target.url} wants a token: set INFLUXDB_TOKEN (or INFLUXDB_TOKEN_FILE); "
                "wanikani-collector setup-influxdb makes one."
            )
        if server.generation is Generation.V2 and not target.org:
            return ActionRequired(
                f"{server} at {target.url} wants an organization: set INFLUXDB_ORG to its name."
            )
        # Only who writes to 2.x or 3.x pays for influxdb-client: 190 ms and 31 MiB.
        from collector.influxdb.writer_v2 import WriterV2  # noqa: PLC0415

        return WriterV2(target, server.generation, timeout=self._timeout)
