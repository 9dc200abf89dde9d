from datetime import timedelta

import pytest

from collector.influxdb.influxql import create_database, parse_duration, parse_result, quote_identifier
from collector.influxdb.responses import InfluxResponse

NAMES = [
    pytest.param("wanikani", '"wanikani"', id="a plain name"),
    pytest.param("my db.x", '"my db.x"', id="blanks and dots need nothing"),
    pytest.param('a"b', '"a\\"b"', id="a quotation mark is escaped"),
    pytest.param("a\\b", '"a\\\\b"', id="a backslash is escaped"),
    pytest.param(
        'x"; DROP DATABASE y; --', '"x\\"; DROP DATABASE y; --"', id="a name cannot end the statement"
    ),
    pytest.param("a\nb", '"a\\nb"', id="a newline is escaped"),
]


@pytest.mark.parametrize(("name", "identifier"), NAMES)
def test_quoted(name: str, identifier: str) -> None:
    assert quote_identifier(name) == identifier


def test_a_database_is_made_with_long_shard_groups() -> None:
    assert create_database("wanikani") == (
        'CREATE DATABASE "wanikani" WITH DURATION INF REPLICATION 1 SHARD DURATION 52w NAME "autogen"'
    )


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("8736h0m0s", timedelta(weeks=52)),
        ("168h0m0s", timedelta(weeks=1)),
        ("0s", timedelta()),
        ("", timedelta()),
    ],
)
def test_parse_duration(text: str, length: timedelta) -> None:
    assert parse_duration(text) == length


def test_rows_come_by_column_name() -> None:
    body = '{"results":[{"series":[{"columns":["name","default"],"values":[["autogen",true]]}]}]}'
    assert parse_result(InfluxResponse(200, body, {})).rows == ({"name": "autogen", "default": True},)


ERRORS = [
    pytest.param(
        200, '{"results":[{"error":"database not found: x"}]}', "database not found: x", id="with 200"
    ),
    pytest.param(400, '{"error":"error parsing query"}', "error parsing query", id="with 400"),
    pytest.param(
        401, '{"code":"unauthorized","message":"unauthorized access"}', "unauthorized access", id="of 2.x"
    ),
    pytest.param(502, "<html>", "HTTP 502", id="of a proxy"),
    pytest.param(200, "<html>", "the answer is not one of InfluxDB's", id="a page with 200"),
    pytest.param(200, "[]", "the answer is not one of InfluxDB's", id="other JSON"),
]


@pytest.mark.parametrize(("status", "body", "error"), ERRORS)
def test_an_error_is_seen(status: int, body: str, error: str) -> None:
    assert parse_result(InfluxResponse(status, body, {})).error == error
