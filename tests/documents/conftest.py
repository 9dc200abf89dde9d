import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from tests.documents.blocks import ROOT
from tests.documents.reader import SUDO, TOKEN, Reader, environment
from tests.importers.old_script import written
from tests.integration.servers import HTTP, InfluxDBV1

DEMO_DAYS = "40"


@pytest.fixture(scope="session")
def wheels(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the built wheel."""
    folder = tmp_path_factory.mktemp("wheels")
    build = ["build", "--wheel", "--quiet", "--no-build-isolation", "--out-dir", str(folder)]
    subprocess.run([sys.executable, "-m", "uv", *build], cwd=ROOT, check=True)
    return folder


@pytest.fixture(scope="session")
def commands(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with programs of a new machine: an environment of Python's, and `sudo`."""
    folder = tmp_path_factory.mktemp("python")
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    sudo = folder / "bin" / "sudo"
    sudo.write_text(SUDO, "utf-8")
    sudo.chmod(0o755)
    return folder / "bin"


@pytest.fixture(scope="session")
def wanikani(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A simulated WaniKani, at its address."""
    command = [str(Path(sys.executable).with_name("wanikani-collector")), "simulate", "--level", "3"]
    log = tmp_path_factory.mktemp("wanikani") / "log"
    with log.open("wb") as out:
        process = subprocess.Popen([*command, "--port", "0", "--token", TOKEN], stdout=out, stderr=out)
    try:
        while "WANIKANI_URL=" not in (text := log.read_text("utf-8")):
            assert process.poll() is None, text
        yield text.split("WANIKANI_URL=")[1].split()[0]
    finally:
        process.terminate()
        process.wait()


@pytest.fixture(scope="session")
def demo_state(commands: Path, wheels: Path, wanikani: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder `state` with some weeks of a learner; the command is installed by pip on the way."""
    folder = tmp_path_factory.mktemp("demo")
    reader = Reader(folder, environment(folder, wheels, wanikani, commands))
    reader.types("pip install --quiet wanikani-collector")
    reader.types(f"wanikani-collector demo --days {DEMO_DAYS} --state state")
    return folder / "state"


@pytest.fixture
def reader(tmp_path: Path, wheels: Path, commands: Path, wanikani: str) -> Reader:
    """A reader with an empty folder."""
    (tmp_path / "etc" / "grafana").mkdir(parents=True)
    return Reader(tmp_path, environment(tmp_path, wheels, wanikani, commands))


@pytest.fixture
def reader_with_state(reader: Reader, demo_state: Path) -> Reader:
    """A reader who has collected for some weeks."""
    shutil.copytree(demo_state, reader.folder / "state")
    return reader


@pytest.fixture
def reader_who_polled(reader: Reader, demo_state: Path) -> Reader:
    """A reader who has a token, and has polled once."""
    assert demo_state.exists()
    polled = replace(reader, environment={**reader.environment, "WANIKANI_TOKEN": TOKEN})
    polled.types("wanikani-collector poll")
    return polled


@pytest.fixture
def influxdb_1(tmp_path_factory: pytest.TempPathFactory) -> Iterator[InfluxDBV1]:
    """An InfluxDB 1.x where the documents say it is."""
    if shutil.which("influxd") is None or shutil.which("influx") is None:
        reason = "needs influxd and influx (Debian: influxdb, influxdb-client)"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(reason)
    server = InfluxDBV1(tmp_path_factory.mktemp("influxdb"), port=8086)
    server.start()
    try:
        yield server
    finally:
        server.stop()


@pytest.fixture
def old_script(influxdb_1: InfluxDBV1) -> None:
    """An InfluxDB 1.x with what the old script wrote in two years."""
    HTTP.post(f"{influxdb_1.url}/query", data={"q": "CREATE DATABASE wanikani"}).raise_for_status()
    lines = written(datetime(2024, 1, 1, tzinfo=UTC), datetime(2026, 1, 1, tzinfo=UTC))
    influxdb_1.write([one.line for one in lines], "wanikani")
