"""Where the version before comes from."""

import subprocess
from pathlib import Path

import pytest

from tests.bench.builds import BuildFailed, archived


def test_a_clone_without_the_version_before_says_what_to_fetch(tmp_path: Path) -> None:
    subprocess.run(["git", "init", "--quiet"], cwd=tmp_path, check=True)
    with pytest.raises(BuildFailed, match="git fetch --unshallow"):
        archived(tmp_path)
