"""Both writers on a real connection; what Debian's own 1.6.7 answers is in tests/integration."""

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from collector.config.secrets import Secret
from collector.influxdb.batch import send_rows
from collector.influxdb.detect import detect_server
from collector.influxdb.inspect import try_write
from collector.influxdb.outcome import Accepted, ActionRequired, BadLine, RetryLater, TooLarge, WriteOutcome
from collector.influxdb.target import InfluxServer, Target
from collector.influxdb.writer import LazyWriter, Writer
from tests.influxdb.conftest import OPERATOR_TOKEN, READ_TOKEN, WRITE_TOKEN
from tests.influxdb.pretend_influxdb import PretendInfluxDB, Trouble
from tests.integration.servers import shard_group_duration

Open = Callable[[Target], Writer]
LINES = [
    "queue,account=水 reviews_available=3i 1600000000123456789",
    "level,account=水 level=5i 1600000000123456789",
]
JSON_503 = '{"code": "unavailable", "message": "shutting down"}'


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open writers, and close them after the test."""
    with ExitStack() as stack:
        yield lambda target: stack.enter_context(
            closing(LazyWriter(lambda: target, timeout=timedelta(seconds=0.5)))
        )


@pytest.fixture(params=["v2.9.1", "1.6.7"])
def writer(request: pytest.FixtureRequest, influxdb: PretendInfluxDB, target: Target, opened: Open) -> Writer:
    influxdb.version = request.param
    return opened(target)


def refused(outcome: WriteOutcome) -> str:
    assert isinstance(outcome, ActionRequired)
    return outcome.sentence


def test_lines_arrive_byte_for_byte(influxdb: PretendInfluxDB, target: Target, opened: Open) -> None:
    assert opened(target).write(LINES) == Accepted()
    assert influxdb.points == {
        "queue,account=水 1600000000123456789": "reviews_available=3i",
        "level,account=水 1600000000123456789": "level=5i",
    }


def test_a_line_that_cannot_be_parsed_is_named(
    influxdb: PretendInfluxDB, target: Target, opened: Open
) -> None:
    outcome = opened(target).write([*LINES, "foo"])
    assert outcome == BadLine("unable to parse 'foo': missing fields")
    assert not influxdb.points


def test_splitting_refuses_only_what_is_bad(influxdb: PretendInfluxDB, target: Target, opened: Open) -> None:
    lines = ["m v=1i 1", "foo", "m v=2.5 2", "m v=3i 3"]
    sent = send_rows(opened(target).write, list(enumerate(lines)))
    assert sent.accepted == (0, 3)
    assert [each.line for each in sent.rejected] == ["foo", "m v=2.5 2"]
    assert influxdb.points == {"m 1": "v=1i", "m 3": "v=3i"}


def test_too_much_at_once_is_sent_in_pieces(influxdb: PretendInfluxDB, target: Target, opened: Open) -> None:
    influxdb.largest_body = 20
    writer = opened(target)
    lines = [f"m v={number}i {number}" for number in range(6)]
    assert isinstance(writer.write(lines), TooLarge)
    assert send_rows(writer.write, list(enumerate(lines))).accepted == tuple(range(6))
    assert len(influxdb.points) == 6


def test_each_wrong_setting_gets_its_own_message(target: Target, opened: Open) -> None:
    assert "INFLUXDB_TOKEN" in refused(opened(replace(target, token="wrong-canary")).write(LINES))
    assert "INFLUXDB_TOKEN" in refused(opened(replace(target, token=READ_TOKEN)).write(LINES))
    assert "INFLUXDB_TOKEN" in refused(opened(replace(target, token=None)).write(LINES))
    assert "INFLUXDB_ORG" in refused(opened(replace(target, org="nope")).write(LINES))
    assert "INFLUXDB_ORG" in refused(opened(replace(target, org=None)).write(LINES))
    missing = refused(opened(replace(target, bucket="nope")).write(LINES))
    assert "“nope”" in missing
    assert "setup-influxdb" in missing


TROUBLES = [
    pytest.param(Trouble(429, "", {"Retry-After": "5"}), 5, id="429 with a wait"),
    pytest.param(Trouble(503, JSON_503, {"Retry-After": "30"}), 30, id="503 with a wait"),
    pytest.param(Trouble(503, "<html>", {"Retry-After": "soon"}), None, id="503 with a garbled wait"),
    pytest.param(Trouble(500, JSON_503), None, id="500"),
    pytest.param(Trouble(cut=True), None, id="a cut line"),
    pytest.param(Trouble(204, seconds=1.0), None, id="no answer in time"),
]


@pytest.mark.parametrize(("trouble", "seconds"), TROUBLES)
def test_what_passes_is_tried_later_and_then_works(
    trouble: Trouble, seconds: int | None, influxdb: PretendInfluxDB, writer: Writer
) -> None:
    influxdb.trouble(trouble, Trouble(204))
    outcome = writer.write(LINES)
    assert isinstance(outcome, RetryLater)
    assert outcome.retry_after == (None if seconds is None else timedelta(seconds=seconds))
    assert influxdb.url in outcome.sentence
    assert "canary" not in outcome.sentence
    assert writer.write(LINES) == Accepted()


def test_a_wait_until_a_moment_counts_from_the_servers_own_clock(
    influxdb: PretendInfluxDB, writer: Writer
) -> None:
    influxdb.trouble(Trouble(503, "", {"Retry-After": "Fri, 01 Jan 2100 00:00:00 GMT"}))
    outcome = writer.write(LINES)
    assert isinstance(outcome, RetryLater)
    assert outcome.retry_after == timedelta(days=1)


def test_one_request_a_write_and_never_a_retry_of_its_own(influxdb: PretendInfluxDB, writer: Writer) -> None:
    influxdb.trouble(Trouble(503), Trouble(204))
    writer.write(LINES)
    assert sum("write" in request for request in influxdb.requests) == 1


def test_redirects_are_not_followed(influxdb: PretendInfluxDB, writer: Writer) -> None:
    influxdb.trouble(Trouble(307, headers={"Location": f"{influxdb.url}/api/v2/write"}), Trouble(204))
    assert "redirects" in refused(writer.write(LINES))
    assert len(influxdb.troubles) == 1


def test_an_answer_that_is_no_text_keeps_everything(influxdb: PretendInfluxDB, writer: Writer) -> None:
    influxdb.trouble(Trouble(502, "\udcff"))
    assert isinstance(writer.write(LINES), RetryLater)


def test_a_server_that_is_down_at_the_start_is_found_later(
    influxdb: PretendInfluxDB, target: Target, opened: Open
) -> None:
    influxdb.ping = Trouble(503)
    writer = opened(target)
    assert isinstance(writer.write(LINES), RetryLater)
    influxdb.ping = Trouble(204)
    assert writer.write(LINES) == Accepted()


def test_a_fix_by_the_owner_takes_effect_without_a_restart(
    influxdb: PretendInfluxDB, target: Target, opened: Open
) -> None:
    influxdb.version = "1.6.7"
    influxdb.trouble(Trouble(401))
    writer = opened(target)
    assert "INFLUXDB_USERNAME" in refused(writer.write(LINES))
    influxdb.version = "v2.9.1"
    assert writer.write(LINES) == Accepted()


def test_a_secret_that_cannot_be_read_is_for_the_owner_and_read_again_at_the_next_write(
    influxdb: PretendInfluxDB, target: Target, tmp_path: Path
) -> None:
    token = Secret("INFLUXDB_TOKEN", file=tmp_path / "token")
    with closing(LazyWriter(lambda: replace(target, token=token.read()))) as writer:
        assert "INFLUXDB_TOKEN_FILE" in refused(writer.write(LINES))
        (tmp_path / "token").write_text("wrong-canary")
        assert "INFLUXDB_TOKEN" in refused(writer.write(LINES))
        (tmp_path / "token").write_text(WRITE_TOKEN)
        assert writer.write(LINES) == Accepted()


def test_a_path_of_a_proxy_is_kept(influxdb: PretendInfluxDB, target: Target, opened: Open) -> None:
    influxdb.prefix = "/influx"
    assert opened(replace(target, url=f"{influxdb.url}/influx/")).write(LINES) == Accepted()


def test_tls_where_there_is_none(influxdb: PretendInfluxDB, target: Target, opened: Open) -> None:
    outcome = opened(replace(target, url=influxdb.url.replace("http:", "https:"))).write(LINES)
    assert isinstance(outcome, RetryLater)
    assert "INFLUXDB_URL" in outcome.sentence


def test_nothing_is_written_by_the_test_of_writing(
    influxdb: PretendInfluxDB, target: Target, opened: Open
) -> None:
    assert try_write(opened(target)) == Accepted()
    assert isinstance(try_write(opened(replace(target, token=READ_TOKEN))), ActionRequired)
    assert not influxdb.points


def test_shard_groups_are_seen_by_a_token_that_may_see_them(
    influxdb: PretendInfluxDB, target: Target
) -> None:
    server = detect_server(target)
    assert isinstance(server, InfluxServer)
    assert shard_group_duration(replace(target, token=OPERATOR_TOKEN), server) == timedelta(weeks=1)
    assert shard_group_duration(target, server) is None


def test_looking_at_a_server_that_is_gone_sees_nothing(influxdb: PretendInfluxDB, target: Target) -> None:
    server = detect_server(target)
    assert isinstance(server, InfluxServer)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        gone = replace(target, url=f"http://127.0.0.1:{unused.getsockname()[1]}")
        assert shard_group_duration(gone, server) is None


def test_no_writer_pays_for_influxdb_client() -> None:
    script = (
        "import sys, collector.influxdb.writer, collector.influxdb.provision.provision; "
        "print('influxdb_client' in sys.modules)"
    )
    ran = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
