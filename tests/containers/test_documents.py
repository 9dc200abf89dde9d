"""The commands of README and documentation that need Docker run as they are written.

The shell's environment has what a reader's machine does not need: stand-ins for images that cannot be pulled
here, free ports, and a simulated WaniKani.
"""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.containers.compose import BUILT, FILES, SETTINGS
from tests.documents.blocks import Block, How, blocks
from tests.documents.reader import Reader, repository_settings

pytestmark = pytest.mark.timeout(900)
NAMES = ("wanikani", "wanikani-demo")
# As deploy/demo.env has them: the simulated WaniKani runs in the stack.
SIMULATED = {
    "COMPOSE_PROFILES": "demo", "WANIKANI_URL": "http://wanikani:8711/v2", "WANIKANI_TOKEN": "pretend-token",
    "COLLECTOR_POLL_EVERY": "1m",
}  # fmt: skip
# There is no stand-in for Grafana.
NEEDED = [block for block in blocks(How.DOCKER) if block.rest != "with Grafana"]
# What README and documentation have word for word is tried once.
BLOCKS = list({block.script: block for block in reversed(NEEDED)}.values())[::-1]


@pytest.fixture(scope="module")
def environment() -> dict[str, str]:
    """The environment of the shell."""
    image = os.environ.get("STACK_INFLUXDB_1X_IMAGE")
    influxdb = {"INFLUXDB_IMAGE": image} if image else {}
    files = {"COMPOSE_FILE": ":".join(FILES), "COLLECTOR_IMAGE": "wanikani-documents-collector"}
    return dict(os.environ) | repository_settings() | BUILT | SETTINGS | SIMULATED | files | influxdb


@pytest.fixture(scope="module")
def folders(environment: dict[str, str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Path]]:
    """The folders with clones of the repository, the newest last; the stacks are removed in the end."""
    cloned: list[Path] = [tmp_path_factory.mktemp("reader")]
    try:
        yield cloned
    finally:
        for name in NAMES:
            down = ["docker", "compose", "--profile", "*", "down", "--volumes", "--remove-orphans"]
            named = environment | {"COMPOSE_PROJECT_NAME": name}
            subprocess.run(down, cwd=cloned[-1], env=named, check=False, capture_output=True)


@pytest.mark.parametrize("block", BLOCKS, ids=str)
def test_it_runs_as_it_is_written(
    block: Block,
    folders: list[Path],
    environment: dict[str, str],
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    if "git clone" in block.script:
        folder = tmp_path_factory.mktemp("reader")
        folders.append(folder / "wanikani-collector")
    else:
        folder = folders[-1]
    Reader(folder, environment).types(block.script)
