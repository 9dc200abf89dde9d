"""Killed before any statement it makes, the collector ends up with exactly what it would have had."""

import contextlib
import shutil
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from collector.influxdb.outcome import WriteOutcome
from collector.influxdb.writer import Writer
from collector.pipeline import deliver as delivering
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage import schema
from collector.storage.transaction import Transaction
from tests.harness import HOUR, NOON, TOKEN, Rig, copied, only_account, requests_of
from tests.influxdb.pretend_influxdb import PretendInfluxDB, pretend_influxdb

NEVER = 10**9

Files = frozenset[tuple[str, bytes]]


class Killed(BaseException):
    """The process is gone: nothing after this point happens."""


class DyingConnection(Transaction):
    """A real connection that dies before its n-th statement, as a `kill -9` would have it."""

    left = NEVER

    def _step(self) -> None:
        DyingConnection.left -= 1
        if DyingConnection.left <= 0:
            # What SQLite finds at the next start without a COMMIT.
            self.close()
            raise Killed

    def execute(self, *arguments: Any) -> sqlite3.Cursor:
        self._step()
        return super().execute(*arguments)

    def executemany(self, *arguments: Any) -> sqlite3.Cursor:
        self._step()
        return super().executemany(*arguments)

    @property
    def in_transaction(self) -> bool:
        return DyingConnection.left > 0 and super().in_transaction


@pytest.fixture
def mortal(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Let every connection be one that can die."""
    connect = sqlite3.connect

    def connecting(*arguments: object, **options: object) -> sqlite3.Connection:
        return connect(*arguments, **options | {"factory": DyingConnection})  # type: ignore[call-overload, no-any-return]

    monkeypatch.setattr(sqlite3, "connect", connecting)
    yield
    DyingConnection.left = NEVER


def _rig(folder: Path) -> Rig:
    world = World(NOON, levels=3, per_level=10)
    always = Habits(hours=tuple(range(24)), weekend_hours=tuple(range(24)), session_missed=0, day_off=0)
    # The moment stands still while hundreds of processes die in it: no rate limit.
    return Rig(folder, world, Learner(world, habits=always), requests_a_minute=NEVER)


def _files(rig: Rig) -> Files:
    return frozenset((file.name, file.read_bytes()) for file in rig.folder.rglob("*") if file.is_file())


def _statements_of_a_poll(rig: Rig) -> int:
    """Poll once in a process that does not die and return how many statements that took.

    An empty state is made once for all processes of the tests: that is not among them.
    """
    schema.create(sqlite3.connect(":memory:"))
    DyingConnection.left = NEVER
    rig.good_poll()
    return NEVER - DyingConnection.left


def _put_back(rig: Rig, backup: Path) -> None:
    shutil.rmtree(rig.folder, ignore_errors=True)
    if backup.exists():
        shutil.copytree(backup, rig.folder)


class DyingTransport(httpx.WSGITransport):
    """The way to the simulated WaniKani, on which the process dies at the n-th request."""

    def __init__(self, rig: Rig, number: int) -> None:
        super().__init__(app=rig.api)
        self.left = number

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        self.left -= 1
        if self.left == 0:
            raise Killed
        return super().handle_request(request)


def test_killed_at_any_request_the_next_process_ends_up_the_same(tmp_path: Path) -> None:
    rig = _rig(tmp_path / "state")
    rig.pass_time(timedelta(days=2))
    rig.poll_hourly(5)
    rig.pass_time(3 * HOUR)
    backup = copied(rig, tmp_path / "backup")
    requests = len(requests_of(rig.api, rig.good_poll))
    undisturbed = rig.lines()
    assert any(line.startswith("review,") for line in undisturbed)
    for number in range(1, requests + 1):
        _put_back(rig, backup)
        with pytest.raises(Killed):
            rig.poll(DyingTransport(rig, number))
        rig.good_poll()
        assert rig.lines() == undisturbed, f"killed at request {number} of {requests}"


@pytest.mark.usefixtures("mortal")
@pytest.mark.parametrize("hours_polled", [0, 5], ids=["at the first poll", "at a later poll with reviews"])
def test_killed_before_any_statement_the_next_process_ends_up_the_same(
    tmp_path: Path, hours_polled: int
) -> None:
    rig = _rig(tmp_path / "state")
    rig.pass_time(timedelta(days=2))
    if hours_polled:
        rig.poll_hourly(hours_polled)
    rig.pass_time(3 * HOUR)
    backup = copied(rig, tmp_path / "backup") if hours_polled else tmp_path / "nothing"
    statements = _statements_of_a_poll(rig)
    undisturbed = rig.lines()
    assert statements > 40

    # The files are all that the next process knows of the killed one: from the same ones it goes on alike.
    ended_up: dict[Files, list[str]] = {}
    for number in range(1, statements + 1):
        _put_back(rig, backup)
        DyingConnection.left = number
        with pytest.raises(Killed):
            rig.poll()
        DyingConnection.left = NEVER
        left = _files(rig)
        if left not in ended_up:
            rig.good_poll()
            ended_up[left] = rig.lines()
        assert ended_up[left] == undisturbed, f"killed before statement {number} of {statements}"


class DyingWriter:
    """A way to InfluxDB on which the process dies at the n-th write: before it, or when it was stored."""

    def __init__(self, writer: Writer, number: int, *, stored: bool) -> None:
        self._writer = writer
        self.left = number
        self._stored = stored

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        self.left -= 1
        if self.left == 0 and not self._stored:
            raise Killed
        outcome = self._writer.write(lines)
        if self.left == 0:
            raise Killed
        return outcome

    def close(self) -> None:
        self._writer.close()


@pytest.mark.parametrize("stored", [False, True], ids=["before it", "when it was stored"])
def test_killed_at_any_write_to_influxdb_the_next_process_completes_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stored: bool
) -> None:
    monkeypatch.setattr(delivering, "BATCH", 10)
    rig = _rig(tmp_path / "state")
    rig.pass_time(timedelta(days=2))
    rig.poll_hourly(5)
    backup = copied(rig, tmp_path / "backup")
    points = rig.database()
    writes = -(-len(rig.lines()) // 10)
    assert writes > 5
    for number in range(1, writes + 1):
        _put_back(rig, backup)
        with _delivering_to_a_new_server(rig) as server:
            with rig.app() as app:
                assert app.writer is not None
                dying = DyingWriter(app.writer, number, stored=stored)
                with pytest.raises(Killed):
                    delivering.deliver(only_account(app).store, dying, app.clock)
            with rig.app() as app:
                assert app.deliver(only_account(app)).problem is None
            assert rig.lines() == []
            assert len(server.points) == len(points), f"killed at write {number} of {writes}"


@contextlib.contextmanager
def _delivering_to_a_new_server(rig: Rig) -> Iterator[PretendInfluxDB]:
    with pretend_influxdb() as server:
        server.admin.set_up("home", "wanikani", TOKEN)
        rig.settings = {
            "influxdb_url": server.url,
            "influxdb_token": SecretStr(TOKEN),
            "influxdb_org": "home",
            "influxdb_bucket": "wanikani",
        }
        yield server
