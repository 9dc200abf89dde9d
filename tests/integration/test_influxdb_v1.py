"""The 1.x writer and set-up on Debian's InfluxDB 1.6.7."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from collector.core.errors import SetupFailed
from collector.influxdb.batch import send_rows
from collector.influxdb.detect import detect_server
from collector.influxdb.inspect import shard_group_duration, try_write
from collector.influxdb.outcome import Accepted, ActionRequired, BadLine, RetryLater
from collector.influxdb.provision.provision import set_up
from collector.influxdb.target import Generation, InfluxServer, Target
from collector.influxdb.writer import LazyWriter, Writer
from tests.integration.servers import InfluxDBV1

STAMP = 1_600_000_000_123_456_789
LONG = "8736h0m0s"


@pytest.fixture
def target(influxdb_v1: InfluxDBV1) -> Target:
    """A database that nobody made yet."""
    return Target(influxdb_v1.url, f"wanikani-{uuid4().hex}")


@pytest.fixture
def writer(target: Target) -> Iterator[Writer]:
    with closing(LazyWriter(lambda: target)) as writer:
        yield writer


def shard_groups(server: InfluxDBV1, database: str) -> object:
    return server.query(f'SHOW RETENTION POLICIES ON "{database}"')[0]["shardGroupDuration"]


def test_the_kind_is_found(target: Target) -> None:
    server = detect_server(target)
    assert isinstance(server, InfluxServer)
    assert server.generation is Generation.V1
    assert server.version.startswith("1.")


def test_the_first_write_makes_the_database_with_long_shard_groups(
    influxdb_v1: InfluxDBV1, target: Target, writer: Writer
) -> None:
    assert writer.write([f"queue,account=水 reviews_available=3i {STAMP}"]) == Accepted()
    assert shard_groups(influxdb_v1, target.bucket) == LONG
    assert influxdb_v1.query("SELECT * FROM queue", target.bucket) == [
        {"time": STAMP, "account": "水", "reviews_available": 3}
    ]


def test_an_odd_name_is_a_name(influxdb_v1: InfluxDBV1) -> None:
    odd = f'日本 "x".y-z\'; DROP {uuid4().hex}'
    with closing(LazyWriter(lambda: Target(influxdb_v1.url, odd))) as writer:
        assert writer.write([f"m v=1i {STAMP}"]) == Accepted()
    assert odd in [row["name"] for row in influxdb_v1.query("SHOW DATABASES")]


def test_a_name_the_server_refuses_is_told(influxdb_v1: InfluxDBV1) -> None:
    with closing(LazyWriter(lambda: Target(influxdb_v1.url, "a/b"))) as writer:
        outcome = writer.write([f"m v=1i {STAMP}"])
    assert isinstance(outcome, ActionRequired)
    assert "invalid name" in outcome.sentence


def test_doctor_does_not_make_the_database(influxdb_v1: InfluxDBV1, target: Target) -> None:
    with closing(LazyWriter(lambda: target, create_database=False)) as writer:
        outcome = try_write(writer)
    assert isinstance(outcome, ActionRequired)
    assert target.bucket in outcome.sentence
    assert target.bucket not in [row["name"] for row in influxdb_v1.query("SHOW DATABASES")]


def test_a_type_conflict_keeps_the_good_lines_and_refuses_the_bad_one(
    influxdb_v1: InfluxDBV1, target: Target, writer: Writer
) -> None:
    lines = [
        f"m v=1i {STAMP}",
        f"m v=2.5 {STAMP + 1}",
        f"m v=3i {STAMP + 2}",
        "nonsense",
        f"m v=5i {STAMP + 4}",
    ]
    sent = send_rows(writer.write, list(enumerate(lines)))
    assert sent.accepted == (0, 2, 4)
    assert [(each.id, each.line) for each in sent.rejected] == [(1, lines[1]), (3, "nonsense")]
    assert "field type conflict" in sent.rejected[0].reason
    assert "unable to parse 'nonsense'" in sent.rejected[1].reason
    assert [row["v"] for row in influxdb_v1.query("SELECT v FROM m", target.bucket)] == [1, 3, 5]


def test_a_partial_write_says_that_a_line_was_bad(writer: Writer) -> None:
    assert writer.write([f"m v=1i {STAMP}"]) == Accepted()
    outcome = writer.write([f"m v=2.5 {STAMP + 1}"])
    assert isinstance(outcome, BadLine)
    assert "partial write" in outcome.reason


def test_writing_again_changes_nothing(influxdb_v1: InfluxDBV1, target: Target, writer: Writer) -> None:
    lines = [f"m,account=a v={number}i {STAMP + number}" for number in range(100)]
    assert writer.write(lines) == writer.write(lines) == Accepted()
    assert len(influxdb_v1.query("SELECT v FROM m", target.bucket)) == 100


def test_an_outage_loses_nothing(influxdb_v1: InfluxDBV1, target: Target, writer: Writer) -> None:
    assert writer.write([f"m v=1i {STAMP}"]) == Accepted()
    influxdb_v1.stop()
    try:
        assert isinstance(writer.write([f"m v=2i {STAMP + 1}"]), RetryLater)
    finally:
        influxdb_v1.start()
    assert writer.write([f"m v=2i {STAMP + 1}"]) == Accepted()
    assert [row["v"] for row in influxdb_v1.query("SELECT v FROM m", target.bucket)] == [1, 2]


def test_setting_up_twice_changes_nothing(influxdb_v1: InfluxDBV1, target: Target, tmp_path: Path) -> None:
    assert [step.changed for step in set_up(target, tmp_path)] == [True, False]
    assert shard_groups(influxdb_v1, target.bucket) == LONG
    assert [step.changed for step in set_up(target, tmp_path)] == [False, False]
    assert not list(tmp_path.iterdir())


def test_setting_up_lengthens_short_shard_groups(
    influxdb_v1: InfluxDBV1, target: Target, tmp_path: Path
) -> None:
    influxdb_v1.query(f'CREATE DATABASE "{target.bucket}"')
    server = InfluxServer(Generation.V1)
    assert shard_group_duration(target, server) == timedelta(weeks=1)
    assert set_up(target, tmp_path)[0].changed
    assert shard_group_duration(target, server) == timedelta(weeks=52)


def test_setting_up_leaves_a_database_that_deletes(
    influxdb_v1: InfluxDBV1, target: Target, tmp_path: Path
) -> None:
    influxdb_v1.query(f'CREATE DATABASE "{target.bucket}" WITH DURATION 30d')
    step, _ = set_up(target, tmp_path)
    assert not step.changed
    assert "deletes what is older than 30 days" in step.sentence


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
    pytest.param("nobody", "pw-canary", id="a user who may nothing"),
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


def test_who_may_not_make_the_database_is_told_the_statement(guarded: InfluxDBV1) -> None:
    with closing(LazyWriter(lambda: as_user(guarded, "pen", "pw-canary", "missing"))) as writer:
        outcome = writer.write([f"m v=1i {STAMP}"])
    assert isinstance(outcome, ActionRequired)
    assert 'CREATE DATABASE "missing" WITH DURATION INF' in outcome.sentence
    assert "INFLUXDB_BUCKET" in outcome.sentence


def test_an_administrator_writes_to_a_database_not_there_yet(guarded: InfluxDBV1) -> None:
    with closing(LazyWriter(lambda: as_user(guarded, guarded.username, guarded.password, "made"))) as writer:
        assert writer.write([f"m v=1i {STAMP}"]) == Accepted()
    assert shard_groups(guarded, "made") == LONG


def test_the_login_may_be_in_the_url(guarded: InfluxDBV1) -> None:
    url = guarded.url.replace("http://", "http://pen:pw-canary@")
    with closing(LazyWriter(lambda: Target(url, "guarded"))) as writer:
        assert writer.write([f"m v=1i {STAMP}"]) == Accepted()


def test_setting_up_wants_an_administrator(guarded: InfluxDBV1, tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="INFLUXDB_USERNAME"):
        set_up(as_user(guarded, "pen", "pw-canary", "new"), tmp_path)
    assert set_up(as_user(guarded, guarded.username, guarded.password, "new"), tmp_path)[0].changed


def test_shard_groups_are_seen_by_who_may_read(guarded: InfluxDBV1) -> None:
    server = InfluxServer(Generation.V1)
    assert shard_group_duration(as_user(guarded, "eye", "pw-canary"), server) == timedelta(weeks=1)
    assert shard_group_duration(as_user(guarded, "pen", "pw-canary"), server) is None
