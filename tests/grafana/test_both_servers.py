"""One set of queries for InfluxDB 1.x and 2.x: the same answers, by a token that can only read."""

from pathlib import Path
from uuid import uuid4

from collector.influxdb.provision.provision import set_up
from collector.influxdb.target import Target
from collector.pipeline.rebuild import rebuild
from collector.simulator.learner.sample_accounts import typical_learner
from collector.simulator.world.world import World
from grafana.files import all_rules, dashboards
from grafana.lint import queries
from tests.grafana.viewer import Viewer, filled_in
from tests.harness import DAY, HOUR, NOON, Rig, only_account
from tests.integration.servers import InfluxDBV1, InfluxDBV2

# The first never changes its clocks. The others do in the days that are asked about: at night, with a
# midnight that comes twice, and with one that does not come.
ZONES = ("Asia/Tokyo", "Europe/Berlin", "America/Santiago", "Africa/Cairo", "America/Nuuk")


def test_every_statement_is_answered_alike(
    influxdb_v1: InfluxDBV1, influxdb_v2: InfluxDBV2, tmp_path: Path
) -> None:
    world = World(NOON, seed=3, per_level=40)
    rig = Rig(tmp_path / "state", world, typical_learner(world, seed=3))
    bucket = f"both-{uuid4().hex}"
    rig.settings = {"influxdb_url": influxdb_v1.url, "influxdb_bucket": bucket}
    with rig.app() as app:
        for _ in range(150):
            rig.pass_time(12 * HOUR)
            assert app.poll(only_account(app)).problem is None
        assert app.deliver(only_account(app)).problem is None
    reader = _second(rig, influxdb_v2, bucket, tmp_path)
    for zone in ZONES:
        viewer = Viewer(world.now, world.now, world.now, zone=zone).back(60 * DAY)
        for filled in sorted(_statements(viewer)):
            assert reader.query(filled, bucket) == influxdb_v1.query(filled, bucket), filled


def _statements(viewer: Viewer) -> set[str]:
    """Return every statement of dashboards and rules as *viewer* has it."""
    filled = {
        filled_in(query, viewer.choosing(uid), "1d")
        for uid, dashboard in dashboards().items()
        for query in queries(dashboard)
    }
    return filled | {
        filled_in(query.query, viewer, "1d") for rule in all_rules() for query in rule.queries.values()
    }


def _second(rig: Rig, server: InfluxDBV2, bucket: str, tmp_path: Path) -> InfluxDBV2:
    """Deliver the same state there, and return the server with the token that Grafana gets."""
    secrets = tmp_path / "secrets"
    set_up(Target(server.url, bucket, org=bucket, token=server.token), secrets)
    rig.settings = {
        "influxdb_url": server.url, "influxdb_bucket": bucket, "influxdb_org": bucket,
        "influxdb_token_file": secrets / "influxdb-collector-token",
    }  # fmt: skip
    with rig.app() as app:
        rebuild(only_account(app).store)
        assert app.deliver(only_account(app)).problem is None
    return InfluxDBV2(server.url, (secrets / "influxdb-grafana-token").read_text().strip())
