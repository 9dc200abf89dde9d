"""A year of the real daemon, with faults of all kinds: it grows no fatter, and knows all that happened."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, NamedTuple

import pytest

from collector.pipeline.rebuild import rebuild
from collector.simulator.faults.fault_middleware import FaultMiddleware
from collector.simulator.faults.fault_options import FaultSampler, parse_fault_rules
from collector.simulator.learner.learner import Learner
from collector.simulator.serving.server import serve
from collector.simulator.world.world import World
from tests.harness import DAY, HOUR, NOON, TOKEN, Rig, only_account
from tests.reconstruction import truth
from tests.trial.figures import Figure
from tests.trial.receiver import Receiver, receiving
from tests.trial.sizes import size

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

KINDS = ("500", "drop", "cut", "html", "lost", "garbage", "empty", "portal")
SHARE = "0.5%"
A_POLL = 12 * HOUR
SETTLED_AFTER = 30 * DAY
PATIENCE = 60


class Sample(NamedTuple):
    """What the process had at one moment: memory in KiB, descriptors and threads."""

    resident: int
    descriptors: int
    threads: int


@dataclass
class Hurrying:
    """Lets half a day go by with each poll: the learner lives them before the poll's first answer."""

    rig: Rig

    def __call__(self, environ: "WSGIEnvironment", start_response: "StartResponse") -> Iterable[bytes]:
        if environ["PATH_INFO"].endswith("/user"):
            self.rig.pass_time(A_POLL)
        return self.rig.api(environ, start_response)


@pytest.mark.timeout(2400)
def test_a_year_of_the_daemon_leaves_it_as_lean_as_a_month(tmp_path: Path, figure: Figure) -> None:
    days = timedelta(days=size(short=3, long=365))
    world = World(NOON, levels=8, per_level=24)
    rig = Rig(tmp_path / "state", world, Learner(world, seed=7), requests_a_minute=10**6)
    rig.good_poll()
    with receiving(seed=7) as influxdb:
        influxdb.share = 0.2
        samples = _lived(rig, influxdb, days)
        influxdb.share = 0.0
        _settle(rig, influxdb)
    settled = [sample for at, sample in samples if at >= NOON + min(SETTLED_AFTER, days / 2)]
    tenth = max(1, len(settled) // 10)
    early, late = _typical(settled[:tenth]), _typical(settled[-tenth:])
    figure(
        days=(world.now - NOON).days,
        reviews=len(world.reviews),
        points=len(influxdb.points),
        faults_of_influxdb=sum(influxdb.faults.values()),
        mib_early=round(early.resident / 1024, 1),
        mib_late=round(late.resident / 1024, 1),
        descriptors=late.descriptors,
        threads=late.threads,
    )
    assert abs(late.resident - early.resident) <= 5 * 1024
    assert abs(late.descriptors - early.descriptors) <= 3
    assert abs(late.threads - early.threads) <= 2


def _typical(samples: list[Sample]) -> Sample:
    """Return the median of each number."""
    return Sample(*(int(median(numbers)) for numbers in zip(*samples, strict=True)))


def _lived(rig: Rig, influxdb: Receiver, days: timedelta) -> list[tuple[datetime, Sample]]:
    """Run the daemon for so many simulated days; return what it had after each poll."""
    chance = FaultSampler(parse_fault_rules(f"{kind}:{SHARE}" for kind in KINDS), seed=7)

    def around(app: "WSGIApplication") -> FaultMiddleware:
        return FaultMiddleware(app, chance, now=rig.clock.now, report=str, wait=lambda _: None)

    samples: list[tuple[datetime, Sample]] = []
    log = rig.folder.parent / "log"
    with (
        serve(Hurrying(rig), around=around) as server,
        _running(rig.folder, log, WANIKANI_URL=server.url, INFLUXDB_URL=influxdb.url) as process,
    ):
        end = rig.world.now + days
        while rig.world.now < end:
            _wait_for_poll(rig, process)
            samples.append((rig.world.now, _sample(process.pid)))
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=30) == 0
    said = log.read_text("utf-8")
    assert "Traceback" not in said
    assert "crashed" not in said
    assert TOKEN not in said
    return samples


def _wait_for_poll(rig: Rig, process: "subprocess.Popen[bytes]") -> None:
    before = rig.world.now
    deadline = time.monotonic() + PATIENCE
    while rig.world.now == before:
        assert process.poll() is None, "the daemon ended by itself"
        assert time.monotonic() < deadline, "the daemon polls no more"
        time.sleep(0.05)


@contextmanager
def _running(folder: Path, log: Path, **settings: str) -> Iterator["subprocess.Popen[bytes]"]:
    environment = {
        **os.environ, "WANIKANI_TOKEN": TOKEN, "COLLECTOR_STATE": str(folder), "COLLECTOR_POLL_EVERY": "1s",
        "COLLECTOR_LISTEN": "off", **settings,
    }  # fmt: skip
    with log.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, "-m", "collector", "run"], env=environment, stdout=out, stderr=out
        )
        try:
            yield process
        finally:
            process.kill()
            process.wait()


def _sample(pid: int) -> Sample:
    status = Path(f"/proc/{pid}/status").read_text("ascii")
    said = dict(line.split(":", 1) for line in status.splitlines())
    return Sample(
        resident=int(said["VmRSS"].split()[0]),
        descriptors=len(list(Path(f"/proc/{pid}/fd").iterdir())),
        threads=int(said["Threads"]),
    )


def _settle(rig: Rig, influxdb: Receiver) -> None:
    """Let the learner rest; what ledger and InfluxDB hold must then be what happened, and no more."""
    rig.learner = None
    rig.settings = {"influxdb_url": influxdb.url}
    for _ in range(2):
        rig.pass_time(HOUR)
        rig.good_poll()
    with rig.app() as app:
        account = only_account(app)
        report = app.deliver(account)
        assert (report.problem, report.rejected) == (None, 0)
        with account.store.reading() as tx:
            found = truth.by_assignment(truth.found_in(tx))
        rebuild(account.store)
    true = truth.of_each(rig.world.reviews)
    assert found.keys() == true.keys()
    for assignment, mine in found.items():
        assert truth.sums(mine) == truth.true_sums(true[assignment])
        for one, real in zip(mine, true[assignment], strict=True):
            assert one.inferred or truth.Exactly.of(one) == truth.exactly(rig.world, real)
    assert influxdb.points == rig.database()
