"""A real daemon on a machine whose clock is wrong at first, and is then set right."""

import socket
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from collector.config.values import DEFAULT_ACCOUNT
from collector.core.facts import Heartbeat
from collector.core.moments import moment
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from collector.storage import ledger, runs
from collector.storage.database import read_state
from collector.storage.state_folder import state_file
from tests.harness import TOKEN
from tests.set_clock.faked import FakedDaemon, faked_daemon, until

RIGHT = "+0"
IN_1970 = "@1970-01-01 00:00:20"


@pytest.fixture
def wanikani() -> SimulatedWaniKani:
    """A simulated WaniKani whose time is right."""
    world = World(datetime.now(UTC) - timedelta(days=1), levels=3, per_level=12)
    return SimulatedWaniKani(world, token=TOKEN, live=lambda: world.advance(datetime.now(UTC)))


@pytest.fixture
def running(tmp_path: Path, wanikani: SimulatedWaniKani, clock: str) -> Iterator[FakedDaemon]:
    """A daemon that has polled once, with its clock at *clock*."""
    with (
        serve(wanikani) as server,
        faked_daemon(
            tmp_path, clock, WANIKANI_TOKEN=TOKEN, WANIKANI_URL=server.url, COLLECTOR_POLL_EVERY="7d"
        ) as daemon,
    ):
        until("the first poll", lambda: _polls(wanikani) == 1)
        yield daemon


def _polls(wanikani: SimulatedWaniKani) -> int:
    return sum(path.endswith("/summary") for _, path, _ in wanikani.requests)


@pytest.mark.parametrize("clock", [IN_1970, "@2019-05-05 12:00:00", "@2036-01-01 00:00:20"])
def test_a_clock_that_is_set_costs_nothing_and_polls_once(
    running: FakedDaemon, wanikani: SimulatedWaniKani, clock: str
) -> None:
    before = running.memory()
    running.set_clock(RIGHT)
    until("a poll at the right time", lambda: _polls(wanikani) == 2)
    time.sleep(20)
    assert _polls(wanikani) == 2
    assert running.memory() - before < 16
    answer = running.get("/readyz")
    assert answer is not None
    assert answer.status_code == 200
    code, seconds = running.end()
    assert code == 0
    assert seconds < 8


def _has_failed(folder: Path) -> bool:
    last = read_state(state_file(folder / "state", DEFAULT_ACCOUNT), runs.last_run)
    return last is not None and not last.ok


def _heartbeats(folder: Path) -> list[Heartbeat]:
    path = state_file(folder / "state", DEFAULT_ACCOUNT)
    return read_state(path, lambda tx: list(ledger.heartbeats.heartbeats(tx))) or []


def test_a_poll_before_the_network_is_there_is_dated_by_the_first_answer(
    tmp_path: Path, wanikani: SimulatedWaniKani
) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as taken:
        port = taken.getsockname()[1]
    url = f"http://127.0.0.1:{port}/v2"
    settings = {"WANIKANI_TOKEN": TOKEN, "WANIKANI_URL": url, "WANIKANI_ACCOUNT": "me"}
    with faked_daemon(tmp_path, IN_1970, **settings) as daemon:
        tried = moment(datetime.now(UTC))
        until("a failed poll", lambda: _has_failed(tmp_path))
        assert _heartbeats(tmp_path) == []
        with serve(wanikani, port=port):
            daemon.set_clock(RIGHT)
            until("a successful poll", lambda: _polls(wanikani) == 1)
            until("its heartbeat", lambda: len(_heartbeats(tmp_path)) == 2)
        failed, good = _heartbeats(tmp_path)
        daemon.end()
    minute = 60_000_000
    assert [failed.ok, good.ok] == [False, True]
    assert abs(failed.at - tried) < minute
    assert good.at > failed.at
