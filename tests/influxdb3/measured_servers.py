"""The servers that `measure` compares: how points get into each and onto its disk, and what that takes."""

import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import httpx

from collector.influxdb.detect import detect_server
from collector.influxdb.influxql import create_database, query
from collector.influxdb.outcome import Accepted, as_error
from collector.influxdb.provision.provision import set_up
from collector.influxdb.target import InfluxServer, Target
from collector.influxdb.writer import LazyWriter
from tests.integration.servers import InfluxDBV1

# InfluxDB 3 lets writes wait while it writes out thousands of files.
_SLOWEST_ANSWER = timedelta(minutes=10)
_STABLE_SECONDS = 5
# InfluxDB 3 writes everything out after three times --wal-snapshot-size writes, 600 by default. After half of
# that it does only what is older than its newest point (`influxdb3_wal/src/snapshot_tracker.rs`).
_FILLERS = 1800
_FILLER = "filler,account=none value=1i 1577836800000000000"


@dataclass
class MeasuredServer:
    """A running server with an empty database; without *data* and *pid* disk and memory are not known."""

    server: InfluxServer
    writing: Target
    reading: Target
    data: Path | None = None
    pid: int | None = None

    def __post_init__(self) -> None:
        """Make the one client; making it takes longer than most answers."""
        headers = {"Authorization": f"Token {self.reading.token}"} if self.reading.token else {}
        self._client = httpx.Client(
            base_url=self.reading.url,
            headers=headers,
            timeout=_SLOWEST_ANSWER.total_seconds(),
            trust_env=False,
        )
        self._others = 0, 0
        self._others = self._tsm_files(), self.disk()

    @property
    def is_v3(self) -> bool:
        """Return True for InfluxDB 3."""
        return self.server.version.startswith("3.")

    def write(self, batches: Iterator[Sequence[str]]) -> None:
        """Write each batch in a request of its own, as deliveries are."""
        with closing(LazyWriter(lambda: self.writing, timeout=_SLOWEST_ANSWER)) as writer:
            for batch in batches:
                _written(writer, batch)

    def write_out(self) -> None:
        """Return once everything is in files, none of it in memory alone."""
        if self.is_v3:
            self._force_snapshot()
        before = -1
        while before != (now := self.files() + self.disk()):
            before = now
            time.sleep(_STABLE_SECONDS)

    def ask(self, statement: str) -> tuple[float, str | None]:
        """Return the seconds that *statement* takes, and why it was refused if it was."""
        begin = time.monotonic()
        try:
            error = query(self._client, statement, self.reading.bucket, "ms").error
        except httpx.HTTPError as problem:
            error = type(problem).__name__
        return time.monotonic() - begin, error

    def files(self) -> int:
        """Return in how many files the points are."""
        if self.is_v3:
            return sum(self.files_by_table().values())
        return self._tsm_files()

    def files_by_table(self) -> Mapping[str, int]:
        """Return the number of Parquet files of each table of InfluxDB 3."""
        return {name: self._files_of(name) for name in self._tables()}

    def disk(self) -> int:
        """Return the bytes that the files of the server take on the disk, without what it had already."""
        files = self.data.rglob("*") if self.data else ()
        return sum(_size(path) for path in files) - self._others[1]

    def memory(self) -> int:
        """Return the resident bytes of its process."""
        if self.pid is None:
            return 0
        status = Path(f"/proc/{self.pid}/status").read_text()
        return int(status.partition("VmRSS:")[2].split()[0]) * 1024

    def _tsm_files(self) -> int:
        return len(list(self.data.rglob("*.tsm"))) - self._others[0] if self.data else 0

    def _tables(self) -> Iterator[str]:
        """Yield the tables that exist: 3.10 breaks off the answer about the files of any other."""
        statement = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'iox'"
        yield from (row["table_name"] for row in self._sql(statement))

    def _files_of(self, table: str) -> int:
        statement = f"SELECT count(*) AS files FROM system.parquet_files WHERE table_name = '{table}'"
        return sum(int(row["files"]) for row in self._sql(statement))

    def _sql(self, statement: str) -> list[dict[str, Any]]:
        params = {"db": self.reading.bucket, "q": statement, "format": "json"}
        response = self._client.get("/api/v3/query_sql", params=params)
        rows: list[dict[str, Any]] = response.raise_for_status().json()
        return rows

    def _force_snapshot(self) -> None:
        """Write to another database until a snapshot has taken everything that was written before."""
        target = replace(self.writing, bucket="filler")
        with closing(LazyWriter(lambda: target, timeout=_SLOWEST_ANSWER)) as writer:
            for _ in range(_FILLERS):
                _written(writer, [_FILLER])


@contextmanager
def own_v1() -> Iterator[MeasuredServer | None]:
    """Start an `influxd` 1.x of its own; None where there is none."""
    if shutil.which("influxd") is None:
        yield None
        return
    with TemporaryDirectory() as folder:
        server = InfluxDBV1(Path(folder))
        server.start()
        try:
            server.query(create_database("measured"))
            target = Target(server.url, "measured")
            yield MeasuredServer(_detected(target), target, target, Path(folder), server.pid)
        finally:
            server.stop()


def named_server(url: str, token: str, data: Path | None, pid: int | None) -> MeasuredServer:
    """Return the 2.x or 3.x at *url*, where *token* may do everything, with a new bucket."""
    target = Target(url, f"measured-{time.time_ns()}", org="measured", token=token)
    server = _detected(target)
    if server.version.startswith("3."):
        return MeasuredServer(server, target, target, data, pid)
    with TemporaryDirectory() as secrets:
        set_up(target, Path(secrets))
        collector, grafana = (
            replace(target, token=(Path(secrets) / f"influxdb-{who}-token").read_text().strip())
            for who in ("collector", "grafana")
        )
    return MeasuredServer(server, collector, grafana, data, pid)


def _detected(target: Target) -> InfluxServer:
    server = detect_server(target)
    if not isinstance(server, InfluxServer):
        raise as_error(server)
    return server


def _written(writer: LazyWriter, lines: Sequence[str]) -> None:
    outcome = writer.write(lines)
    if outcome != Accepted():
        raise AssertionError(outcome)


def _size(path: Path) -> int:
    try:
        return path.stat().st_blocks * 512 if path.is_file() else 0
    except FileNotFoundError:  # compacted away meanwhile
        return 0
