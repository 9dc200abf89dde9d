"""Real processes, killed at any moment: the state is whole, and InfluxDB holds what a rebuild would write."""

import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from uuid import uuid4

from collector.simulator.serving.server import serve
from collector.storage.database import open_store
from collector.storage.soundness import damage_at
from tests.harness import HOUR, TOKEN
from tests.integration.readback import everything
from tests.integration.readback import truth as rebuilt
from tests.integration.servers import InfluxDBV1
from tests.reconstruction import truth
from tests.scenarios.scene import SECOND
from tests.trial.figures import Figure
from tests.trial.sizes import size
from tests.trial.studied import Studied

# Half an hour of the learner's goes by in each second.
SPEED = 1800


class Living(Studied):
    """A learner whose time goes on by itself, fast, whoever asks."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self._started = time.monotonic()
        self._began = self.clock.now()

    def _live(self) -> None:
        if self.learner is not None and hasattr(self, "_began"):
            lived = (time.monotonic() - self._started) * SPEED
            self.clock.set(max(self.clock.now(), self._began + lived * SECOND))
        super()._live()


@contextmanager
def _served(scene: Living, server: InfluxDBV1) -> Iterator[dict[str, str]]:
    """Serve the learner's WaniKani, and yield the environment of a collector for it."""
    with serve(scene.api) as wanikani:
        yield {
            **os.environ,
            "WANIKANI_TOKEN": TOKEN,
            "WANIKANI_URL": wanikani.url,
            "COLLECTOR_STATE": str(scene.folder),
            "COLLECTOR_LISTEN": "off",
            "COLLECTOR_POLL_EVERY": "1s",
            "INFLUXDB_URL": server.url,
            "INFLUXDB_BUCKET": f"killed-{uuid4().hex}",
        }


@contextmanager
def _forks(environment: dict[str, str]) -> Iterator["subprocess.Popen[str]"]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.trial.forked"],
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            yield process
        finally:
            assert process.stdin is not None
            process.stdin.close()


def _lived(process: "subprocess.Popen[str]", seconds: float | None) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("-\n" if seconds is None else f"{seconds}\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def _is_whole(scene: Living, server: InfluxDBV1, bucket: str) -> int:
    """Return how many reviews there were: each was found once, and InfluxDB holds all points and no other."""
    assert damage_at(scene.state) is None
    found, true = truth.by_assignment(scene.found()), truth.of_each(scene.world.reviews)
    assert {key: truth.sums(mine) for key, mine in found.items()} == {
        key: truth.true_sums(real) for key, real in true.items()
    }
    with closing(open_store(scene.state)) as store:
        assert everything(server.query, bucket) == rebuilt(store)
    return len(scene.world.reviews)


def test_killed_at_any_moment_of_a_poll_and_a_delivery(
    tmp_path: Path, influxdb_v1: InfluxDBV1, figure: Figure
) -> None:
    wanted = size(short=4, long=500)
    chance = random.Random(18)
    scene = Living(tmp_path / "state")
    ends: list[str] = []
    with _served(scene, influxdb_v1) as environment, _forks(environment) as process:
        assert _lived(process, None) == "0"
        usual = 1.0
        while ends.count("killed") < wanted:
            started = time.monotonic()
            ends.append(_lived(process, chance.uniform(0, 1.2 * usual)))
            # How long a poll takes depends on what else the machine does: some are to end.
            took = time.monotonic() - started
            usual = (usual + took) / 2 if ends[-1] == "0" else usual * 1.03
        scene.stand_still()
        scene.pass_time(HOUR)
        assert _lived(process, None) == "0"
    reviews = _is_whole(scene, influxdb_v1, environment["INFLUXDB_BUCKET"])
    figure(kills=wanted, survived=len(ends) - wanted, reviews=reviews, points_lost=0)
    assert set(ends) <= {"killed", "0"}


def test_of_two_daemons_one_runs_and_is_killed_at_any_moment(
    tmp_path: Path, influxdb_v1: InfluxDBV1, figure: Figure
) -> None:
    kills = size(short=1, long=60)
    chance = random.Random(18)
    scene = Living(tmp_path / "state")
    with _served(scene, influxdb_v1) as environment:
        for number in range(kills):
            with _daemon(environment) as daemon:
                assert "daemon.started" in _said(daemon)
                if number == 0:
                    _a_second_one_ends(environment)
                time.sleep(chance.uniform(0, 3))
                daemon.send_signal(signal.SIGKILL)
            assert daemon.returncode == -signal.SIGKILL
        scene.stand_still()
        scene.pass_time(HOUR)
        subprocess.run(
            [sys.executable, "-m", "collector", "poll"], env=environment, check=True, capture_output=True
        )
    reviews = _is_whole(scene, influxdb_v1, environment["INFLUXDB_BUCKET"])
    figure(kills=kills, reviews=reviews, points_lost=0)


def _daemon(environment: dict[str, str]) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "collector", "run"], env=environment, stderr=subprocess.PIPE, text=True
    )


def _said(daemon: "subprocess.Popen[str]") -> str:
    assert daemon.stderr is not None
    return daemon.stderr.readline()


def _a_second_one_ends(environment: dict[str, str]) -> None:
    with _daemon(environment) as second:
        assert "Another wanikani-collector is using the state in" in _said(second)
    assert second.returncode == 1
