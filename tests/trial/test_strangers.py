"""Clients that are silent, slow or malformed take neither the page nor a poll away from its owner."""

import contextlib
import signal
import socket
import time
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from collector.daemon.web.connections import MOST
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.daemon.test_runner import _ended, _running, _until
from tests.harness import TOKEN
from tests.integration.servers import HTTP
from tests.trial.figures import Figure
from tests.trial.sizes import size

CLIENTS = size(short=200, long=10_000)
# Held open at a time, by a stranger who means it.
HELD = size(short=100, long=300)
EVERY = 50

# What a client sends before it falls silent; None leaves at once, by a reset.
SENT: list[bytes | None] = [
    b"",
    b"G",
    b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ",
    b"GET / HTTP/1.1\r\nHost: localhost\r\n" + b"X: y\r\n" * 90,
    b"GET / HTTP/1.1\r\n" + b"X: y\r\n" * 200 + b"\r\n",
    b"GET /" + b"a" * 70_000 + b" HTTP/1.1\r\n\r\n",
    b"GET /plotly.min.js HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n",
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\x00" * 5_000,
    b"GET http://evil.example/ HTTP/1.1\r\nHost: localhost\r\n\r\n",
    b"\r\n\r\n\r\n",
    None,
]


def _client(port: int, sent: bytes | None) -> socket.socket:
    client = socket.create_connection(("127.0.0.1", port), timeout=5)
    with contextlib.suppress(OSError):
        if sent is None:
            client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
            client.close()
        else:
            client.sendall(sent)
    return client


def _status(pid: int, name: str) -> int:
    text = Path(f"/proc/{pid}/status").read_text("utf-8")
    return int(text.split(f"{name}:")[1].split()[0])


def _good_polls(url: str) -> int:
    lines = HTTP.get(f"{url}/metrics").text.splitlines()
    found = [line for line in lines if "polls_total" in line and 'result="good"' in line]
    return int(float(found[0].split()[-1])) if found else 0


@pytest.fixture
def wanikani() -> Iterator[str]:
    """A simulated WaniKani on a port."""
    world = World(datetime.now(UTC) - timedelta(days=1), levels=3, per_level=12)
    api = SimulatedWaniKani(
        world, token=TOKEN, live=lambda: world.advance(datetime.now(UTC)), requests_a_minute=60_000
    )
    with serve(api) as server:
        yield server.url


@pytest.mark.timeout(900)
def test_silent_slow_and_malformed_clients_take_neither_page_nor_polls_away(
    tmp_path: Path, wanikani: str, figure: Figure
) -> None:
    settings = {"WANIKANI_TOKEN": TOKEN, "WANIKANI_URL": wanikani, "COLLECTOR_POLL_EVERY": "5s"}
    with _running(tmp_path / "state", **settings) as (process, url):
        _until(f"{url}/readyz", 200)
        HTTP.get(url)
        port, before = int(url.rpartition(":")[2]), _status(process.pid, "VmRSS")
        polls, slowest = _good_polls(url), 0.0
        held: deque[socket.socket] = deque()
        threads = 0
        started = time.monotonic()
        for number in range(CLIENTS):
            held.append(_client(port, SENT[number % len(SENT)]))
            while len(held) > HELD:
                held.popleft().close()
            if number % EVERY == 0:
                slowest = max(slowest, _seconds(lambda: HTTP.get(f"{url}/healthz", timeout=10)))
                threads = max(threads, _status(process.pid, "Threads"))
        _wait_for_polls(url, polls + 1)
        pace = (_good_polls(url) - polls) / (time.monotonic() - started)
        grown = _status(process.pid, "VmRSS") - before
        while held:
            held.pop().close()
        assert _until(f"{url}/readyz", 200)
        assert HTTP.get(url).status_code == 200
        code, took = _ended(process, signal.SIGTERM)
    figure(
        clients=CLIENTS,
        polls_a_second=round(pace, 2),
        slowest_answer_s=round(slowest, 2),
        most_threads=threads,
        grown_kib=grown,
    )
    assert (code, took < 8) == (0, True)
    assert slowest < 5
    # Those that are just being ended, and the daemon's own.
    assert threads < MOST + 40
    assert grown < 48 * 1024


def _seconds(ask: Callable[[], httpx.Response]) -> float:
    started = time.monotonic()
    assert ask().status_code == 200
    return time.monotonic() - started


def _wait_for_polls(url: str, wanted: int) -> None:
    deadline = time.monotonic() + 60
    while _good_polls(url) < wanted:
        assert time.monotonic() < deadline, "polls do not go on"
        time.sleep(0.2)
