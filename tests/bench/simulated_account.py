"""The simulated account as the rows use it: the other end of the process in `served`."""

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Lock
from typing import Any

from tests.bench.builds import BEFORE, ROOT, TODAY, Build
from tests.bench.served import TOKEN

_DOORS = [BEFORE, TODAY]


class SimulatedAccount:
    """An account that both builds poll, each at an address of its own."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process
        self._lock = Lock()
        self._addresses: dict[str, Any] = self._answer()

    @property
    def recorder(self) -> str:
        """The InfluxDB 1.x that keeps what it is sent."""
        return str(self._addresses["recorder"])

    def settings(self, build: Build) -> dict[str, str]:
        """Return the settings by which *build* polls it, without an InfluxDB."""
        url = self._addresses["doors"][_DOORS.index(build.name)]
        return {"WANIKANI_TOKEN": TOKEN, "WANIKANI_URL": url, "COLLECTOR_LISTEN": "off"}

    @property
    def delivering_to_v2(self) -> dict[str, str]:
        """The settings of the pretend InfluxDB 2.x."""
        return {"INFLUXDB_URL": self._addresses["v2"], "INFLUXDB_ORG": "home", "INFLUXDB_TOKEN": TOKEN}

    def use(self, name: str) -> None:
        """Begin `level 60`, or `5 years`, anew: in the same state each time."""
        self._do("use", name)

    def rest(self) -> None:
        """Let an hour go by without a review."""
        self._do("rest")

    def review(self) -> None:
        """Let 150 items be reviewed."""
        self._do("review")

    def speed(self, times: float) -> None:
        """Let time go by so many times as fast."""
        self._do("speed", times)

    def paths(self, build: Build) -> list[str]:
        """Return what *build* requested since the last `forget`."""
        found: list[str] = self._do("paths", _DOORS.index(build.name))
        return found

    def polls(self, build: Build) -> int:
        """Return how many polls *build* began since the last `forget`: each asks for the user once."""
        return sum(path.endswith("/user") for path in self.paths(build))

    def forget(self, build: Build) -> None:
        """Forget what *build* requested."""
        self._do("forget", _DOORS.index(build.name))

    def write_reviews(self, file: Path) -> None:
        """Write the account's reviews as `import reviews` reads them."""
        self._do("write_reviews", str(file))

    def record(self, folder: Path) -> None:
        """Keep what the recorder is sent in *folder* from now on."""
        self._do("record", str(folder))

    def _do(self, word: str, *arguments: object) -> Any:
        assert self._process.stdin is not None
        with self._lock:
            self._process.stdin.write(json.dumps([word, *arguments]) + "\n")
            self._process.stdin.flush()
            return self._answer()

    def _answer(self) -> Any:
        assert self._process.stdout is not None
        return json.loads(self._process.stdout.readline())


@contextmanager
def simulated_account() -> Iterator[SimulatedAccount]:
    """Let the process run meanwhile."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.bench.served"],
        cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        try:
            yield SimulatedAccount(process)
        finally:
            process.terminate()
