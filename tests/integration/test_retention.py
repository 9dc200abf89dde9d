"""A database that deletes what is old takes the rest at once, and all of it the day it keeps longer."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import pytest

from collector.app import App
from collector.core.moments import moment
from collector.core.retention import PointsTooOld
from collector.diagnostics.finding import Severity
from collector.diagnostics.influxdb_checks import check_influxdb
from collector.influxdb.target import Generation
from collector.pipeline.deliver import DeliveryReport
from collector.simulator.learner.habits import Habits
from collector.simulator.learner.learner import Learner
from collector.simulator.world.world import World
from tests.harness import DAY, Rig, only_account
from tests.integration.faulty_proxy import FaultyProxy, faulty_proxy
from tests.integration.readback import everything
from tests.integration.servers import RealBucket
from tests.lines import Database

KEPT = timedelta(days=30)
# InfluxDB goes by the machine's clock, so this learner's life ends now.
LIFE = timedelta(days=58)


@pytest.fixture
def rig(tmp_path: Path) -> Rig:
    """A learner of almost sixty days, up to now."""
    world = World(datetime.now(UTC).replace(microsecond=0) - LIFE, levels=3, per_level=20)
    return Rig(tmp_path / "state", world, Learner(world, seed=4, habits=Habits(session_missed=0, day_off=0)))


@pytest.fixture
def bucket(real_bucket: RealBucket, rig: Rig) -> RealBucket:
    """A database that keeps thirty days."""
    real_bucket.set_up()
    keep(real_bucket, KEPT)
    return real_bucket


@pytest.fixture
def proxy(bucket: RealBucket, rig: Rig) -> Iterator[FaultyProxy]:
    """What the collector writes to: a proxy to the database that counts."""
    with faulty_proxy(bucket.administrator.url) as proxy:
        rig.settings = {**bucket.settings(), "influxdb_url": proxy.url}
        yield proxy


def keep(bucket: RealBucket, length: timedelta) -> None:
    """Let the database keep points for *length*, zero for ever."""
    if bucket.generation is Generation.V1:
        duration = f"{length.days}d" if length else "INF"
        shards = " SHARD DURATION 1d" if length else ""
        bucket.query(f'ALTER RETENTION POLICY autogen ON "{bucket.name}" DURATION {duration}{shards}')
        return
    target = bucket.administrator
    with httpx.Client(base_url=target.url, headers={"Authorization": f"Token {target.token}"}) as client:
        (found,) = client.get("/api/v2/buckets", params={"name": bucket.name}).json()["buckets"]
        day = 86_400
        rule = {
            "type": "expire",
            "everySeconds": length.days * day,
            "shardGroupDurationSeconds": day if length else 364 * day,
        }
        client.patch(f"/api/v2/buckets/{found['id']}", json={"retentionRules": [rule]}).raise_for_status()


def lived(rig: Rig, app: App, days: int) -> None:
    for _ in range(days // 5):
        rig.pass_time(5 * DAY)
        assert app.poll(only_account(app)).problem is None


def too_old(app: App) -> PointsTooOld | None:
    return app.points_too_old(only_account(app))


def delivered(app: App, try_old_every: timedelta = timedelta(hours=1)) -> DeliveryReport:
    return app.deliver(only_account(app), try_old_every=try_old_every)


def stored(bucket: RealBucket) -> Database:
    return everything(bucket.query, bucket.name)


def newer(database: Database) -> Database:
    edge = (datetime.now(UTC) - KEPT).timestamp() * 1e9
    return {key: fields for key, fields in database.items() if key[2] > edge}


def test_what_is_too_old_is_told_apart_in_a_few_requests(
    bucket: RealBucket, rig: Rig, proxy: FaultyProxy
) -> None:
    with rig.app() as app:
        lived(rig, app, 55)
        meant = rig.database()
        proxy.writes = 0
        report = delivered(app)
        assert report.problem is None
        assert report.rejected == 0
        assert report.too_old > 500
        assert proxy.writes <= 4
        # 1.6.7 takes what is older by less than a shard group, beside something newer of that group.
        found = stored(bucket)
        assert newer(meant).items() <= found.items() <= meant.items()
        assert len(meant) - len(found) <= report.too_old
        old = too_old(app)
        assert old is not None
        assert old.points == report.too_old
        assert f"{report.too_old:,} points of 20" in old.sentence(bucket.name)


def test_it_is_tried_again_once_an_hour_and_the_longer_database_gets_everything(
    bucket: RealBucket, rig: Rig, proxy: FaultyProxy
) -> None:
    with rig.app() as app:
        lived(rig, app, 55)
        meant = rig.database()
        delivered(app)
        proxy.writes = 0
        assert delivered(app) == DeliveryReport()
        assert proxy.writes == 0
        rig.clock.wait(timedelta(hours=1))
        assert delivered(app) == DeliveryReport()
        assert proxy.writes == 1
        keep(bucket, timedelta())
        report = delivered(app, try_old_every=timedelta())
        assert (report.problem, report.too_old) == (None, 0)
        assert too_old(app) is None
        assert stored(bucket) == meant


def test_a_little_longer_gets_what_is_kept_now_and_the_rest_stays_counted(
    bucket: RealBucket, rig: Rig, proxy: FaultyProxy
) -> None:
    with rig.app() as app:
        lived(rig, app, 55)
        delivered(app)
        before = too_old(app)
        keep(bucket, timedelta(days=45))
        report = delivered(app, try_old_every=timedelta())
        after = too_old(app)
        assert before is not None
        assert after is not None
        assert (report.problem, report.too_old) == (None, after.points)
        assert 0 < after.points < before.points


def test_doctor_says_how_long_the_database_keeps_and_how_many_points_wait_for_longer(
    bucket: RealBucket, rig: Rig, proxy: FaultyProxy
) -> None:
    with rig.app() as app:
        lived(rig, app, 55)
        delivered(app)
        old = too_old(app)
        # The collector's own token of 2.x may only write; an administrator's sees the bucket.
        settings = app.settings
    assert old is not None
    assert Severity.ACTION in {
        each.severity for each in check_influxdb(settings, ["account"], moment(datetime.now(UTC)))
    }
    said = " ".join(
        each.sentence for each in check_influxdb(settings, ["account"], moment(datetime.now(UTC)))
    )
    assert f"{old.points:,} points" in said
    if bucket.generation is Generation.V1:
        assert "deletes what is older than 30 days" in said
        assert f'ALTER RETENTION POLICY "autogen" ON "{bucket.name}" DURATION INF' in said
