"""A state that cannot be used, and a disk that takes no more: one sentence, and nothing is lost.

That no secret and no traceback is printed or kept is looked at after every run, in `conftest.Cli`.
"""

import contextlib
import dataclasses
import resource
import sqlite3
import subprocess
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from collector.storage.database import open_store
from tests.cli.conftest import Cli
from tests.harness import TOKEN


def _damaged(file: Path) -> None:
    file.write_bytes(b"this is no database" * 1000)


def _newer(file: Path) -> None:
    open_store(file).close()
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA user_version = 999")


def _unreleased(file: Path) -> None:
    with contextlib.closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA user_version = 3")


STATES: dict[str, tuple[Callable[[Path], None], str]] = {
    "overwritten": (_damaged, "is damaged: restore a copy of it"),
    "of a newer version": (_newer, "was written by a newer wanikani-collector"),
    "from before the first release": (
        _unreleased,
        "was written by a wanikani-collector from before its first release",
    ),
}


@pytest.mark.parametrize(("spoil", "words"), STATES.values(), ids=STATES)
def test_a_state_that_cannot_be_used_is(spoil: Callable[[Path], None], words: str, cli: Cli) -> None:
    cli.state.mkdir()
    spoil(cli.state_file)
    before = cli.state_file.read_bytes()
    for command in ("poll", "status"):
        done = cli(command)
        assert words in done.err
        assert done.code == 2
    assert cli.state_file.read_bytes() == before


def test_a_state_in_use_is_left_to_the_process_that_uses_it(cli: Cli) -> None:
    with cli.started("run", COLLECTOR_LISTEN="off") as daemon:
        try:
            assert daemon.stderr is not None
            assert "daemon.started" in daemon.stderr.readline()
            done = cli("poll")
            assert "Another wanikani-collector is using the state in" in done.err
            assert done.code == 1
            assert cli("status").code == 0
        finally:
            daemon.terminate()


def test_the_state_of_another_learner_is_not_added_to(cli: Cli) -> None:
    assert cli("poll").code == 0
    other = World(datetime.now(UTC), seed=2, levels=3, per_level=12, username="somebody-else")
    with serve(SimulatedWaniKani(other, token=TOKEN)) as server:
        done = cli("poll", WANIKANI_URL=server.url)
    assert "The token in WANIKANI_TOKEN belongs to 'somebody-else'" in done.err
    assert done.code == 2


def test_a_file_that_may_grow_no_further_loses_nothing(cli: Cli) -> None:
    done = _with_file_limit(cli, 150_000)
    assert f"The disk that holds {cli.state_file} cannot be read or written: check it; nothing" in done.stderr
    assert done.returncode == 1
    assert cli("poll").out.startswith("pretend-learner: ")


def _with_file_limit(cli: Cli, most: int) -> "subprocess.CompletedProcess[str]":
    # Python ignores the signal that comes with it, so writing fails as it does on a full disk.
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        process = cli.started("poll")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    with process:
        out, err = process.communicate(timeout=40)
    return subprocess.CompletedProcess("poll", process.returncode, out, err)


# A disk of its own, of 200 KB, in a mount namespace that needs no root where the kernel allows it.
SMALL_DISK = ("unshare", "--user", "--map-root-user", "--mount", "sh", "-c",
              'mount -t tmpfs -o size=200k tmpfs "$COLLECTOR_STATE" && exec "$@"', "sh")  # fmt: skip


def test_a_full_disk_is_a_passing_failure(cli: Cli) -> None:
    cli.state.mkdir()
    probe = subprocess.run(
        [*SMALL_DISK, "true"], env={"COLLECTOR_STATE": str(cli.state), "PATH": "/usr/bin:/bin"}, check=False
    )
    if probe.returncode != 0:
        pytest.skip("no small disk can be made: unshare --user --mount is not allowed here")
    done = dataclasses.replace(cli, wrapped_by=SMALL_DISK).as_process("poll")
    assert f"The disk that holds {cli.state_file} is full: free some space; nothing was lost." in done.err
    assert done.code == 1


def test_a_demo_does_not_touch_a_real_state(cli: Cli) -> None:
    cli.state.mkdir()
    cli.state_file.write_bytes(b"years of somebody's life")
    done = cli("demo", "--days", "1", "--state", str(cli.state))
    assert "choose another folder with --state" in done.err
    assert done.code == 2
    assert cli.state_file.read_bytes() == b"years of somebody's life"
