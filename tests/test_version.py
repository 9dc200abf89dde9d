"""Sources that were never built have a version too: the one that a build without git has."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_sources_that_were_never_built_have_one_too(tmp_path: Path) -> None:
    (tmp_path / "collector").mkdir()
    shutil.copy(ROOT / "collector" / "__init__.py", tmp_path / "collector")
    code = [sys.executable, "-c", "import collector; print(collector.__version__)"]
    done = subprocess.run(code, cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60)
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    assert done.stdout.strip() == project["tool"]["hatch"]["version"]["fallback-version"]
