"""Each platform that the documentation names has a wheel of every locked dependency: nothing is compiled."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.packages.conftest import ROOT, SECONDS, UV

# As uv names them: Linux with glibc and with musl, macOS, Windows.
PLATFORMS = (
    "x86_64-unknown-linux-gnu",
    "aarch64-unknown-linux-gnu",
    "x86_64-unknown-linux-musl",
    "aarch64-unknown-linux-musl",
    "aarch64-apple-darwin",
    "x86_64-apple-darwin",
    "x86_64-pc-windows-msvc",
)


@pytest.mark.parametrize("python", ["3.11", "3.14"])
@pytest.mark.parametrize("platform", PLATFORMS)
def test_every_locked_dependency_has_a_wheel(platform: str, python: str, tmp_path: Path) -> None:
    wanted = ["--python-platform", platform, "--python-version", python, "--only-binary", ":all:"]
    locked = ["--require-hashes", "--requirement", str(ROOT / "requirements.lock")]
    new = [
        "--python",
        sys.executable,
        "--target",
        str(tmp_path / "new"),
        "--dry-run",
        "--quiet",
        "--system-certs",
    ]
    command = [str(UV), "pip", "install", *new, *wanted, *locked]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=SECONDS)
    assert done.returncode == 0, done.stderr
