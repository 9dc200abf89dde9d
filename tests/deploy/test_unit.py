"""The systemd unit: systemd understands all of it, and rates it as well confined."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from collector.config.settings import Settings
from tests.deploy.compose_rules import ROOT

UNIT = ROOT / "deploy" / "wanikani-collector.service"
DROP_IN = ROOT / "deploy" / "wanikani-collector-influxdb.conf"
PROGRAM = "/opt/wanikani-collector/bin/wanikani-collector"
# systemd's own scale: 0 is safe, 10 is not; below 2 it says OK.
EXPOSED_AT_MOST = 1.5


@pytest.fixture
def installed(tmp_path: Path) -> Path:
    """Return the unit with its drop-in, and a program that is there."""
    if shutil.which("systemd-analyze") is None:
        pytest.skip("no systemd-analyze on the PATH (on Debian: apt-get install systemd)")
    unit = tmp_path / UNIT.name
    unit.write_text(UNIT.read_text("utf-8").replace(PROGRAM, shutil.which("true") or "/bin/true"))
    (tmp_path / f"{UNIT.name}.d").mkdir()
    shutil.copy(DROP_IN, tmp_path / f"{UNIT.name}.d" / "influxdb.conf")
    return unit


def analyzed(*arguments: str) -> "subprocess.CompletedProcess[str]":
    wanted = ["systemd-analyze", *arguments]
    return subprocess.run(wanted, capture_output=True, text=True, check=False, timeout=60)


def test_systemd_understands_every_line(installed: Path) -> None:
    done = analyzed("verify", str(installed))
    assert (done.returncode, done.stderr) == (0, "")


def test_a_mistake_in_it_would_be_seen(installed: Path) -> None:
    installed.write_text(installed.read_text("utf-8").replace("DynamicUser=yes", "DynamicUsr=yes"))
    assert "DynamicUsr" in analyzed("verify", str(installed)).stderr


def test_it_is_well_confined(installed: Path) -> None:
    said = analyzed("security", "--offline=yes", str(installed)).stdout
    level = re.search(r"Overall exposure level for \S+: ([0-9.]+)", said)
    assert level is not None
    assert float(level[1]) <= EXPOSED_AT_MOST


def test_it_names_existing_settings_and_holds_no_secret() -> None:
    text = UNIT.read_text("utf-8") + DROP_IN.read_text("utf-8")
    named = {name.lower() for name in re.findall(r"^Environment=([A-Z_]+)=", text, re.MULTILINE)}
    assert named <= set(Settings.model_fields)
    assert {"wanikani_token_file", "collector_state", "influxdb_token_file"} <= named
