"""A daemon of its own process whose clock the test sets, by libfaketime (Debian's package `faketime`)."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

LIBRARIES = "/usr/lib/*/faketime/libfaketimeMT.so.1"
PATIENCE = 60


class FakedDaemon:
    """The running process, where it answers, and the file that its clock is set by."""

    def __init__(self, process: "subprocess.Popen[bytes]", url: str, clock: Path) -> None:
        self.process = process
        self.url = url
        self._clock = clock

    def set_clock(self, text: str) -> None:
        """Set the clock: `@1970-01-01 00:00:20` lets it go on from there, `+0` is the real time."""
        self._clock.write_text(text)

    def memory(self) -> int:
        """Return the resident memory in MiB."""
        status = Path(f"/proc/{self.process.pid}/status").read_text()
        (line,) = (line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) // 1024

    def get(self, path: str) -> httpx.Response | None:
        """Return what it answers, None while nothing listens."""
        try:
            return httpx.get(self.url + path, timeout=10)
        except httpx.TransportError:
            return None

    def end(self) -> tuple[int, float]:
        """Send SIGTERM and return the exit code and the seconds it took."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(30), time.monotonic() - started


@contextmanager
def faked_daemon(folder: Path, clock: str, **settings: str) -> Iterator[FakedDaemon]:
    """Run the daemon with its clock at *clock*; it is ended by its id in any case."""
    library = next(iter(sorted(Path("/").glob(LIBRARIES.removeprefix("/")))), None)
    if library is None or shutil.which("faketime") is None:
        pytest.fail("libfaketime is not installed (Debian: apt-get install faketime)")
    file = folder / "clock"
    file.write_text(clock)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        listen = f"127.0.0.1:{free.getsockname()[1]}"
    faked = {
        "LD_PRELOAD": str(library),
        "FAKETIME_TIMESTAMP_FILE": str(file),
        "FAKETIME_NO_CACHE": "1",
        # A machine's monotonic clock cannot be set.
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }
    own = {
        "COLLECTOR_STATE": str(folder / "state"),
        "COLLECTOR_LISTEN": listen,
        "COLLECTOR_PROJECTION": "off",
    }
    process = subprocess.Popen(
        [sys.executable, "-m", "collector", "run"],
        env={**os.environ, **own, **faked, **settings},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield FakedDaemon(process, f"http://{listen}", file)
    finally:
        process.kill()
        process.wait()


def until(what: str, holds: Callable[[], bool]) -> None:
    """Wait until *holds* is true; fail and say *what* never came."""
    deadline = time.monotonic() + PATIENCE
    while not holds():
        if time.monotonic() > deadline:
            pytest.fail(f"{what} within {PATIENCE} s")
        time.sleep(0.2)
