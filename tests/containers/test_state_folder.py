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


def _owned_by(stack: Stack, folder: Path, user: int) -> None:
    asked = ("--rm", "--user", "0", "--volume", f"{folder}:/folder", "--entrypoint", "chown")
    stack.run("docker", "run", *asked, f"{stack.name}-collector", f"{user}:{user}", "/folder")


def test_the_state_is_in_the_folder_and_stays_when_the_volumes_are_removed(
    stack: Stack, mine: Stack, folder: Path
) -> None:
    _owned_by(stack, folder, 1000)
    touch = ("run", "--rm", "-T", "--no-deps", "--entrypoint", "touch", "collector")
    mine.compose(*touch, "/var/lib/wanikani-collector/here")
    mine.compose("down", "--volumes")
    assert [path.name for path in folder.iterdir()] == ["here"]
    assert (folder / "here").stat().st_uid == 1000


def test_a_folder_that_the_collector_may_not_write_is_one_sentence(
    stack: Stack, mine: Stack, folder: Path
) -> None:
    _owned_by(stack, folder, 0)
    done = mine.compose("run", "--rm", "-T", "--no-deps", "collector", "poll", check=False)
    assert done.returncode == 2, done.stdout + done.stderr
    assert "The state folder /var/lib/wanikani-collector cannot be written (Permission denied): " in (
        done.stdout + done.stderr
    )
    assert "Traceback" not in done.stdout + done.stderr


def test_a_folder_that_is_not_there_is_named(mine: Stack, folder: Path) -> None:
    folder.rmdir()
    done = mine.compose("run", "--rm", "-T", "--no-deps", "collector", "status", check=False)
    assert done.returncode != 0
    assert f"{folder}: no such file or directory" in done.stderr
