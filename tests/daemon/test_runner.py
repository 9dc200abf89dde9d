"""`run` as its own process, on real sockets: it starts, answers, and ends when asked."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.harness import TOKEN

PATIENCE = 40


@pytest.fixture
def wanikani() -> SimulatedWaniKani:
    """A simulated WaniKani whose time is ours."""
    world = World(datetime.now(UTC) - timedelta(days=1), levels=3, per_level=12)
    return SimulatedWaniKani(world, token=TOKEN, live=lambda: world.advance(datetime.now(UTC)))


@contextmanager
def _running(folder: Path, **settings: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run the daemon; yields the process and where it answers. It is ended by its id in any case."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    environment = {**os.environ, "COLLECTOR_STATE": str(folder), "COLLECTOR_LISTEN": listen, **settings}
    process = subprocess.Popen(
        [sys.executable, "-m", "collector", "run"], env=environment, stderr=subprocess.PIPE, text=True
    )
    try:
        yield process, f"http://{listen}"
    finally:
        process.kill()
        process.wait()
        assert process.stderr is not None
        process.stderr.close()


def _until(url: str, status: int, words: str = "") -> str:
    """Ask *url* until it answers with *status* and says *words*; return what it says."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            answer = httpx.get(url)
        except httpx.TransportError:
            answer = None
        if answer is not None and answer.status_code == status and words in answer.text:
            return answer.text
        time.sleep(0.1)
    raise AssertionError(f"{url} never answered {status} {words}")


def _ended(process: "subprocess.Popen[str]", number: signal.Signals) -> tuple[int, float]:
    """Send a signal; return the exit code and how long it took. Nothing unexpected may be in the log."""
    started = time.monotonic()
    process.send_signal(number)
    _, said = process.communicate(timeout=20)
    assert "Traceback" not in said
    assert "nobody expected" not in said
    return process.returncode, time.monotonic() - started


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_polls_at_once_answers_and_ends_when_asked(
    tmp_path: Path, wanikani: SimulatedWaniKani, number: signal.Signals
) -> None:
    with (
        serve(wanikani) as server,
        _running(tmp_path / "state", WANIKANI_TOKEN=TOKEN, WANIKANI_URL=server.url) as (process, answers),
    ):
        assert _until(f"{answers}/readyz", 200) == '{"ready": true, "reasons": []}\n'
        assert httpx.get(f"{answers}/healthz").text == "alive\n"
        assert "wanikani_collector_last_good_poll_timestamp_seconds" in httpx.get(f"{answers}/metrics").text
        assert httpx.get(f"{answers}/elsewhere").status_code == 404
        code, took = _ended(process, number)
    assert code == 0
    assert took < 8


def test_a_restart_within_the_interval_does_not_ask_again(
    tmp_path: Path, wanikani: SimulatedWaniKani
) -> None:
    with serve(wanikani) as server:
        settings = {"WANIKANI_TOKEN": TOKEN, "WANIKANI_URL": server.url}
        with _running(tmp_path / "state", **settings) as (_, answers):
            _until(f"{answers}/readyz", 200)
        asked = len(wanikani.requests)
        with _running(tmp_path / "state", **settings) as (_, answers):
            _until(f"{answers}/readyz", 200)
        assert len(wanikani.requests) == asked


def test_a_missing_token_does_not_end_it_and_a_new_one_is_found(
    tmp_path: Path, wanikani: SimulatedWaniKani
) -> None:
    token = tmp_path / "token"
    with (
        serve(wanikani) as server,
        _running(tmp_path / "state", WANIKANI_TOKEN_FILE=str(token), WANIKANI_URL=server.url) as (
            process,
            answers,
        ),
    ):
        _until(f"{answers}/readyz", 503, "WANIKANI_TOKEN_FILE")
        token.write_text(TOKEN)
        _until(f"{answers}/readyz", 200)
        assert _ended(process, signal.SIGTERM)[0] == 0


def test_it_ends_within_eight_seconds_while_wanikani_does_not_answer(tmp_path: Path) -> None:
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        url = f"http://127.0.0.1:{silent.getsockname()[1]}/v2"
        with _running(tmp_path / "state", WANIKANI_TOKEN=TOKEN, WANIKANI_URL=url) as (process, answers):
            _until(f"{answers}/healthz", 200)
            connection, _ = silent.accept()
            code, took = _ended(process, signal.SIGTERM)
            connection.close()
    assert code == 0
    assert took < 8


def test_it_ends_at_once_while_it_waits_to_try_again(tmp_path: Path, wanikani: SimulatedWaniKani) -> None:
    wanikani.fail("/v2/user", 503, times=100)
    with (
        serve(wanikani) as server,
        _running(tmp_path / "state", WANIKANI_TOKEN=TOKEN, WANIKANI_URL=server.url) as (process, answers),
    ):
        _until(f"{answers}/healthz", 200)
        while len(wanikani.requests) < 3:
            time.sleep(0.05)
        code, took = _ended(process, signal.SIGTERM)
    assert code == 0
    assert took < 3


def test_a_second_process_on_the_same_state_is_refused(tmp_path: Path, wanikani: SimulatedWaniKani) -> None:
    with (
        serve(wanikani) as server,
        _running(tmp_path / "state", WANIKANI_TOKEN=TOKEN, WANIKANI_URL=server.url) as (_, answers),
    ):
        _until(f"{answers}/readyz", 200)
        with _running(tmp_path / "state", WANIKANI_TOKEN=TOKEN, WANIKANI_URL=server.url) as (second, _):
            _, said = second.communicate(timeout=20)
        assert second.returncode == 1
        assert "Another wanikani-collector is using the state" in said


def test_ending_it_at_any_moment_leaves_nothing_unexpected_in_the_log(
    tmp_path: Path, wanikani: SimulatedWaniKani
) -> None:
    settings = {"INFLUXDB_URL": "http://127.0.0.1:9", "WANIKANI_ACCOUNTS__WATCH__TOKEN": TOKEN}
    with serve(wanikani) as server:
        for number, moment in enumerate((0.0, 0.05, 0.1, 0.2, 0.4)):
            state = tmp_path / f"state-{number}"
            with _running(state, WANIKANI_URL=server.url, **settings) as (process, answers):
                _until(f"{answers}/healthz", 200)
                time.sleep(moment)
                assert _ended(process, signal.SIGTERM)[0] == 0


def test_a_restart_without_its_token_is_not_ready_at_once(
    tmp_path: Path, wanikani: SimulatedWaniKani
) -> None:
    token = tmp_path / "token"
    token.write_text(TOKEN)
    with serve(wanikani) as server:
        settings = {"WANIKANI_TOKEN_FILE": str(token), "WANIKANI_URL": server.url}
        with _running(tmp_path / "state", **settings) as (_, answers):
            _until(f"{answers}/readyz", 200)
        token.unlink()
        with _running(tmp_path / "state", **settings) as (_, answers):
            _until(f"{answers}/readyz", 503, "WANIKANI_TOKEN_FILE")
