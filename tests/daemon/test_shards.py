"""A shard that begins a state although another volume has one is told so by InfluxDB's polls."""

from uuid import uuid4

from structlog.testing import capture_logs

from collector.core.log_events import LogEvent
from collector.daemon.jobs import Jobs
from tests.harness import HOUR, Rig, only_account
from tests.integration.servers import InfluxDBV1


def _told(rig: Rig) -> list[str]:
    with rig.app() as app, capture_logs() as logged:
        jobs = Jobs(app)
        rig.pass_time(HOUR)
        jobs.poll(only_account(app))
        jobs.deliver()
    return [line["problem"] for line in logged if line["event"] == LogEvent.STATE_OLDER]


def test_a_state_that_is_begun_anew_is_told_at_the_first_delivery(rig: Rig, influxdb_v1: InfluxDBV1) -> None:
    name = f"wanikani-{uuid4().hex}"
    influxdb_v1.query(f'CREATE DATABASE "{name}"')
    rig.settings = {
        "influxdb_url": influxdb_v1.url,
        "influxdb_bucket": name,
        "wanikani_account": "koichi",
        "collector_shard": "1/1",
    }
    first = rig.folder
    began = rig.clock.now() + HOUR
    assert _told(rig) == []
    rig.folder = first.with_name("another-volume")
    (problem,) = _told(rig)
    assert "holds polls of koichi from before this state began" in problem
    assert f"{began:%Y-%m-%d %H:%M}" in problem
    assert "restore the state that made them" in problem
    rig.folder = first
    (problem,) = _told(rig)
    assert "holds 1 poll of koichi that this state does not know" in problem
