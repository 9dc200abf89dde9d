"""Points reach InfluxDB 3 as they were meant; a bad line is told from what the owner must fix."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.influxdb.batch import send_rows
from collector.influxdb.inspect import try_write
from collector.influxdb.outcome import Accepted, ActionRequired, BadLine
from collector.influxdb.responses import InfluxResponse, write_outcome
from collector.influxdb.target import Edition, Generation, Target
from collector.influxdb.writer import LazyWriter
from collector.influxdb.writer_v3 import escaped_for_v3
from collector.points.line_protocol import line
from collector.points.measurements import QUEUE, Point
from tests.influxdb3.pretend_influxdb3 import PretendInfluxDB3, read_line
from tests.influxdb3.requests import BAD, GOOD

Open = Callable[[Target], LazyWriter]


@pytest.fixture
def opened() -> Iterator[Open]:
    """Open writers, and close them after the test."""
    with ExitStack() as stack:
        yield lambda target: stack.enter_context(closing(LazyWriter(lambda: target)))


def test_lines_arrive_and_the_writer_knows_the_server(
    influxdb3: PretendInfluxDB3, target: Target, opened: Open
) -> None:
    writer = opened(target)
    assert writer.server is None
    assert writer.write([GOOD]) == Accepted()
    assert influxdb3.points == {("queue,account=me", "1600000000000000000"): "reviews_available=3i"}
    assert writer.server is not None
    assert writer.server.edition is Edition.CORE


def test_neither_organization_nor_token_is_wanted_where_the_server_wants_none(
    influxdb3: PretendInfluxDB3, target: Target, opened: Open
) -> None:
    influxdb3.without_auth = True
    assert opened(replace(target, token=None)).write([GOOD]) == Accepted()


def test_a_bad_line_is_refused_alone(influxdb3: PretendInfluxDB3, target: Target, opened: Open) -> None:
    sent = send_rows(opened(target).write, [(1, GOOD), (2, BAD), (3, GOOD.replace("me", "you"))])
    assert sent.accepted == (1, 3)
    assert [each.line for each in sent.rejected] == [BAD]
    assert "got end of input" in sent.rejected[0].reason
    assert len(influxdb3.points) == 2


def test_the_test_write_stores_nothing_and_is_accepted(
    influxdb3: PretendInfluxDB3, target: Target, opened: Open
) -> None:
    assert try_write(opened(target)) == Accepted()
    assert not influxdb3.points


@pytest.mark.parametrize("token", [None, "wrong-canary", "two words-canary"])
def test_a_token_that_is_missing_or_wrong_is_named(target: Target, token: str | None, opened: Open) -> None:
    for lines in ([], [GOOD]):
        outcome = opened(replace(target, token=token)).write(lines)
        assert isinstance(outcome, ActionRequired)
        assert "INFLUXDB_TOKEN" in outcome.sentence
        assert "canary" not in outcome.sentence


def test_a_database_name_that_it_does_not_allow_is_named(target: Target, opened: Open) -> None:
    outcome = opened(replace(target, bucket="wani kani")).write([GOOD])
    assert isinstance(outcome, ActionRequired)
    assert "“wani kani”" in outcome.sentence
    assert "INFLUXDB_BUCKET" in outcome.sentence


REFUSED_WHOLE = [
    pytest.param(422, '{"error": "Adding a new database would exceed limit of 5 databases"}', id="databases"),
    pytest.param(
        422,
        '{"error": "partial write of line protocol occurred", "data": [{"original_line": "x", '
        '"line_number": 1, "error_message": "Update to schema would exceed number of tables"}]}',
        id="tables",
    ),
    pytest.param(400, '{"error": "cannot write to soft-deleted database"}', id="a deleted database"),
    pytest.param(400, "incoming write was empty", id="nothing, though lines were sent"),
]


@pytest.mark.parametrize(("status", "body"), REFUSED_WHOLE)
def test_what_stops_every_line_loses_none(status: int, body: str, target: Target) -> None:
    outcome = write_outcome(InfluxResponse(status, body, {}), target, Generation.V3)
    assert isinstance(outcome, ActionRequired)
    assert "INFLUXDB_BUCKET" in outcome.sentence


def test_only_lines_that_it_lists_are_bad(influxdb3: PretendInfluxDB3, target: Target) -> None:
    answer: dict[str, Any] = influxdb3.answers["write of a bad line"]
    response = InfluxResponse(answer["status"], answer["body"], {})
    assert isinstance(write_outcome(response, target, Generation.V3), BadLine)


@pytest.mark.parametrize(
    "name", [r"a\ b", r"a\\b", r"a\b", r"\a", r"a\,b", r"a\=b", r"a\\ b", "a, b=c", "水 曜"]
)
def test_an_account_of_any_name_arrives_under_its_name(
    name: str, influxdb3: PretendInfluxDB3, target: Target, opened: Open
) -> None:
    point = Point(QUEUE, 1_600_000_000_000_000_000, {}, {"reviews_available": 3})
    assert opened(target).write([line(point, name)]) == Accepted()
    assert [tags for tags, _ in influxdb3.points] == [f"queue,account={name}"]


def test_without_its_own_escapes_it_refuses_a_backslash_before_a_blank() -> None:
    assert read_line(r"queue,account=a\\ b reviews_available=3i 1600000000000000000") is None


@given(name=st.text(st.sampled_from("ab\\ ,=\"'水"), min_size=1))
def test_every_name_is_read_back(name: str) -> None:
    kept = name.rstrip("\\")
    point = Point(QUEUE, 1_600_000_000_000_000_000, {}, {"reviews_available": 3})
    tags = f"queue,account={kept}" if kept else "queue"
    assert read_line(escaped_for_v3(line(point, name))) == (tags, "reviews_available=3i", str(point.time))


def test_strings_keep_their_backslashes() -> None:
    leech = r'leech,account=me,rank=01 characters="a\\ b \"c\"" 1600000000000000000'
    assert escaped_for_v3(leech) == leech
