"""The daemon says once in its log that InfluxDB holds what its state does not know."""

from pathlib import Path
from uuid import uuid4

from structlog.testing import capture_logs

from collector.core.errors import UnusableSecret
from collector.core.log_events import LogEvent
from collector.daemon.jobs import Jobs
from tests.harness import HOUR, Rig, only_account
from tests.integration.servers import InfluxDBV1


def test_it_is_logged_once(rig: Rig, influxdb_v1: InfluxDBV1) -> None:
    name = f"wanikani-{uuid4().hex}"
    rig.settings = {"influxdb_url": influxdb_v1.url, "influxdb_bucket": name, "wanikani_account": "koichi"}
    influxdb_v1.query(f'CREATE DATABASE "{name}"')
    influxdb_v1.write(["collector,account=koichi ok=1i 1900000000000000000"], name)
    with rig.app() as app, capture_logs() as logged:
        jobs = Jobs(app)
        for _ in range(2):
            rig.pass_time(HOUR)
            jobs.poll(only_account(app))
            jobs.deliver()
    (told,) = [line for line in logged if line["event"] == LogEvent.STATE_OLDER]
    assert told["account"] == "koichi"
    assert "holds 1 poll of koichi that this state does not know" in told["problem"]


def test_what_was_delivered_counts_although_it_cannot_be_compared(
    rig: Rig, influxdb_v1: InfluxDBV1, tmp_path: Path
) -> None:
    password = tmp_path / "password"
    password.write_text("secret")
    rig.settings = {
        "influxdb_url": influxdb_v1.url,
        "influxdb_bucket": f"wanikani-{uuid4().hex}",
        "influxdb_username": "writer",
        "influxdb_password_file": password,
    }

    def lose_the_password(delivered: int, pending: int) -> None:
        if delivered and not pending:
            password.unlink()

    with rig.app() as app:
        points = app.poll(only_account(app)).points
        report = app.deliver(only_account(app), lose_the_password)
    assert isinstance(report.problem, UnusableSecret)
    assert report.delivered == points > 0
