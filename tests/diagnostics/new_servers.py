"""InfluxDB servers without any set-up, and what their later credentials may do."""

import base64
import os
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from collector.influxdb.target import Target
from tests.influxdb.pretend_influxdb import pretend_influxdb
from tests.integration.servers import HTTP, InfluxDBV1, started_v1

# A program of InfluxDB 2.x that INFLUXD2 names takes part; without one there is the pretend server.
INFLUXD2 = os.environ.get("INFLUXD2")
REAL = ("real 1.x", "real 2.x") if INFLUXD2 else ("real 1.x",)
KINDS = ("pretend 2.x", *REAL)


@dataclass(frozen=True)
class NewServer:
    """A server; *one* for InfluxDB 1.x, which has passwords instead of tokens."""

    url: str
    one: bool

    def target(self, url: str = "") -> Target:
        """Return the target that the settings name."""
        return Target(url or self.url, "wanikani", "wanikani")

    @property
    def credential(self) -> str:
        """Return the end of the names of its credentials' files."""
        return "password" if self.one else "token"

    def may_write(self, holder: str, volume: Path) -> bool:
        """Return True if *holder* may write a point with the credential in *volume*."""
        return self.write(holder, volume, "m v=1i 1")

    def write(self, holder: str, volume: Path, line: str) -> bool:
        """Write *line* as *holder*; return True if that was allowed."""
        path = "/write?db=wanikani" if self.one else "/api/v2/write?org=wanikani&bucket=wanikani"
        headers = self._headers(holder, volume)
        return HTTP.post(self.url + path, content=line, headers=headers).status_code == 204

    def may_read(self, holder: str, volume: Path) -> bool:
        """Return True if *holder* may read points with the credential in *volume*."""
        asked = {"q": 'SELECT "v" FROM "m"', "db": "wanikani"}
        answer = HTTP.get(f"{self.url}/query", params=asked, headers=self._headers(holder, volume))
        return answer.status_code == 200 and "error" not in answer.json()["results"][0]

    def may_administer(self, holder: str, volume: Path) -> bool:
        """Return True if *holder* may make a database, or see the tokens of others."""
        headers = self._headers(holder, volume)
        if self.one:
            asked = {"q": "CREATE DATABASE other"}
            return HTTP.post(f"{self.url}/query", params=asked, headers=headers).status_code == 200
        answer = HTTP.get(f"{self.url}/api/v2/authorizations", headers=headers)
        return answer.status_code == 200 and bool(answer.json()["authorizations"])

    def _headers(self, holder: str, volume: Path) -> dict[str, str]:
        secret = (volume / f"influxdb-{holder}-{self.credential}").read_text().strip()
        if not self.one:
            return {"Authorization": f"Token {secret}"}
        username = (volume / f"influxdb-{holder}-username").read_text().strip()
        known = base64.b64encode(f"{username}:{secret}".encode()).decode()
        return {"Authorization": f"Basic {known}"}


@contextmanager
def new_server(kind: str, folder: Path) -> Iterator[NewServer]:
    """Start a server of *kind* with data of its own in *folder*; skip where there is none."""
    if kind == "pretend 2.x":
        with pretend_influxdb() as server:
            yield NewServer(server.url, one=False)
    elif kind == "real 1.x":
        with started_v1(InfluxDBV1(folder, "admin")) as first:
            yield NewServer(first.url, one=True)
    else:
        with _real_2x(folder) as url:
            yield NewServer(url, one=False)


@contextmanager
def _real_2x(folder: Path) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        address = f"127.0.0.1:{free.getsockname()[1]}"
    places = [
        f"--bolt-path={folder}/bolt",
        f"--sqlite-path={folder}/sqlite",
        f"--engine-path={folder}/engine",
    ]
    wanted = [str(INFLUXD2), f"--http-bind-address={address}", "--reporting-disabled", *places]
    process = subprocess.Popen(wanted, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        _wait_for(f"http://{address}")
        yield f"http://{address}"
    finally:
        process.terminate()
        process.wait()


def _wait_for(url: str) -> None:
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        try:
            if HTTP.get(f"{url}/health").status_code == 200:
                return
        except httpx.TransportError:
            time.sleep(0.1)
    pytest.fail(f"nothing answers at {url}")
