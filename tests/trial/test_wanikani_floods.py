"""Answers made to fill memory or to take all time: the process of a poll stays small, and ends."""

import json
import os
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterable
from functools import cache
from itertools import repeat
from pathlib import Path

import pytest

from tests.harness import TOKEN
from tests.trial.figures import Figure
from tests.trial.sizes import LONG
from tests.wanikani.hostile import Behaviour, Exchange, Hostile, whole
from tests.wanikani.test_over_sockets import USER

MIB = 2**20
# A process is at least as great as the one that started it was, by Linux's count; so a small one starts it.
_MEASURE = """
import resource, subprocess, sys
code = subprocess.call(sys.argv[1:])
sys.stderr.write(f"\\n{resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss}")
sys.exit(code)
"""
HEAD = (
    b'{"object": "collection", "pages": {"per_page": 10000, "next_url": null}, "total_count": 1, '
    b'"data_updated_at": null, "data": ['
)
ROW = json.dumps(
    {
        "id": 1, "object": "reset", "data_updated_at": "2024-03-04T12:00:00Z",
        "data": {"original_level": 1, "target_level": 1},
    }
).encode()  # fmt: skip


def zipped(parts: Iterable[bytes]) -> bytes:
    """Return *parts* as gzip, made without ever being whole in memory."""
    gzip = zlib.compressobj(1, wbits=31)
    return b"".join([*(gzip.compress(part) for part in parts), gzip.flush()])


def making(answer: Callable[[], bytes]) -> Behaviour:
    """Send what *answer* makes: a large one costs nothing until it is asked for."""
    made = cache(answer)
    return lambda exchange: exchange.send(made())


def _bomb(layers: int) -> bytes:
    body = zipped(repeat(b" " * MIB, 1024))
    for _ in range(layers - 1):
        body = zipped([body])
    return whole(body, Content_Encoding=", ".join(["gzip"] * layers))


def _wrong_rows(row: bytes) -> bytes:
    parts = [HEAD, *repeat((row + b",") * (MIB // len(row)), 15), row + b"]}"]
    return whole(zipped(parts), Content_Encoding="gzip")


def _floods(exchange: Exchange) -> None:
    exchange.send(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n")
    for _ in range(100):
        exchange.send(b" " * MIB)


def _pages(exchange: Exchange) -> None:
    """Send full pages of right rows, for ever."""
    page = json.loads(HEAD + b"]}") | {"total_count": 900_000, "data": [json.loads(ROW)] * 10_000}
    page["pages"]["next_url"] = f"{exchange.base}/resets?page_after_id={exchange.number}"
    exchange.send(whole(json.dumps(page).encode()))


FLOODS: dict[str, Behaviour] = {
    "gzip within gzip": making(lambda: _bomb(2)),
    "15 MiB of rows that do not fit": making(lambda: _wrong_rows(b"{}")),
}
if LONG:
    FLOODS |= {
        "a gibibyte in gzip": making(lambda: _bomb(1)),
        "gzip in gzip in gzip": making(lambda: _bomb(3)),
        "15 MiB of numbers": making(lambda: _wrong_rows(b"1")),
        "15 MiB of right rows": making(lambda: _wrong_rows(ROW)),
        "15 MiB of brackets": making(lambda: whole(b"[" * 15 * MIB)),
        "100 MiB": _floods,
        "90 pages of 10,000 rows, and on": _pages,
    }


@pytest.mark.parametrize("name", FLOODS)
def test_a_flood_neither_fills_memory_nor_takes_all_time(tmp_path: Path, figure: Figure, name: str) -> None:
    def behaviour(exchange: Exchange) -> None:
        if "/user" in exchange.path:
            exchange.send(whole(USER))
        else:
            FLOODS[name](exchange)

    with Hostile() as wanikani:
        wanikani.behaviour = behaviour
        began = time.monotonic()
        code, said, peak = _polled(tmp_path, wanikani.base)
    seconds = time.monotonic() - began
    figure(peak_mib=peak // 1024, seconds_taken=round(seconds, 1), requests=len(wanikani.requests))
    assert code == 1
    assert "Traceback" not in said
    assert "WaniKani" in said
    assert peak < 400 * 1024
    assert seconds < 150


def _polled(folder: Path, url: str) -> tuple[int, str, int]:
    """Poll in a process; return its exit code, what it said, and its greatest size in KiB."""
    settings = {"WANIKANI_TOKEN": TOKEN, "WANIKANI_URL": url, "COLLECTOR_STATE": str(folder / "state")}
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, sys.executable, "-m", "collector", "poll"],
        env={**os.environ, **settings},
        capture_output=True,
        text=True,
        check=False,
    )
    said, _, peak = done.stderr.rpartition("\n")
    return done.returncode, done.stdout + said, int(peak)
