"""`make` says in one sentence what is missing: a Python that can run the collector, or a program."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.deploy.compose_rules import ROOT


def pretending(folder: Path, change: str) -> Path:
    """Return a Python that says of itself what *change* makes it say."""
    file = folder / "python"
    file.write_text(f'#!/bin/sh\nexec {sys.executable} -c "import sys; {change}; $2"\n')
    file.chmod(0o755)
    return file


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("sys.version_info = (3, 10, 9)", "wanikani-collector needs Python 3.11 or newer. Name one with: "),
        (
            "sys.maxsize = 2**31 - 1",
            "wanikani-collector needs a 64-bit system, and this Python is a 32-bit one: ",
        ),
    ],
)
def test_it_refuses_a_python_that_cannot_run_the_collector(
    change: str, sentence: str, tmp_path: Path
) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    (tmp_path / "pyproject.toml").touch()
    for lock in ("", "-build", "-uv"):
        (tmp_path / f"requirements{lock}.lock").touch()
    command = ["make", f"PYTHON={pretending(tmp_path, change)}", "run"]
    # As typed in a shell, also where `make` runs these tests.
    shell = {name: value for name, value in os.environ.items() if not name.startswith("MAKE")}
    done = subprocess.run(
        command, cwd=tmp_path, env=shell, capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 2
    assert done.stdout.startswith(sentence)
    assert len(done.stdout.splitlines()) == 1
    assert not (tmp_path / ".venv").exists()


@pytest.mark.parametrize(
    ("target", "program", "packages"),
    [
        ("browser", "chromium", "chromium chromium-driver"),
        ("clock", "faketime", "faketime"),
        ("documents", "influxd", "influxdb influxdb-client"),
        ("judge", "node", "nodejs npm"),
        ("plotly", "npm", "npm"),
        ("workflows", "go", "golang-go"),
    ],
)
def test_a_target_names_the_program_that_is_missing_before_it_installs_anything(
    target: str, program: str, packages: str, tmp_path: Path
) -> None:
    make = shutil.which("make")
    assert make
    shutil.copy(ROOT / "Makefile", tmp_path)
    done = subprocess.run(
        [make, target],
        cwd=tmp_path,
        env={"PATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == (
        f"This target needs {program}, which is not on the path. On Debian: apt-get install {packages}\n"
    )
    assert not (tmp_path / ".venv").exists()
