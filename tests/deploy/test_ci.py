"""`.ci/run` fails where the containers cannot be tested: a green run has tested them."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.compose_rules import ROOT

# Every program that `.ci/run` looks for, `make` among them, does nothing and is content.
PROGRAMS = (
    "influxd", "influx", "jq", "go", "chromium", "chromedriver", "soffice", "node", "npm", "faketime",
    "systemd-analyze", "make", "debootstrap",
)  # fmt: skip


def program(folder: Path, name: str, script: str) -> None:
    file = folder / name
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A folder with `.ci/run` and the script for the engine, and programs that do nothing in `bin`."""
    (tmp_path / ".ci").mkdir()
    (tmp_path / "tests" / "containers").mkdir(parents=True)
    for file in (".ci/run", "tests/containers/engine"):
        shutil.copy2(ROOT / file, tmp_path / file)
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in PROGRAMS:
        program(programs, name, f'echo "{name} $*" >>"{tmp_path}/called"')
    return tmp_path


def ran(project: Path) -> tuple[int, str, str]:
    path = f"{project / 'bin'}:{os.environ['PATH']}"
    environment = {"PATH": path, "HOME": str(project), "TMPDIR": str(project)}
    done = subprocess.run(
        [str(project / ".ci" / "run")],
        env=environment,
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return done.returncode, (project / "called").read_text(), done.stderr


def test_it_fails_where_the_engine_does_not_start(project: Path) -> None:
    program(project / "bin", "dockerd", "echo no iptables here; exit 1")
    program(project / "bin", "docker", 'test "$1" = compose')
    code, called, said = ran(project)
    assert code != 0
    assert "clock packages\n" in called
    assert "make stack" not in called
    assert "The Docker engine did not start:\nno iptables here\n" in said


def test_where_there_is_no_engine_the_tests_fail_instead_of_being_skipped(tmp_path: Path) -> None:
    plain = ("-q", "-p", "no:cacheprovider", "-p", "no:xdist")
    asked = [sys.executable, "-m", "pytest", *plain, "tests/containers/test_image.py"]
    surroundings = os.environ | {
        "DOCKER_HOST": f"unix://{tmp_path}/none",
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    done = subprocess.run(asked, cwd=ROOT, env=surroundings, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "no containers: " in done.stdout
