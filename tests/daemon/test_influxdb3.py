"""The daemon delivers to InfluxDB 3 and says once in its log what that means."""

from pydantic import SecretStr
from structlog.testing import capture_logs

from collector.core.log_events import LogEvent
from collector.daemon.jobs import Jobs
from tests.harness import HOUR, Rig, only_account
from tests.influxdb.conftest import WRITE_TOKEN
from tests.influxdb.pretend_influxdb import pretend_influxdb
from tests.influxdb3.pretend_influxdb3 import TOKEN, pretend_influxdb3


def limits_told(rig: Rig, url: str, token: str) -> list[str]:
    """Return what two deliveries log about the limits of the server at *url*."""
    rig.settings |= {"influxdb_url": url, "influxdb_org": "home", "influxdb_token": SecretStr(token)}
    with rig.app() as app, capture_logs() as logged:
        jobs = Jobs(app)
        for _ in range(2):
            rig.pass_time(HOUR)
            jobs.poll(only_account(app))
            jobs.deliver()
    finished = [line for line in logged if line["event"] == LogEvent.DELIVERY_FINISHED]
    assert len(finished) == 2
    return [line["limits"] for line in logged if line["event"] == LogEvent.INFLUXDB_LIMITED]


def test_only_the_first_delivery_reports_the_limits(rig: Rig) -> None:
    with pretend_influxdb3() as server:
        (told,) = limits_told(rig, server.url, TOKEN)
        assert server.points
    assert "the last 18 days" in told


def test_2_x_has_no_such_limits(rig: Rig) -> None:
    with pretend_influxdb() as server:
        server.admin.set_up("home", "wanikani", "operator-token")
        server.admin.allow(WRITE_TOKEN, "write", "wanikani")
        assert limits_told(rig, server.url, WRITE_TOKEN) == []
