"""The command line against a simulated WaniKani on a real socket: in this process, or in one of its own."""

import contextlib
import fcntl
import io
import logging
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog

from collector.cli import main
from collector.core.redaction import Redaction, redaction
from collector.simulator.api.application import SimulatedWaniKani
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.harness import TOKEN
from tests.influxdb.pretend_influxdb import PretendInfluxDB, pretend_influxdb

COMMAND = [sys.executable, "-m", "collector"]
# Every secret in these tests has this word in it, and no output, log or state may.
CANARY = "canary"
WRITE_TOKEN = "write-token-canary-1"
READ_TOKEN = "read-token-canary-2"
OPERATOR_TOKEN = "operator-token-canary-3"
SECONDS = 40


@dataclass(frozen=True)
class Finished:
    """A command that ended: its exit code and what it printed."""

    code: int
    out: str
    err: str


@dataclass
class Cli:
    """Runs the command in a folder, with a clean environment.

    Calling it runs the command in this process, which is much faster. `as_process`, `started` and
    `on_terminal` are for tests of what only a process has: signals, pipes, encodings, limits, terminals.
    """

    folder: Path
    environment: dict[str, str] = field(default_factory=dict)
    wrapped_by: tuple[str, ...] = ()

    @property
    def state(self) -> Path:
        """Return the state folder."""
        return self.folder / "state"

    @property
    def state_file(self) -> Path:
        """Return the unnamed account's state."""
        return self.state / "account.sqlite3"

    def __call__(self, *arguments: str, **variables: str) -> Finished:
        """Run to the end in this process. Whatever happens: no traceback, and no secret anywhere."""
        with _surroundings(self.folder, self._environment({"COLUMNS": "80", **variables})) as streams:
            code = _exit_code(arguments)
            out, err = (stream.buffer.getvalue().decode() for stream in streams)
        return self.inspected(Finished(code, out, err))

    def as_process(self, *arguments: str, **variables: str) -> Finished:
        """Run to the end in a process of its own; otherwise the same."""
        with self.started(*arguments, **variables) as process:
            try:
                out, err = process.communicate(timeout=SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                raise
        return self.inspected(Finished(process.returncode, out, err))

    def started(self, *arguments: str, **variables: str) -> subprocess.Popen[str]:
        """Start the command and leave it running."""
        return subprocess.Popen(
            [*self.wrapped_by, *COMMAND, *arguments],
            cwd=self.folder,
            env=self._environment(variables),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def on_terminal(
        self, *arguments: str, columns: int = 80, program: Sequence[str] = COMMAND, **variables: str
    ) -> Finished:
        """Run to the end on a terminal of its own; what it shows, on both streams, is `out`."""
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
        environment = self._environment({"TERM": "xterm-256color", "COLORTERM": "truecolor", **variables})
        process = subprocess.Popen(
            [*program, *arguments], cwd=self.folder, env=environment, stdin=slave, stdout=slave, stderr=slave
        )
        os.close(slave)
        shown = _all_of(master)
        return self.inspected(Finished(process.wait(timeout=SECONDS), shown, ""))

    def inspected(self, done: Finished) -> Finished:
        """Return *done*, after a look at everything it printed and wrote."""
        assert "Traceback" not in done.out + done.err
        assert CANARY not in done.out + done.err
        for file in self.state.rglob("*") if self.state.is_dir() else ():
            assert file.is_dir() or CANARY.encode() not in file.read_bytes(), file
        return done

    def _environment(self, variables: dict[str, str]) -> dict[str, str]:
        inherited = {"PATH": os.environ["PATH"], "HOME": str(self.folder), "PYTHONUTF8": "1"}
        # A projection is a process of its own: for those tests alone that are about it.
        own = {"COLLECTOR_STATE": str(self.state), "COLLECTOR_PROJECTION": "off"}
        return {**inherited, **own, **self.environment, **variables}


class _Stream(io.TextIOWrapper):
    """A standard stream that keeps what is written to it, as a pipe would get it."""

    buffer: io.BytesIO

    def __init__(self) -> None:
        super().__init__(io.BytesIO(), encoding="utf-8", write_through=True)


def _exit_code(arguments: tuple[str, ...]) -> int:
    with pytest.raises(SystemExit) as ended:
        main(arguments)
    assert isinstance(ended.value.code, int)
    return ended.value.code


@contextlib.contextmanager
def _surroundings(folder: Path, environment: dict[str, str]) -> Iterator[tuple[_Stream, _Stream]]:
    """Give this process what a new one would have, and yield its output streams; put all back afterwards."""
    before, out, err = dict(os.environ), _Stream(), _Stream()
    with (
        contextlib.chdir(folder),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(err),
        _own_log(),
    ):
        _replace_environment(environment)
        try:
            yield out, err
        finally:
            _replace_environment(before)


def _replace_environment(environment: dict[str, str]) -> None:
    os.environ.clear()
    os.environ.update(environment)


@contextlib.contextmanager
def _own_log() -> Iterator[None]:
    """Start without configured loggers and known secrets, and end without those of the command."""
    root, secrets = logging.getLogger(), dict(vars(redaction))
    handlers, level, raising = root.handlers[:], root.level, logging.raiseExceptions
    root.handlers.clear()
    root.setLevel(logging.WARNING)
    vars(redaction).update(vars(Redaction()))
    try:
        yield
    finally:
        vars(redaction).update(secrets)
        root.handlers[:], logging.raiseExceptions = handlers, raising
        root.setLevel(level)
        structlog.reset_defaults()


def _all_of(master: int) -> str:
    shown = b""
    try:
        while chunk := os.read(master, 65536):
            shown += chunk
    except OSError:  # Linux' way to say that the other end was closed
        pass
    os.close(master)
    return shown.decode()


@dataclass(frozen=True)
class Served:
    """A simulated WaniKani on a port."""

    api: SimulatedWaniKani
    url: str


@pytest.fixture
def wanikani() -> Iterator[Served]:
    """A simulated WaniKani whose learner has begun just now, and whose clock is right."""
    world = World(datetime.now(UTC), levels=3, per_level=12)
    api = SimulatedWaniKani(world, token=TOKEN, live=lambda: world.advance(datetime.now(UTC)))
    with serve(api) as server:
        yield Served(api, server.url.rstrip("/"))


@pytest.fixture
def influxdb() -> Iterator[PretendInfluxDB]:
    """An InfluxDB 2.x with the bucket “wanikani” and a token for it, which `with_influxdb` names."""
    with pretend_influxdb() as server:
        server.admin.set_up("wanikani", "wanikani", OPERATOR_TOKEN)
        server.admin.allow(WRITE_TOKEN, "write", "wanikani")
        server.admin.allow(READ_TOKEN, "read", "wanikani")
        yield server


@pytest.fixture
def cli(tmp_path: Path, wanikani: Served) -> Cli:
    """The command, told where the simulated WaniKani is and what token it takes; no InfluxDB."""
    return Cli(tmp_path, {"WANIKANI_URL": wanikani.url, "WANIKANI_TOKEN": TOKEN})


@pytest.fixture
def with_influxdb(cli: Cli, influxdb: PretendInfluxDB) -> Cli:
    """The command, told of the pretend InfluxDB too."""
    cli.environment |= {"INFLUXDB_URL": influxdb.url, "INFLUXDB_TOKEN": WRITE_TOKEN}
    return cli
