"""The 2.x writer and set-up on the real InfluxDB 2.x that INFLUXDB2_URL and INFLUXDB2_TOKEN name."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from collector.core.errors import SetupFailed
from collector.influxdb.batch import send_rows
from collector.influxdb.detect import detect_server
from collector.influxdb.inspect import shard_group_duration, try_write
from collector.influxdb.outcome import Accepted, ActionRequired, BadLine
from collector.influxdb.provision.provision import set_up
from collector.influxdb.target import SHARD_GROUP, Generation, InfluxServer, Target
from collector.influxdb.writer import LazyWriter, Writer
from tests.integration.servers import InfluxDBV2

STAMP = 1_600_000_000_123_456_789
WEEK_NS = 7 * 86_400 * 10**9


@pytest.fixture
def administrator(influxdb_v2: InfluxDBV2) -> Target:
    """An organization and a bucket that nobody made yet, and a token that may do everything."""
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


@pytest.fixture
def writer(collector: Target) -> Iterator[Writer]:
    with closing(LazyWriter(lambda: collector)) as writer:
        yield writer


def rows(target: Target, influxql: str) -> list[dict[str, object]]:
    return InfluxDBV2(target.url, target.token or "").query(influxql, target.bucket)


def refused(target: Target) -> str:
    with closing(LazyWriter(lambda: target)) as writer:
        outcome, tested = writer.write([f"m v=1i {STAMP}"]), try_write(writer)
    assert outcome == tested
    assert isinstance(outcome, ActionRequired)
    assert target.token is None or target.token not in outcome.sentence
    return outcome.sentence


def test_the_kind_is_found(administrator: Target) -> None:
    server = detect_server(administrator)
    assert isinstance(server, InfluxServer)
    assert server.generation is Generation.V2
    assert server.version.startswith("2.")


def test_what_the_collector_writes_grafana_reads(writer: Writer, grafana: Target) -> None:
    assert writer.write([f"queue,account=水 reviews_available=3i {STAMP}"]) == Accepted()
    assert rows(grafana, "SELECT * FROM queue") == [{"time": STAMP, "account": "水", "reviews_available": 3}]


def test_the_collector_cannot_read_and_grafana_cannot_write(collector: Target, grafana: Target) -> None:
    assert rows(collector, "SHOW MEASUREMENTS") == []
    assert "INFLUXDB_TOKEN" in refused(grafana)


def test_a_type_conflict_keeps_the_good_lines_and_refuses_the_bad_one(
    writer: Writer, grafana: Target
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
    assert [row["v"] for row in rows(grafana, "SELECT v FROM m")] == [1, 3, 5]


def test_a_partial_write_says_that_a_line_was_bad(writer: Writer) -> None:
    assert writer.write([f"m v=1i {STAMP}"]) == Accepted()
    outcome = writer.write([f"m v=2.5 {STAMP + 1}", f"m v=3i {STAMP + 2}"])
    assert isinstance(outcome, BadLine)
    assert "partial write" in outcome.reason


def test_writing_again_changes_nothing(writer: Writer, grafana: Target) -> None:
    lines = [f"m,account=a v={number}i {STAMP + number * WEEK_NS}" for number in range(100)]
    assert writer.write(lines) == writer.write(lines) == Accepted()
    assert len(rows(grafana, "SELECT v FROM m")) == 100


def test_the_test_of_writing_writes_nothing(writer: Writer, grafana: Target) -> None:
    assert try_write(writer) == Accepted()
    assert rows(grafana, "SHOW MEASUREMENTS") == []


def test_wrong_settings_are_told_apart(collector: Target) -> None:
    assert "INFLUXDB_TOKEN" in refused(replace(collector, token="wrong"))
    assert "INFLUXDB_TOKEN" in refused(replace(collector, token=None))
    assert "INFLUXDB_ORG" in refused(replace(collector, org="nope"))
    assert "INFLUXDB_ORG" in refused(replace(collector, org=None))
    missing = refused(replace(collector, bucket="nope"))
    assert "INFLUXDB_BUCKET" in missing
    assert "setup-influxdb" in missing


def test_setting_up_twice_changes_nothing(administrator: Target, tmp_path: Path) -> None:
    assert sum(step.changed for step in set_up(administrator, tmp_path)) == 4
    before = {each.name: each.read_text() for each in tmp_path.iterdir()}
    assert set(before) == {"influxdb-collector-token", "influxdb-grafana-token"}
    assert not any(step.changed for step in set_up(administrator, tmp_path))
    assert {each.name: each.read_text() for each in tmp_path.iterdir()} == before


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


def test_shard_groups_are_52_weeks_long(collector: Target, grafana: Target, administrator: Target) -> None:
    server = InfluxServer(Generation.V2)
    assert shard_group_duration(administrator, server) == SHARD_GROUP
    assert shard_group_duration(grafana, server) == SHARD_GROUP
    assert shard_group_duration(collector, server) is None


def test_influxql_says_a_week_whatever_is_true(grafana: Target) -> None:
    # Why doctor does not ask it: if this ever fails, the server has learned to tell.
    (policy,) = rows(grafana, f'SHOW RETENTION POLICIES ON "{grafana.bucket}"')
    assert policy["shardGroupDuration"] == "168h0m0s"


def test_a_token_that_may_not_set_up_is_refused(collector: Target, tmp_path: Path) -> None:
    with pytest.raises(SetupFailed, match="INFLUXDB_ADMIN_TOKEN") as failed:
        set_up(replace(collector, bucket="other"), tmp_path / "elsewhere")
    assert str(collector.token) not in str(failed.value)


def test_another_bucket_gets_tokens_of_its_own(administrator: Target, tmp_path: Path) -> None:
    set_up(administrator, tmp_path)
    elsewhere = replace(administrator, bucket=f"{administrator.bucket}-2")
    assert sum(step.changed for step in set_up(elsewhere, tmp_path)) == 3
    assert shard_group_duration(elsewhere, InfluxServer(Generation.V2)) == timedelta(weeks=52)
