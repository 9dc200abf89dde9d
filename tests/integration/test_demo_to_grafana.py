"""The demo's learner in a real InfluxDB, by the very commands that the demo ends with."""

import re
import shlex
from pathlib import Path

import pytest

from grafana.influxql import accounts
from tests.cli.conftest import Cli, Finished
from tests.integration.servers import InfluxDBV1

DAYS = 1


@pytest.fixture
def cli(tmp_path: Path) -> Cli:
    """The command without any setting."""
    return Cli(tmp_path)


def _exported(done: Finished) -> dict[str, str]:
    """Return the variables that the demo says to set."""
    lines = re.findall(r"^  export (.+)$", done.out, re.MULTILINE)
    return dict(word.split("=", 1) for line in lines for word in shlex.split(line))


def test_the_commands_at_the_end_of_the_demo_fill_an_influxdb_for_grafana(
    cli: Cli, influxdb_v1: InfluxDBV1
) -> None:
    # With --remember no other polling intervals are compared, which saves most of the time.
    arguments = ("--days", str(DAYS), "--state", "my demo", "--out", "page.html", "--remember", "start")
    demo = cli("demo", *arguments)
    assert demo.code == 0
    variables = _exported(demo)
    assert variables["COLLECTOR_STATE"] == str(cli.folder / "my demo")
    assert variables["INFLUXDB_URL"] == "http://localhost:8086"
    assert "wanikani-collector rebuild" in demo.out
    bucket = variables["INFLUXDB_BUCKET"]

    waiting = cli("rebuild", COLLECTOR_STATE=variables["COLLECTOR_STATE"])
    filled = cli("rebuild", **variables | {"INFLUXDB_URL": influxdb_v1.url})
    assert filled.code == 0
    assert "0 refused" in filled.out
    assert {row["account"] for row in influxdb_v1.query(accounts(), bucket)} == {"pretend-learner"}
    (polls,) = influxdb_v1.query('SELECT count("ok") AS n FROM "collector"', bucket)
    assert polls["n"] == DAYS * 24
    # The number differs from the demo's, and the reason is said.
    (kept,) = re.findall(r"([\d,]+) points are in the embedded store", demo.out)
    assert f"({kept} were queued before: some were older versions of the same point)" in waiting.out
