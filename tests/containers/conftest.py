import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.compose import ROOT, Stack, copied, missing
from tests.deploy.compose_rules import read


@pytest.fixture(scope="session", autouse=True)
def _engine() -> None:
    """End with the reason where there is no engine: a hundred skipped tests would look like success."""
    if why := missing():
        pytest.exit(f"no containers: {why}", returncode=1)


@pytest.fixture(scope="session")
def now(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the present files."""
    return copied(tmp_path_factory.mktemp("now") / "project")


@pytest.fixture(scope="session")
def before(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the files of the commit before."""
    asked = ["git", "rev-parse", "--verify", "--quiet", "HEAD~1:docker-compose.yml"]
    if subprocess.run(asked, cwd=ROOT, capture_output=True, check=False).returncode:
        pytest.skip("no commit before this one has a docker-compose.yml")
    return copied(tmp_path_factory.mktemp("before") / "project", "HEAD~1")


@pytest.fixture(scope="session")
def stack(now: Path) -> Iterator[Stack]:
    """The demo with InfluxDB 1.x, running."""
    assert read(now / "docker-compose.yml")["name"] == "wanikani"
    running = Stack(now, "wanikani-tests")
    running.remove()
    try:
        running.compose("up", "--detach", "--build")
        yield running
    finally:
        running.remove()
