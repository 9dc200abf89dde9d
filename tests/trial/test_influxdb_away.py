"""InfluxDB is away, wiped or put back to an old copy of its own: it ends up with all that the state knows."""

import random
import shutil
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from collector.app import App
from collector.daemon.delivery_job import DeliveryJob
from collector.pipeline.rebuild import rebuild
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage import outbox, runs
from tests.harness import DAY, NOON, Rig, only_account
from tests.integration.faulty_proxy import faulty_proxy
from tests.integration.readback import everything, truth
from tests.integration.servers import InfluxDBV1, started_v1
from tests.trial.figures import Figure
from tests.trial.sizes import size

# With hourly polls; the short form polls rarely.
EVERY = timedelta(hours=size(short=24, long=1))
DELIVERIES = size(short=2, long=4)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A busy learner at the beginning."""
    world = World(NOON, levels=3, per_level=20)
    return Rig(tmp_path / "state", world, Learner(world, seed=4, habits=Habits(session_missed=0, day_off=0)))


class Daemon:
    """What the daemon's jobs do, in its order, without its threads."""

    def __init__(self, rig: Rig, app: App) -> None:
        self.rig = rig
        self.app = app
        self.delivery = DeliveryJob(app, lambda account: account.state_name, lambda _: None)

    def live(self, length: timedelta) -> None:
        """Poll; the delivery job comes by more often than that."""
        for _ in range(length // EVERY):
            for _ in range(DELIVERIES):
                self.rig.pass_time(EVERY / DELIVERIES)
                self.delivery.run()
            assert self.app.poll(only_account(self.app)).problem is None
            self.delivery.run()


def pending(app: App) -> int:
    with only_account(app).store.reading() as tx:
        return outbox.pending(tx)


def test_after_thirty_days_away_one_delivery_brings_everything(
    rig: Rig, influxdb_v1: InfluxDBV1, figure: Figure
) -> None:
    name = f"trial-{uuid4().hex}"
    with faulty_proxy(influxdb_v1.url) as proxy:
        rig.settings = {"influxdb_url": proxy.url, "influxdb_bucket": name}
        with rig.app() as app:
            daemon = Daemon(rig, app)
            daemon.live(2 * DAY)
            proxy.away = True
            daemon.live(30 * DAY)
            waited, tried = pending(app), proxy.refused
            with only_account(app).store.reading() as tx:
                delivery = runs.delivery(tx)
            assert delivery is not None
            assert "cannot be reached" in delivery.problem
            # It is given a pause after each failure, of ten minutes in the end.
            assert tried <= 30 * DAY / timedelta(minutes=10)
            proxy.away = False
            daemon.live(EVERY)
            assert pending(app) == 0
            assert everything(influxdb_v1.query, name) == truth(only_account(app).store)
    figure(days=30, polls=30 * DAY // EVERY, points_waiting=waited, requests_while_away=tried)


@pytest.fixture
def own_server(tmp_path: Path) -> Iterator[tuple[InfluxDBV1, Path]]:
    """An InfluxDB 1.6.7 of the test's own, and the folder that it has everything in."""
    folder = tmp_path / "influxdb"
    folder.mkdir()
    with started_v1(InfluxDBV1(folder)) as server:
        yield server, folder


def put_back(server: InfluxDBV1, folder: Path, copy: Path) -> None:
    """Let the server have only what it had when it was copied."""
    server.stop()
    for part in ("meta", "data", "wal"):
        shutil.rmtree(folder / part)
        shutil.copytree(copy / part, folder / part)
    server.start()


def copied(server: InfluxDBV1, folder: Path, copy: Path) -> None:
    server.stop()
    shutil.copytree(folder, copy)
    server.start()


@pytest.mark.parametrize("how", ["wiped", "put back to an old copy"])
def test_what_it_lost_comes_back_by_rebuild(
    rig: Rig, own_server: tuple[InfluxDBV1, Path], tmp_path: Path, how: str, figure: Figure
) -> None:
    server, folder = own_server
    chance = random.Random(how)
    rounds = size(short=1, long=5)
    rig.settings = {"influxdb_url": server.url, "influxdb_bucket": "trial"}
    with rig.app() as app:
        daemon = Daemon(rig, app)
        daemon.live(2 * DAY)
        for number in range(rounds):
            copy = tmp_path / f"copy-{number}"
            copied(server, folder, copy)
            daemon.live(chance.randint(2, 8) * DAY)
            if how == "wiped":
                server.query("DROP DATABASE trial")
            else:
                put_back(server, folder, copy)
            daemon.live(2 * DAY)
            account = only_account(app)
            # It is this state that wrote what is there.
            assert app.unknown_polls(account) is None
            assert everything(server.query, "trial") != truth(account.store)
            rebuild(account.store)
            daemon.live(EVERY)
            assert everything(server.query, "trial") == truth(account.store)
    figure(rounds=rounds)
