"""Real InfluxDB servers for the tests that want one: a fixture skips, and says why, where there is none."""

import atexit
import os
import shutil
import socket
import subprocess
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest

from collector.influxdb.inspect import inspect_storage
from collector.influxdb.provision.provision import set_up
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.target import Generation, InfluxServer, Target
from tests.integration.influxd_config import CONFIG

START_SECONDS = 30
# One for all: making one reads all certificates there are, which takes longer than most answers.
HTTP = httpx.Client(verify=False, trust_env=False)
atexit.register(HTTP.close)


class InfluxDBV1:
    """Debian's InfluxDB 1.6.7 on a loopback port with data of its own; can be stopped and started again.

    *port* is one for a test that needs a certain one, else a free one is taken.
    """

    def __init__(
        self, folder: Path, username: str | None = None, password: str | None = None, port: int | None = None
    ) -> None:
        self.username = username
        self.password = password
        port, backup_port = port or _free_port(), _free_port()
        self.url = f"http://127.0.0.1:{port}"
        self._log = folder / "influxd.log"
        self._config = folder / "influxdb.conf"
        auth = "true" if username else "false"
        self._config.write_text(CONFIG.format(folder=folder, port=port, backup_port=backup_port, auth=auth))
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process while it runs."""
        return self._process.pid if self._process else None

    def start(self) -> None:
        """Start the server and wait until it answers."""
        with self._log.open("ab") as log:
            # Collecting garbage less often takes a quarter off the time that it takes.
            surroundings = os.environ | {"GOGC": "400"}
            self._process = subprocess.Popen(
                ["influxd", "-config", str(self._config)], env=surroundings, stdout=log, stderr=log
            )
        deadline = time.monotonic() + START_SECONDS
        while not _answers(self.url):
            if self._process.poll() is not None or time.monotonic() > deadline:
                pytest.fail(f"influxd did not start:\n{self._log.read_text()[-2000:]}")
            time.sleep(0.05)

    def stop(self) -> None:
        """End the server; its data stay."""
        if self._process is not None:
            self._process.terminate()
            self._process.wait(timeout=START_SECONDS)
            self._process = None

    def write(self, lines: Iterable[str], db: str) -> None:
        """Write *lines*, with times in nanoseconds."""
        HTTP.post(f"{self.url}/write", params={"db": db}, content="\n".join(lines)).raise_for_status()

    def query(self, influxql: str, db: str | None = None, epoch: str = "ns") -> list[dict[str, object]]:
        """Run one statement as administrator and return its rows by column name, tags among them."""
        auth = (self.username, self.password or "") if self.username else None
        return run_query(
            HTTP.post(
                f"{self.url}/query",
                params={"db": db, "epoch": epoch} if db else {"epoch": epoch},
                data={"q": influxql},
                auth=auth or httpx.USE_CLIENT_DEFAULT,
            )
        )


@dataclass(frozen=True)
class InfluxDBV2:
    """A running InfluxDB 2.x that was named to us, and a token that may do everything there."""

    url: str
    token: str

    def query(self, influxql: str, db: str) -> list[dict[str, object]]:
        """Run one statement by the 1.x path and return its rows by column name."""
        headers = {"Authorization": f"Token {self.token}"}
        params = {"db": db, "epoch": "ns"}
        return run_query(HTTP.post(f"{self.url}/query", params=params, data={"q": influxql}, headers=headers))


@dataclass(frozen=True)
class RealBucket:
    """A separate database or bucket on a real server, not created yet.

    *administrator* may make it. On 2.x `set_up` puts the tokens for collector and Grafana into *secrets*.
    """

    generation: Generation
    administrator: Target
    secrets: Path

    @property
    def name(self) -> str:
        """Its name in statements."""
        return self.administrator.bucket

    def set_up(self) -> tuple[SetupStep, ...]:
        """Make it, as `setup-influxdb` does."""
        return set_up(self.administrator, self.secrets)

    @property
    def collector(self) -> Target:
        """What the collector is given."""
        return self._opened_by("influxdb-collector-token")

    @property
    def grafana(self) -> Target:
        """What Grafana is given."""
        return self._opened_by("influxdb-grafana-token")

    def query(self, influxql: str, db: str | None = None) -> list[dict[str, object]]:
        """Run one statement as Grafana does, and return its rows by column name."""
        return query_as(self.grafana, influxql, db)

    def write(self, lines: Sequence[str]) -> None:
        """Write *lines*, with times in nanoseconds, as the collector may."""
        target = self.collector
        headers = {"Authorization": f"Token {target.token}"} if target.token else {}
        for begin in range(0, len(lines), 5000):
            body = "\n".join(lines[begin : begin + 5000]).encode()
            answer = HTTP.post(f"{target.url}/write", params={"db": self.name}, content=body, headers=headers)
            answer.raise_for_status()

    def settings(self) -> dict[str, Any]:
        """Return the settings by which the collector delivers to it."""
        settings = {"influxdb_url": self.administrator.url, "influxdb_bucket": self.name}
        if self.generation is Generation.V1:
            return settings
        file = self.secrets / "influxdb-collector-token"
        return {**settings, "influxdb_org": self.administrator.org, "influxdb_token_file": file}

    def _opened_by(self, file: str) -> Target:
        if self.generation is Generation.V1:  # this one lets everybody do everything
            return self.administrator
        return replace(self.administrator, token=(self.secrets / file).read_text().strip())


def query_as(target: Target, influxql: str, db: str | None = None) -> list[dict[str, object]]:
    """Run one statement with the credentials of *target*, about its bucket unless *db* is another."""
    headers = {"Authorization": f"Token {target.token}"} if target.token else {}
    params = {"db": db or target.bucket, "epoch": "ns"}
    return run_query(HTTP.post(f"{target.url}/query", params=params, data={"q": influxql}, headers=headers))


def shard_group_duration(target: Target, server: InfluxServer) -> timedelta | None:
    """Return the length of shard groups that *target* sees; None where it sees nothing."""
    storage = inspect_storage(target, server)
    return storage.shard_group if storage else None


def run_query(response: httpx.Response) -> list[dict[str, object]]:
    """Return the rows of an answer; an error in it, which may come with status 200, is raised."""
    body = response.json()
    result = body["results"][0] if "results" in body else body
    if "error" in result:
        raise AssertionError(result["error"])
    return [
        dict(zip(series["columns"], values, strict=True)) | series.get("tags", {})
        for series in result.get("series", ())
        for values in series.get("values", ())
    ]


@pytest.fixture(scope="session")
def influxdb_v1(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxDBV1]:
    """InfluxDB 1.6.7 that lets everybody do everything."""
    with started_v1(InfluxDBV1(tmp_path_factory.mktemp("influxdb"))) as server:
        yield server


@pytest.fixture(scope="session")
def influxdb_v1_with_auth(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxDBV1]:
    """InfluxDB 1.6.7 that wants a user and password; its own are the administrator's."""
    folder = tmp_path_factory.mktemp("influxdb")
    with started_v1(InfluxDBV1(folder, "admin", "admin-password")) as server:
        server.query("CREATE USER \"admin\" WITH PASSWORD 'admin-password' WITH ALL PRIVILEGES")
        yield server


@pytest.fixture(scope="session")
def influxdb_v2() -> InfluxDBV2:
    """Return the InfluxDB 2.x that INFLUXDB2_URL and INFLUXDB2_TOKEN (of an operator) name."""
    url, token = os.environ.get("INFLUXDB2_URL"), os.environ.get("INFLUXDB2_TOKEN")
    if not url or not token:
        pytest.skip("no InfluxDB 2.x: INFLUXDB2_URL and INFLUXDB2_TOKEN are not set")
    return InfluxDBV2(url.rstrip("/"), token)


@pytest.fixture(params=[Generation.V1, Generation.V2], ids=lambda generation: str(generation.value))
def real_bucket(request: pytest.FixtureRequest, tmp_path: Path) -> RealBucket:
    """A bucket on each real server there is; `tests.conftest` leaves out 2.x where none is named."""
    return new_bucket(request, request.param, tmp_path / "secrets")


def new_bucket(request: pytest.FixtureRequest, generation: Generation, secrets: Path) -> RealBucket:
    """Return a bucket of its own, not made yet, on the real server of that generation."""
    name = f"wanikani-{uuid4().hex}"
    if generation is Generation.V1:
        server: InfluxDBV1 = request.getfixturevalue("influxdb_v1")
        return RealBucket(Generation.V1, Target(server.url, name), secrets)
    newer: InfluxDBV2 = request.getfixturevalue("influxdb_v2")
    return RealBucket(Generation.V2, Target(newer.url, name, f"home-{name}", newer.token), secrets)


@contextmanager
def started_v1(server: InfluxDBV1) -> Iterator[InfluxDBV1]:
    """Let *server* run meanwhile."""
    _skip_without_influxd()
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _skip_without_influxd() -> None:
    if shutil.which("influxd") is None:
        pytest.skip("no InfluxDB 1.x: there is no influxd on the PATH (on Debian: apt-get install influxdb)")


def _answers(url: str) -> bool:
    try:
        return HTTP.get(f"{url}/ping", timeout=1).is_success
    except httpx.TransportError:
        return False


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
