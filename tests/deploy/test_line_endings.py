"""A clone on Windows has the same files as any other: Linux runs and reads them, in containers and WSL."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.deploy.compose_rules import ROOT

SCRIPTS = (".ci/run", "deploy/backup", "deploy/restore", "deploy/verify", "tests/containers/engine")
READ_BY_LINUX = (
    *SCRIPTS,
    "Makefile",
    "deploy/Dockerfile",
    "deploy/wanikani-collector.service",
    "docker-compose.yml",
    "grafana/provisioning/alerting/wanikani-rules.yaml",
    "requirements.lock",
)


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return what git checks out of these files where its settings are those of Git for Windows."""
    folder = tmp_path_factory.mktemp("clone")
    for name in (".gitattributes", *READ_BY_LINUX, "docs/images/item.png"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / name, folder / name)
    (folder / "tests/fixtures").mkdir(parents=True)
    (folder / "tests/fixtures/recorded.csv").write_bytes(b"one\r\ntwo\n")
    git(folder, "init", "--quiet")
    git(folder, "add", "--all")
    git(folder, "checkout-index", "--all", "--prefix", "out/")
    return folder / "out"


def git(folder: Path, *arguments: str) -> str:
    windows = ("-c", "core.autocrlf=true", "-c", "core.safecrlf=false")
    command = ["git", *windows, *arguments]
    return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True, timeout=60).stdout


@pytest.mark.parametrize("name", READ_BY_LINUX)
def test_what_linux_reads_keeps_its_line_endings(name: str, clone: Path) -> None:
    assert b"\r\n" not in (clone / name).read_bytes()


def test_pictures_and_what_was_recorded_stay_as_they_are(clone: Path) -> None:
    assert (clone / "docs/images/item.png").read_bytes() == (ROOT / "docs/images/item.png").read_bytes()
    assert (clone / "tests/fixtures/recorded.csv").read_bytes() == b"one\r\ntwo\n"


def test_every_script_that_is_checked_is_among_them() -> None:
    (line,) = (
        line for line in (ROOT / "Makefile").read_text("utf-8").splitlines() if line.startswith("SCRIPTS := ")
    )
    assert set(line.removeprefix("SCRIPTS := ").split()) == set(SCRIPTS)
