"""Runs a projection in its own process, with low priority: its memory is freed when it ends.

The process reads the state while others may write it. It gets no token, no setting, and no open file but the
pipes to its parent.
"""

import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from signal import SIGTERM
from typing import IO, NamedTuple, cast

from collector.config.environment import child_variables
from collector.core.clock import Stopped
from collector.core.errors import ProjectionFailed
from collector.views.projection_child import CRASHED, FAILED, ProjectionAnswer, answers

_WITHIN = timedelta(minutes=10)
# A projection at level 60 is 1 MB.
_LARGEST = 64 * 2**20
# Windows has none.
_SIGKILL = 9
_UNREADABLE = "The projection's result cannot be read: an internal error, please report it."
# One thread computes; each further one would take memory for nothing.
_ONE_THREAD = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}


# -P: a file in the working directory must not pass for one of our modules.
COMMAND = (sys.executable, "-P", "-m", "collector.views.projection_child")


class ProjectionRequest(NamedTuple):
    """A request to project the state at *path*, as of its last successful poll, in days of *zone*."""

    path: Path
    zone: str


class ProjectionProcess:
    """Runs one process at a time, each *within* that time.

    *command* starts it; a path and a time zone are added.
    """

    def __init__(self, within: timedelta = _WITHIN, command: Sequence[str] = COMMAND) -> None:
        self._within = within
        self._command = command
        self._one_at_a_time = threading.Lock()
        self._starting = threading.Lock()
        self._running: subprocess.Popen[bytes] | None = None
        self._stopped = False

    def run(self, request: ProjectionRequest) -> ProjectionAnswer:
        """Return what a new projection changes, after seconds or minutes.

        Raises `ProjectionFailed` where there is none, and `Stopped` when the process is ended meanwhile.
        """
        with self._one_at_a_time, self._started(request) as process, self._deadline(process) as overdue:
            said = _read_all(process)
            code = process.wait()
        if self._stopped or code == -SIGTERM:
            raise Stopped
        if overdue.is_set():
            minutes = round(self._within.total_seconds() / 60)
            raise ProjectionFailed(f"The projection did not finish within {minutes} minutes.")
        if code != 0:
            raise ProjectionFailed(_reason(code, said))
        return _parsed(said)

    def stop(self) -> None:
        """End the running process at once, and start no other."""
        with self._starting:
            self._stopped = True
            if self._running is not None:
                self._running.kill()

    @contextmanager
    def _started(self, request: ProjectionRequest) -> Iterator["subprocess.Popen[bytes]"]:
        with self._starting:
            if self._stopped:
                raise Stopped
            process = self._running = _start([*self._command, str(request.path.absolute()), request.zone])
        with process:
            try:
                yield process
            finally:
                process.kill()
                with self._starting:
                    self._running = None

    @contextmanager
    def _deadline(self, process: "subprocess.Popen[bytes]") -> Iterator[threading.Event]:
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            process.kill()

        timer = threading.Timer(self._within.total_seconds(), end)
        timer.daemon = True
        timer.start()
        try:
            yield overdue
        finally:
            timer.cancel()


def _start(command: Sequence[str]) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(  # noqa: S603 - this very program
            command,
            env=child_variables() | _ONE_THREAD,
            # When this end is closed, because this process ended too, so does that one.
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            # Ctrl-C on the terminal is for this process, which then ends that one.
            process_group=0,
            # Elsewhere it lowers its priority itself.
            creationflags=getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0),
        )
    except OSError as problem:
        raise ProjectionFailed(
            f"The projection process cannot be started ({problem.strerror or problem})."
        ) from None


def _read_all(process: "subprocess.Popen[bytes]") -> bytes:
    said = cast("IO[bytes]", process.stdout).read(_LARGEST)
    if len(said) == _LARGEST:
        raise ProjectionFailed(_UNREADABLE)
    return said


def _reason(code: int, said: bytes) -> str:
    sentence = said.decode("utf-8", "replace").strip()
    if code == FAILED and sentence:
        return sentence
    if code == CRASHED and sentence:
        return f"An internal error of the projection, please report it: {sentence}."
    if code == -_SIGKILL:
        return "The projection was killed, most likely because the machine ran out of memory."
    if code < 0:
        return f"The projection was ended by signal {-code}: an internal error, please report it."
    return f"The projection ended with exit code {code} and no reason: an internal error, please report it."


def _parsed(said: bytes) -> ProjectionAnswer:
    try:
        return answers().validate_json(said)
    except ValueError:
        raise ProjectionFailed(_UNREADABLE) from None
