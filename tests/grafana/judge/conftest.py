"""The learners whose dashboards are looked at, and what is seen of them."""

from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest

from collector.influxdb.influxql import create_database
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.world.world import World
from tests.grafana.judge.judge import Seen, judge
from tests.grafana.judge.scene import Scene, question
from tests.grafana.polled_learner import BUCKET, TOKYO, PolledLearner
from tests.grafana.projections import ProjectedLife
from tests.grafana.viewer import panels
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.integration.servers import InfluxDBV1

# Gives what a release shows of every panel, for a scene by its name: each is judged once.
Look = Callable[[str, str], list[Seen]]


def _polled(server: InfluxDBV1, folder: Path, bucket: str, *, unseen: timedelta, polls: int) -> Scene:
    """Return a learner who studied *unseen* before the first poll, after *polls* polls an hour apart."""
    world = World(NOON, seed=5, per_level=40)
    rig = Rig(folder, world, typical_learner(world, seed=5))
    rig.settings = {"collector_timezone": TOKYO.key, "influxdb_url": server.url, "influxdb_bucket": bucket}
    server.query(create_database(bucket))
    with rig.app() as app:
        for number in range(polls):
            rig.pass_time(HOUR if number else unseen)
            assert app.poll(only_account(app)).problem is None
        assert app.deliver(only_account(app)).problem is None
    return Scene(server, bucket, world.now, TOKYO.key)


@pytest.fixture(scope="session")
def scenes(
    learner: PolledLearner, influxdb_v1: InfluxDBV1, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Scene]:
    """Return the scenes by name."""
    life = Scene(influxdb_v1, BUCKET, learner.now, TOKYO.key)
    folder = tmp_path_factory.mktemp("first-days")
    influxdb_v1.query(create_database("nobody"))
    first_weeks = _polled(
        influxdb_v1, folder / "first-weeks", "first-weeks", unseen=timedelta(minutes=5), polls=6
    )
    projected = ProjectedLife(first_weeks.now, TOKYO, level=1, days=10)
    influxdb_v1.write(projected.lines("pretend-learner"), first_weeks.bucket)
    return {
        "four hundred days": life,
        "four hundred days, rows in another order": Scene(
            influxdb_v1, BUCKET, learner.now, TOKYO.key, mixed_up=True
        ),
        "a beginner's first day": _polled(
            influxdb_v1, folder / "beginner", "beginner", unseen=timedelta(minutes=5), polls=6
        ),
        "the first poll of a long life": _polled(
            influxdb_v1, folder / "long-life", "long-life", unseen=150 * DAY, polls=1
        ),
        "the first weeks of projections": first_weeks,
        "no poll yet": Scene(influxdb_v1, "nobody", NOON, TOKYO.key),
    }


@pytest.fixture(scope="session")
def look(scenes: dict[str, Scene]) -> Look:
    """Return a look at every panel."""

    @cache
    def looked(release: str, scene: str) -> list[Seen]:
        asked = [(uid, question(release, scenes[scene], uid, panel)) for uid, panel in panels()]
        return judge(release, asked)

    return looked
