"""The whole way on real servers: WaniKani is simulated, everything else is real."""

from pathlib import Path
from uuid import uuid4

import pytest
from pydantic import SecretStr

from collector.app import App
from collector.influxdb.target import Generation
from collector.pipeline.rebuild import rebuild
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from collector.storage import outbox
from tests.harness import HOUR, NOON, Rig, only_account
from tests.integration.readback import everything
from tests.integration.servers import InfluxDBV1, RealBucket
from tests.lines import Database, of, parsed


@pytest.fixture
def learner_rig(tmp_path: Path) -> Rig:
    """A learner who gets some things wrong, three weeks before now."""
    world = World(NOON, levels=5, per_level=30)
    return Rig(tmp_path / "state", world, Learner(world, seed=4, habits=Habits(session_missed=0, day_off=0)))


def _live_a_full_life(rig: Rig, app: App) -> None:
    """Everything that makes a point of its own: lessons, reviews, a vacation, a reset, a lapse, leeches."""
    account = only_account(app)

    def days(count: int) -> None:
        for _ in range(count * 8):
            rig.pass_time(3 * HOUR)
            assert app.poll(account).problem is None

    days(16)
    rig.world.begin_vacation()
    days(2)
    rig.world.end_vacation()
    days(5)
    rig.world.set_subscription(active=False, type="free", max_level_granted=3)
    days(1)
    rig.world.set_subscription(active=True, type="lifetime", max_level_granted=60)
    rig.api.fail("/v2/assignments", times=100)
    for _ in range(4):
        rig.pass_time(HOUR)
        assert app.poll(account).problem is not None
    rig.api.recover()
    days(1)
    rig.world.request_reset(1)
    rig.world.carry_out_reset()
    days(3)


def _aim(rig: Rig, server: InfluxDBV1, **more: object) -> str:
    """Let the app deliver to a database of its own on *server*, and return its name."""
    bucket = f"wanikani-{uuid4().hex}"
    rig.settings = {"influxdb_url": server.url, "influxdb_bucket": bucket, **more}
    return bucket


def _waiting(app: App) -> Database:
    """What the outbox says the database should be."""
    with only_account(app).store.reading() as tx:
        return parsed(row.line for row in outbox.oldest(tx, 10**6))


def test_every_measurement_is_read_back_as_it_was_meant_and_again_after_a_rebuild(
    learner_rig: Rig, real_bucket: RealBucket
) -> None:
    real_bucket.set_up()
    learner_rig.settings = real_bucket.settings()
    with learner_rig.app() as app:
        _live_a_full_life(learner_rig, app)
        meant = _waiting(app)
        report = app.deliver(only_account(app))
        assert report.problem is None
        assert report.rejected == 0
        found = everything(real_bucket.query, real_bucket.name)
        assert {name for name, _, _ in found} == {
            "srs_distribution", "queue", "review_forecast", "milestone", "accuracy", "level",
            "level_progression", "leech", "annotation", "collector", "review", "session", "study_hour",
            "study_day", "workload", "coverage",
        }  # fmt: skip
        assert {dict(tags)["kind"] for name, tags, _ in found if name == "annotation"} >= {
            "level_up", "reset", "vacation_start", "vacation_end", "subscription", "outage",
        }  # fmt: skip
        assert found == meant
        if real_bucket.generation is Generation.V1:
            real_bucket.query(f'DROP DATABASE "{real_bucket.name}"')
        rebuild(only_account(app).store)
        assert app.deliver(only_account(app)).problem is None
    assert everything(real_bucket.query, real_bucket.name) == meant


def test_an_outage_of_influxdb_over_three_polls_loses_nothing(
    learner_rig: Rig, influxdb_v1: InfluxDBV1
) -> None:
    bucket = _aim(learner_rig, influxdb_v1)
    with learner_rig.app() as app:
        account = only_account(app)
        for hour in range(6):
            learner_rig.pass_time(HOUR)
            assert app.poll(account).problem is None
            if hour == 2:
                influxdb_v1.stop()
            if hour == 5:
                influxdb_v1.start()
            down = 2 <= hour < 5
            assert (app.deliver(account).problem is not None) == down
    times = [time for time, _ in of(everything(influxdb_v1.query, bucket), "collector")]
    assert len(times) == 6


def test_points_kept_without_a_server_are_delivered_the_day_one_is_set(
    learner_rig: Rig, influxdb_v1: InfluxDBV1
) -> None:
    learner_rig.poll_hourly(30)
    kept = learner_rig.database()
    bucket = _aim(learner_rig, influxdb_v1)
    with learner_rig.app() as app:
        assert app.deliver(only_account(app)).problem is None
    assert everything(influxdb_v1.query, bucket) == kept


def test_a_server_that_wants_a_password_gets_it(learner_rig: Rig, influxdb_v1_with_auth: InfluxDBV1) -> None:
    server = influxdb_v1_with_auth
    password = SecretStr(server.password or "")
    bucket = _aim(learner_rig, server, influxdb_username=server.username, influxdb_password=password)
    learner_rig.poll_hourly(2)
    with learner_rig.app() as app:
        meant = _waiting(app)
        assert app.deliver(only_account(app)).problem is None
    assert everything(server.query, bucket) == meant
