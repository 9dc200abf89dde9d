"""What a process takes: wall time, processor time, memory."""

import os
import resource
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.bench.builds import Build

_MIB = 2**20
_TICKS = os.sysconf("SC_CLK_TCK")
# A daemon that used no processor time for so long has done what there was to do.
_STILL_SECONDS = 0.7
_PATIENCE = 180.0
_LOOKS, _LOOK_SECONDS = 100, 0.03


class MeasurementFailed(RuntimeError):
    """A process did not do what was to be measured; the message has the end of its output."""


@dataclass(frozen=True)
class Usage:
    """What a finished process took, and what it printed."""

    seconds: float
    cpu: float
    peak_mib: float
    out: str


def environment(folder: Path, **settings: str) -> dict[str, str]:
    """Return an environment with these settings and none of the caller's."""
    # Compiled modules are kept, as anybody's installation keeps them.
    kept = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    # It has rows of its own; the version before knows no such setting, and says so.
    own = {"HOME": str(folder), "COLLECTOR_STATE": str(folder / "state"), "COLLECTOR_PROJECTION": "off"}
    return {**kept, **own, **settings}


def run(command: Sequence[str], folder: Path, **settings: str) -> Usage:
    """Run *command* in *folder* to its end; raises `MeasurementFailed` unless it succeeds."""
    with tempfile.TemporaryFile("w+") as out:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command, cwd=folder, env=environment(folder, **settings), stdout=out, stderr=out,
            stdin=subprocess.DEVNULL,
        )  # fmt: skip
        _, status, used = os.wait4(process.pid, 0)
        seconds = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)
        out.seek(0)
        return _usage(command, process.returncode, seconds, used, out.read())


def _usage(
    command: Sequence[str], code: int, seconds: float, used: resource.struct_rusage, out: str
) -> Usage:
    if code:
        raise MeasurementFailed(f"{' '.join(command)} ended with {code}:\n{out[-2000:]}")
    return Usage(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss * 1024 / _MIB, out)


class Process:
    """A running process."""

    def __init__(self, pid: int) -> None:
        self.pid = pid

    def cpu(self) -> float:
        """Return the seconds of processor time so far, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def resident_mib(self) -> float:
        """Return the memory it holds now."""
        status = Path(f"/proc/{self.pid}/status").read_text("utf-8")
        return int(status.split("VmRSS:")[1].split()[0]) * 1024 / _MIB

    def idle_mib(self) -> float:
        """Return the memory it holds between two polls a second apart: the least in a while."""
        found = []
        for _ in range(_LOOKS):
            time.sleep(_LOOK_SECONDS)
            found.append(self.resident_mib())
        return min(found)

    def wait_until_still(self, seconds: float = _STILL_SECONDS) -> None:
        """Wait until it has used no processor time for *seconds*, but for what a waiting thread takes."""
        before, since = self.cpu(), time.monotonic()
        while time.monotonic() - since < seconds:
            time.sleep(0.05)
            if self.cpu() - before > 2 / _TICKS:
                before, since = self.cpu(), time.monotonic()


@contextmanager
def daemon(build: Build, folder: Path, **settings: str) -> Iterator[Process]:
    """Let `run` of *build* run meanwhile; what it prints is in `daemon.log` of *folder*."""
    with (folder / "daemon.log").open("w") as log:
        process = subprocess.Popen(
            [build.command, "run"], cwd=folder, env=environment(folder, **settings), stdout=log, stderr=log
        )
    try:
        yield Process(process.pid)
        if process.poll() is not None:
            raise MeasurementFailed(
                f"run of {build.name} ended:\n{(folder / 'daemon.log').read_text()[-2000:]}"
            )
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def wait_for(true: Callable[[], bool], what: str, seconds: float = _PATIENCE) -> None:
    """Wait until *true*; raises `MeasurementFailed` after *seconds*."""
    deadline = time.monotonic() + seconds
    while not true():
        if time.monotonic() > deadline:
            raise MeasurementFailed(f"{what}: not within {seconds:g} seconds")
        time.sleep(0.05)


def free_port() -> int:
    """Return a port without a listener."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])
