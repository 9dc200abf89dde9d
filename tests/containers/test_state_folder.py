"""The variant with the state in a folder of the owner, as on a NAS."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.containers.compose import Stack

# The first of these tests waits until the stack is built and up.
pytestmark = pytest.mark.timeout(900)
VARIANT = "deploy/compose/state-folder.yaml"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return an empty folder, for the state."""
    there = tmp_path / "state"
    there.mkdir()
    return there


@pytest.fixture
def mine(stack: Stack, folder: Path) -> Iterator[Stack]:
    """The stack with that variant, with the image that is built already; nothing of it runs."""
    settings = {"STATE_FOLDER": str(folder), "COLLECTOR_IMAGE": f"{stack.name}-collector"}
    mine = replace(
        stack, name="wanikani-folder", files=(*stack.files, VARIANT), settings=stack.settings | settings
    )
    try:
        yield mine
    finally:
        mine.compose("down", "--volumes")


TOUCH = ("run", "--rm", "-T", "--no-deps", "--entrypoint", "touch", "collector")


def _as_root(stack: Stack, folder: Path, *command: str) -> None:
    """Run *command* in *folder* as root; whoever runs the tests need not be root."""
    asked = ("--rm", "--user", "0", "--volume", f"{folder}:/folder", "--workdir", "/folder")
    program, *arguments = command
    stack.run("docker", "run", *asked, "--entrypoint", program, f"{stack.name}-collector", *arguments)


def test_an_empty_folder_is_given_to_the_collector_and_outlives_the_volumes(
    stack: Stack, mine: Stack, folder: Path
) -> None:
    _as_root(stack, folder, "chown", "0:0", ".")
    mine.compose(*TOUCH, "/var/lib/wanikani-collector/here")
    assert folder.stat().st_uid == 1000
    mine.compose("down", "--volumes")
    assert [(path.name, path.stat().st_uid) for path in folder.iterdir()] == [("here", 1000)]


def test_a_folder_of_another_user_with_files_is_one_sentence(stack: Stack, mine: Stack, folder: Path) -> None:
    _as_root(stack, folder, "touch", "another")
    _as_root(stack, folder, "chown", "-R", "0:0", ".")
    done = mine.compose("run", "--rm", "-T", "--no-deps", "collector", "poll", check=False)
    said = done.stdout + done.stderr
    assert done.returncode == 2, said
    assert "The state folder /var/lib/wanikani-collector cannot be written (Permission denied): " in said
    assert "Traceback" not in said


def test_a_folder_that_is_not_there_is_named(mine: Stack, folder: Path) -> None:
    folder.rmdir()
    done = mine.compose("run", "--rm", "-T", "--no-deps", "collector", "status", check=False)
    assert done.returncode != 0
    assert f" {folder}:" in done.stderr
    assert "no such file or directory" in done.stderr
