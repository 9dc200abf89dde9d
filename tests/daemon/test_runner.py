"""`run` as its own process, on real sockets: it starts, answers, and ends when asked."""

import os
import pty
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr
from structlog.testing import capture_logs

from collector.app import open_app
from collector.config.named_account import NamedAccount
from collector.config.settings import Settings
from collector.core.clock import SystemClock
from collector.core.log_events import LogEvent
from collector.daemon.runner import run
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.child_processes import projections_of, until
from tests.harness import TOKEN

PATIENCE = 40


@pytest.fixture
def wanikani() -> SimulatedWaniKani:
    """A simulated WaniKani whose time is ours."""
    world = World(datetime.now(UTC) - timedelta(days=1), levels=3, per_level=12)
    return SimulatedWaniKani(world, token=TOKEN, live=lambda: world.advance(datetime.now(UTC)))


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


@contextmanager
def _running(folder: Path, **settings: str) -> Iterator[tuple["subprocess.Popen[str]", str]]:
    """Run the daemon; yields the process and where it answers. It is ended by its id in any case."""
    listen = f"127.0.0.1:{_free_port()}"
    environment = {**os.environ, "COLLECTOR_STATE": str(folder), "COLLECTOR_LISTEN": listen, **settings}
    environment.setdefault("COLLECTOR_PROJECTION", "off")
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
    assert "crashed" not in said
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


@contextmanager
def _projecting(folder: Path, wanikani: SimulatedWaniKani) -> Iterator[tuple["subprocess.Popen[str]", int]]:
    """Run the daemon until its first projection goes on, and yield both processes: that one stands still."""
    state = folder / "state"
    with (
        serve(wanikani) as server,
        _running(
            state, WANIKANI_TOKEN=TOKEN, WANIKANI_URL=server.url, COLLECTOR_PROJECTION="daily"
        ) as running,
    ):
        process, answers = running
        until(lambda: projections_of(state / "account.sqlite3"))
        child = int(projections_of(state / "account.sqlite3")[0].name)
        os.kill(child, signal.SIGSTOP)
        _until(f"{answers}/readyz", 200)
        yield process, child
        until(lambda: not projections_of(state / "account.sqlite3"))


def test_a_projection_ends_with_it(tmp_path: Path, wanikani: SimulatedWaniKani) -> None:
    with _projecting(tmp_path, wanikani) as (process, _):
        code, took = _ended(process, signal.SIGTERM)
    assert code == 0
    assert took < 8


def test_where_both_are_told_to_end_as_systemd_does_neither_failed(
    tmp_path: Path, wanikani: SimulatedWaniKani
) -> None:
    with _projecting(tmp_path, wanikani) as (process, child):
        os.kill(child, signal.SIGTERM)
        os.kill(child, signal.SIGCONT)
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "projection.failed" not in said
    assert "crashed" not in said


def test_it_goes_on_without_a_projection_that_is_killed(tmp_path: Path, wanikani: SimulatedWaniKani) -> None:
    with _projecting(tmp_path, wanikani) as (process, child):
        os.kill(child, signal.SIGKILL)
        assert process.stderr is not None
        logged = next(line for line in process.stderr if "projection." in line)
        assert '"event": "projection.failed"' in logged
        assert "was killed" in logged
        assert _ended(process, signal.SIGTERM)[0] == 0


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


@contextmanager
def _running_here(wanikani: SimulatedWaniKani, folder: Path, **settings: Any) -> Iterator[str]:
    """Run the daemon in a thread of this process, and yield where it answers; it must end at the end."""
    listen = f"127.0.0.1:{_free_port()}"
    made = Settings.model_construct(
        **{
            "wanikani_url": "http://pretend.invalid/v2",
            "collector_state": folder,
            "collector_listen": listen,
            "collector_projection": "off",
            **settings,
        }
    )
    stop = threading.Event()
    with open_app(made, SystemClock(stop), httpx.WSGITransport(app=wanikani)) as app:
        daemon = threading.Thread(target=run, args=(app, stop, timedelta(milliseconds=200)))
        daemon.start()
        try:
            yield f"http://{listen}"
        finally:
            stop.set()
            daemon.join(PATIENCE)
        assert not daemon.is_alive()


def test_a_missing_token_does_not_end_it_and_a_new_one_is_found(
    tmp_path: Path, wanikani: SimulatedWaniKani
) -> None:
    token = tmp_path / "token"
    with _running_here(wanikani, tmp_path / "state", wanikani_token_file=token) as answers:
        _until(f"{answers}/readyz", 503, "WANIKANI_TOKEN_FILE")
        token.write_text(TOKEN)
        _until(f"{answers}/readyz", 200)


def test_a_hangup_reads_the_accounts_again_at_once(tmp_path: Path, wanikani: SimulatedWaniKani) -> None:
    listed, state = tmp_path / "accounts.env", tmp_path / "state"
    listed.write_text(f"anna={TOKEN}\n")
    with (
        serve(wanikani) as server,
        _running(state, WANIKANI_ACCOUNTS_FILE=str(listed), WANIKANI_URL=server.url) as (process, answers),
    ):
        _until(f"{answers}/readyz", 200)
        listed.write_text(f"anna={TOKEN}\nben={TOKEN}\ncarl=\n")
        process.send_signal(signal.SIGHUP)
        began = time.monotonic()
        reasons = _until(f"{answers}/readyz", 503, "Line 3 of")
        _until(f"{answers}/metrics", 200, 'account="ben"')
        # Without the signal it may take 15 seconds.
        assert time.monotonic() - began < 10
        assert f"Line 3 of {listed} is empty: put a read-only token" in reasons
        assert _ended(process, signal.SIGTERM)[0] == 0


# Makes the terminal on standard input the one that the process is on, as a login does, and goes on.
ON_TERMINAL = """
import fcntl, os, sys, termios
fcntl.ioctl(0, termios.TIOCSCTTY, 0)
os.execv(sys.executable, [sys.executable, "-m", "collector", "run"])
"""


@pytest.mark.parametrize("closed", [False, True], ids=["it stays", "it is closed"])
def test_a_hangup_ends_it_only_where_its_terminal_is_closed(
    tmp_path: Path, wanikani: SimulatedWaniKani, closed: bool
) -> None:
    answers = f"127.0.0.1:{_free_port()}"
    settings = {
        "COLLECTOR_STATE": str(tmp_path / "state"),
        "COLLECTOR_LISTEN": answers,
        "WANIKANI_TOKEN": TOKEN,
    }
    ours, theirs = pty.openpty()
    with serve(wanikani) as server:
        process = subprocess.Popen(
            [sys.executable, "-c", ON_TERMINAL],
            env={**os.environ, **settings, "WANIKANI_URL": server.url},
            stdin=theirs,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        os.close(theirs)
        try:
            _until(f"http://{answers}/readyz", 200)
            if closed:
                os.close(ours)  # the kernel sends the signal
                assert process.wait(PATIENCE) == 0
            else:
                process.send_signal(signal.SIGHUP)
                time.sleep(0.5)
                assert httpx.get(f"http://{answers}/healthz").text == "alive\n"
                os.close(ours)
        finally:
            process.kill()
            process.wait()


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
        process.send_signal(signal.SIGTERM)
        _, said = process.communicate(timeout=20)
    assert process.returncode == 0
    # The wait ended, and nothing had to be dropped after it went on for too long.
    assert LogEvent.JOB_STOPPED in said
    assert "dropped" not in said


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


@pytest.mark.parametrize("moment", [0.0, 0.2])
def test_ending_the_process_early_leaves_nothing_unexpected_in_its_output(
    tmp_path: Path, wanikani: SimulatedWaniKani, moment: float
) -> None:
    settings = {"INFLUXDB_URL": "http://127.0.0.1:9", "WANIKANI_ACCOUNTS__WATCH__TOKEN": TOKEN}
    with (
        serve(wanikani) as server,
        _running(tmp_path / "state", WANIKANI_URL=server.url, **settings) as (process, answers),
    ):
        _until(f"{answers}/healthz", 200)
        time.sleep(moment)
        assert _ended(process, signal.SIGTERM)[0] == 0


@pytest.mark.parametrize("moment", [0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4])
def test_ending_it_at_any_moment_logs_no_error_of_its_own(
    tmp_path: Path, wanikani: SimulatedWaniKani, moment: float
) -> None:
    account = NamedAccount(token=SecretStr(TOKEN))
    settings = {"influxdb_url": "http://127.0.0.1:9", "wanikani_accounts": {"watch": account}}
    with capture_logs() as logs, _running_here(wanikani, tmp_path / "state", **settings):
        time.sleep(moment)
    errors = {entry["event"] for entry in logs if entry["log_level"] in {"warning", "error"}}
    assert errors <= {LogEvent.DELIVERY_FAILED}
    assert logs[-1]["event"] == LogEvent.DAEMON_STOPPED


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
