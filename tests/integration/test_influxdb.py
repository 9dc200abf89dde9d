"""Writer and set-up on every real InfluxDB there is: Debian's 1.6.7, and the 2.x that INFLUXDB2_URL names."""

from collections.abc import Iterator
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from collector.influxdb.batch import send_rows
from collector.influxdb.detect import detect_server
from collector.influxdb.inspect import try_write
from collector.influxdb.outcome import Accepted, ActionRequired, BadLine, RetryLater
from collector.influxdb.provision.provision import set_up
from collector.influxdb.target import SHARD_GROUP, Generation, InfluxServer, Target
from collector.influxdb.writer import LazyWriter, Writer
from tests.integration.servers import InfluxDBV1, RealBucket, shard_group_duration

STAMP = 1_600_000_000_123_456_789
WEEK_NS = 7 * 86_400 * 10**9
LONG = "8736h0m0s"


@pytest.fixture
def bucket(real_bucket: RealBucket) -> RealBucket:
    """A bucket after setting up."""
    real_bucket.set_up()
    return real_bucket


@pytest.fixture
def writer(bucket: RealBucket) -> Iterator[Writer]:
    with closing(LazyWriter(lambda: bucket.collector)) as writer:
        yield writer


def test_the_kind_is_found(real_bucket: RealBucket) -> None:
    server = detect_server(real_bucket.administrator)
    assert isinstance(server, InfluxServer)
    assert server.generation is real_bucket.generation
    assert server.version.startswith(real_bucket.generation.value.removesuffix("x"))


def test_what_the_collector_writes_grafana_reads(bucket: RealBucket, writer: Writer) -> None:
    assert writer.write([f"queue,account=水 reviews_available=3i {STAMP}"]) == Accepted()
    assert bucket.query("SELECT * FROM queue") == [{"time": STAMP, "account": "水", "reviews_available": 3}]


def test_a_type_conflict_keeps_the_good_lines_and_refuses_the_bad_one(
    bucket: RealBucket, writer: Writer
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
    assert [row["v"] for row in bucket.query("SELECT v FROM m")] == [1, 3, 5]


@pytest.mark.parametrize("others", [[], [f"m v=3i {STAMP + 2}"]], ids=["alone", "beside a good one"])
def test_a_partial_write_says_that_a_line_was_bad(writer: Writer, others: list[str]) -> None:
    assert writer.write([f"m v=1i {STAMP}"]) == Accepted()
    outcome = writer.write([f"m v=2.5 {STAMP + 1}", *others])
    assert isinstance(outcome, BadLine)
    assert "partial write" in outcome.reason


@pytest.mark.parametrize("apart", [1, WEEK_NS], ids=["a nanosecond apart", "a week apart"])
def test_writing_again_changes_nothing(bucket: RealBucket, writer: Writer, apart: int) -> None:
    lines = [f"m,account=a v={number}i {STAMP + number * apart}" for number in range(100)]
    assert writer.write(lines) == writer.write(lines) == Accepted()
    assert len(bucket.query("SELECT v FROM m")) == 100


def test_the_test_of_writing_writes_nothing(bucket: RealBucket, writer: Writer) -> None:
    assert try_write(writer) == Accepted()
    assert bucket.query("SHOW MEASUREMENTS") == []


def test_setting_up_twice_changes_nothing(real_bucket: RealBucket) -> None:
    made, tokens = {
        Generation.V1: (1, set()),
        Generation.V2: (4, {"influxdb-collector-token", "influxdb-grafana-token"}),
    }[real_bucket.generation]
    assert sum(step.changed for step in real_bucket.set_up()) == made
    before = _secrets(real_bucket)
    assert set(before) == tokens
    assert not any(step.changed for step in real_bucket.set_up())
    assert _secrets(real_bucket) == before


def _secrets(bucket: RealBucket) -> dict[str, str]:
    return {each.name: each.read_text() for each in bucket.secrets.glob("*")}


def test_shard_groups_are_52_weeks_long_after_setting_up(bucket: RealBucket) -> None:
    server = InfluxServer(bucket.generation)
    assert shard_group_duration(bucket.administrator, server) == SHARD_GROUP
    assert shard_group_duration(bucket.grafana, server) == SHARD_GROUP


# What only 1.x does: the writer makes the database.


@pytest.fixture
def target(influxdb_v1: InfluxDBV1) -> Target:
    """A database that does not exist yet, on a server without authentication."""
    return Target(influxdb_v1.url, f"wanikani-{uuid4().hex}")


def shard_groups(server: InfluxDBV1, database: str) -> object:
    return server.query(f'SHOW RETENTION POLICIES ON "{database}"')[0]["shardGroupDuration"]


def test_the_first_write_makes_the_database_with_long_shard_groups(
    influxdb_v1: InfluxDBV1, target: Target
) -> None:
    with closing(LazyWriter(lambda: target)) as writer:
        assert writer.write([f"queue,account=水 reviews_available=3i {STAMP}"]) == Accepted()
    assert shard_groups(influxdb_v1, target.bucket) == LONG
    assert len(influxdb_v1.query("SELECT * FROM queue", target.bucket)) == 1


def test_an_odd_name_is_a_name(influxdb_v1: InfluxDBV1) -> None:
    odd = f'日本 "x".y-z\'; DROP {uuid4().hex}'
    with closing(LazyWriter(lambda: Target(influxdb_v1.url, odd))) as writer:
        assert writer.write([f"m v=1i {STAMP}"]) == Accepted()
    assert odd in [row["name"] for row in influxdb_v1.query("SHOW DATABASES")]


def test_a_name_that_the_server_refuses_is_reported(influxdb_v1: InfluxDBV1) -> None:
    with closing(LazyWriter(lambda: Target(influxdb_v1.url, "a/b"))) as writer:
        outcome = writer.write([f"m v=1i {STAMP}"])
    assert isinstance(outcome, ActionRequired)
    assert "invalid name" in outcome.sentence


def test_a_writer_that_may_not_make_the_database_does_not(influxdb_v1: InfluxDBV1, target: Target) -> None:
    with closing(LazyWriter(lambda: target, create_database=False)) as writer:
        outcome = try_write(writer)
    assert isinstance(outcome, ActionRequired)
    assert target.bucket in outcome.sentence
    assert target.bucket not in [row["name"] for row in influxdb_v1.query("SHOW DATABASES")]


def test_an_outage_loses_nothing(influxdb_v1: InfluxDBV1, target: Target) -> None:
    with closing(LazyWriter(lambda: target)) as writer:
        assert writer.write([f"m v=1i {STAMP}"]) == Accepted()
        influxdb_v1.stop()
        try:
            assert isinstance(writer.write([f"m v=2i {STAMP + 1}"]), RetryLater)
        finally:
            influxdb_v1.start()
        assert writer.write([f"m v=2i {STAMP + 1}"]) == Accepted()
    assert [row["v"] for row in influxdb_v1.query("SELECT v FROM m", target.bucket)] == [1, 2]


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
