"""Who may do what on real servers: tokens of 2.x, users of 1.x."""

from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from collector.core.errors import SetupFailed
from collector.influxdb.inspect import try_write
from collector.influxdb.outcome import Accepted, ActionRequired
from collector.influxdb.provision.provision import set_up
from collector.influxdb.target import Generation, InfluxServer, Target
from collector.influxdb.writer import LazyWriter
from tests.integration.servers import InfluxDBV1, InfluxDBV2, query_as, shard_group_duration

STAMP = 1_600_000_000_123_456_789
LONG = "8736h0m0s"


# Tokens of 2.x.


@pytest.fixture
def administrator(influxdb_v2: InfluxDBV2) -> Target:
    """An organization and a bucket that do not exist yet, and an all-access token."""
    unique = uuid4().hex
    return Target(influxdb_v2.url, f"wanikani-{unique}", f"home-{unique}", influxdb_v2.token)


@pytest.fixture
def collector(administrator: Target, tmp_path: Path) -> Target:
    """The same after setting up, with what the collector is given."""
    set_up(administrator, tmp_path)
    return replace(administrator, token=(tmp_path / "influxdb-collector-token").read_text().strip())


@pytest.fixture
def grafana(collector: Target, tmp_path: Path) -> Target:
    return replace(collector, token=(tmp_path / "influxdb-grafana-token").read_text().strip())


def refused(target: Target) -> str:
    with closing(LazyWriter(lambda: target)) as writer:
        outcome, tested = writer.write([f"m v=1i {STAMP}"]), try_write(writer)
    assert outcome == tested
    assert isinstance(outcome, ActionRequired)
    assert target.token is None or target.token not in outcome.sentence
    return outcome.sentence


def test_the_collector_cannot_read_and_grafana_cannot_write(collector: Target, grafana: Target) -> None:
    assert query_as(collector, "SHOW MEASUREMENTS") == []
    assert "INFLUXDB_TOKEN" in refused(grafana)


def test_each_wrong_setting_gets_its_own_message(collector: Target) -> None:
    assert "INFLUXDB_TOKEN" in refused(replace(collector, token="wrong"))
    assert "INFLUXDB_TOKEN" in refused(replace(collector, token=None))
    assert "INFLUXDB_ORG" in refused(replace(collector, org="nope"))
    assert "INFLUXDB_ORG" in refused(replace(collector, org=None))
    missing = refused(replace(collector, bucket="nope"))
    assert "INFLUXDB_BUCKET" in missing
    assert "setup-influxdb" in missing


@pytest.mark.parametrize("name", ["influxdb-collector-token", "influxdb-grafana-token"])
def test_a_lost_token_is_replaced_and_no_longer_valid(
    administrator: Target, tmp_path: Path, name: str
) -> None:
    set_up(administrator, tmp_path)
    lost = (tmp_path / name).read_text()
    (tmp_path / name).unlink()
    assert sum(step.changed for step in set_up(administrator, tmp_path)) == 1
    found = (tmp_path / name).read_text()
    assert found != lost
    (tmp_path / name).write_text(lost)
    assert sum(step.changed for step in set_up(administrator, tmp_path)) == 1
    assert (tmp_path / name).read_text() not in (lost, found)


def test_a_token_that_may_only_write_does_not_see_shard_groups(collector: Target) -> None:
    assert shard_group_duration(collector, InfluxServer(Generation.V2)) is None


def test_influxql_always_reports_a_shard_group_of_a_week(grafana: Target) -> None:
    # Why doctor does not ask it: if this ever fails, the server has learned to tell.
    (policy,) = query_as(grafana, f'SHOW RETENTION POLICIES ON "{grafana.bucket}"')
    assert policy["shardGroupDuration"] == "168h0m0s"


def test_a_token_that_may_not_set_up_is_refused(collector: Target, tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="INFLUXDB_ADMIN_TOKEN") as failed:
        set_up(replace(collector, bucket="other"), tmp_path / "elsewhere")
    assert str(collector.token) not in str(failed.value)


def test_another_bucket_gets_tokens_of_its_own(administrator: Target, tmp_path: Path) -> None:
    set_up(administrator, tmp_path)
    elsewhere = replace(administrator, bucket=f"{administrator.bucket}-2")
    first = {each.name: each.read_text() for each in tmp_path.iterdir()}
    assert sum(step.changed for step in set_up(elsewhere, tmp_path)) == 3
    assert first.items() <= {each.name: each.read_text() for each in tmp_path.iterdir()}.items()
    for target in (administrator, elsewhere):
        assert sum(step.changed for step in set_up(target, tmp_path)) == 0
    assert shard_group_duration(elsewhere, InfluxServer(Generation.V2)) == timedelta(weeks=52)


# Users of 1.x.


def as_user(
    server: InfluxDBV1, username: str | None, password: str | None, bucket: str = "guarded"
) -> Target:
    return Target(server.url, bucket, username=username, password=password)


@pytest.fixture
def guarded(influxdb_v1_with_auth: InfluxDBV1) -> InfluxDBV1:
    """A server with the database “guarded” and three users: one may write to it, one read, one nothing."""
    server = influxdb_v1_with_auth
    server.query('CREATE DATABASE "guarded"')
    for name, grant in (("pen", "WRITE"), ("eye", "READ"), ("nobody", None)):
        server.query(f"CREATE USER \"{name}\" WITH PASSWORD 'pw-canary'")
        if grant:
            server.query(f'GRANT {grant} ON "guarded" TO "{name}"')
    return server


LOGINS = [
    pytest.param(None, None, id="no login"),
    pytest.param("pen", "wrong-canary", id="a wrong password"),
    pytest.param("stranger", "pw-canary", id="an unknown user"),
    pytest.param("eye", "pw-canary", id="a user who may only read"),
    pytest.param("nobody", "pw-canary", id="a user without any permission"),
]


@pytest.mark.parametrize(("username", "password"), LOGINS)
def test_a_wrong_login_is_for_the_owner(
    guarded: InfluxDBV1, username: str | None, password: str | None
) -> None:
    with closing(LazyWriter(lambda: as_user(guarded, username, password))) as writer:
        for outcome in (writer.write([f"m v=1i {STAMP}"]), try_write(writer)):
            assert isinstance(outcome, ActionRequired)
            assert "INFLUXDB_USERNAME" in outcome.sentence
            assert "canary" not in outcome.sentence


def test_a_user_who_may_write_writes(guarded: InfluxDBV1) -> None:
    with closing(LazyWriter(lambda: as_user(guarded, "pen", "pw-canary"))) as writer:
        assert try_write(writer) == Accepted()
        assert writer.write([f"m v=1i {STAMP}"]) == Accepted()


def test_a_login_that_may_not_create_the_database_gets_the_statement(guarded: InfluxDBV1) -> None:
    with closing(LazyWriter(lambda: as_user(guarded, "pen", "pw-canary", "missing"))) as writer:
        outcome = writer.write([f"m v=1i {STAMP}"])
    assert isinstance(outcome, ActionRequired)
    assert 'CREATE DATABASE "missing" WITH DURATION INF' in outcome.sentence
    assert "INFLUXDB_BUCKET" in outcome.sentence


def test_an_administrator_writes_to_a_database_not_there_yet(guarded: InfluxDBV1) -> None:
    with closing(LazyWriter(lambda: as_user(guarded, guarded.username, guarded.password, "made"))) as writer:
        assert writer.write([f"m v=1i {STAMP}"]) == Accepted()
    (policy,) = guarded.query('SHOW RETENTION POLICIES ON "made"')
    assert policy["shardGroupDuration"] == LONG


def test_the_login_may_be_in_the_url(guarded: InfluxDBV1) -> None:
    url = guarded.url.replace("http://", "http://pen:pw-canary@")
    with closing(LazyWriter(lambda: Target(url, "guarded"))) as writer:
        assert writer.write([f"m v=1i {STAMP}"]) == Accepted()


def test_setting_up_wants_an_administrator(guarded: InfluxDBV1, tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="INFLUXDB_USERNAME"):
        set_up(as_user(guarded, "pen", "pw-canary", "new"), tmp_path)
    assert set_up(as_user(guarded, guarded.username, guarded.password, "new"), tmp_path)[0].changed


def test_a_login_that_may_read_sees_shard_groups(guarded: InfluxDBV1) -> None:
    server = InfluxServer(Generation.V1)
    assert shard_group_duration(as_user(guarded, "eye", "pw-canary"), server) == timedelta(weeks=1)
    assert shard_group_duration(as_user(guarded, "pen", "pw-canary"), server) is None
