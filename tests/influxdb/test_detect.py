import socket

import pytest

from collector.influxdb.detect import detect_server, server_from_ping
from collector.influxdb.outcome import ActionRequired, RetryLater
from collector.influxdb.responses import InfluxResponse
from collector.influxdb.target import Generation, InfluxServer, Target
from tests.influxdb.pretend_influxdb import PretendInfluxDB, Trouble

OPEN = Target("http://host", "b")
WITH_TOKEN = Target("http://host", "b", "o", "token")
WITH_LOGIN = Target("http://host", "b", username="me", password="pw")
PAGE = "<html>Grafana</html>"


def says(version: str) -> dict[str, str]:
    return {"x-influxdb-version": version}


PINGS = [
    pytest.param(
        204, "", says("1.6.7~rc0"), OPEN, InfluxServer(Generation.V1, "1.6.7~rc0"), id="Debian's 1.x"
    ),
    pytest.param(
        204, "", says("v2.9.1"), WITH_TOKEN, InfluxServer(Generation.V2, "2.9.1"), id="2.x says v first"
    ),
    pytest.param(
        200, "{}", says("3.2.0"), WITH_TOKEN, InfluxServer(Generation.V3, "3.2.0"), id="3.x answers 200"
    ),
    pytest.param(
        204,
        "",
        says("1.8.10"),
        WITH_TOKEN,
        InfluxServer(Generation.V1, "1.8.10"),
        id="a token changes nothing",
    ),
    pytest.param(
        401, "", says("1.8.10"), OPEN, InfluxServer(Generation.V1, "1.8.10"), id="1.8 may guard its ping"
    ),
    pytest.param(
        204, "", {}, WITH_TOKEN, InfluxServer(Generation.V2), id="header hidden, token set: 2.x is meant"
    ),
    pytest.param(
        204, "", says("dev"), WITH_TOKEN, InfluxServer(Generation.V2), id="home-made, token set: 2.x is meant"
    ),
    pytest.param(
        401, "", {}, WITH_TOKEN, InfluxServer(Generation.V2), id="ping wants more, token set: 2.x is meant"
    ),
    pytest.param(
        404, PAGE, {}, WITH_TOKEN, InfluxServer(Generation.V2), id="ping hidden by a proxy: 2.x is meant"
    ),
    pytest.param(
        401,
        "",
        {},
        WITH_LOGIN,
        InfluxServer(Generation.V1),
        id="ping wants more, user name set: 1.x is meant",
    ),
]


@pytest.mark.parametrize(("status", "body", "headers", "target", "expected"), PINGS)
def test_recognized(
    status: int, body: str, headers: dict[str, str], target: Target, expected: InfluxServer
) -> None:
    assert server_from_ping(InfluxResponse(status, body, headers), target) == expected


STRANGERS = [
    pytest.param(200, PAGE, {}, WITH_TOKEN, id="a page is no InfluxDB, even if a token is set"),
    pytest.param(204, "", {}, OPEN, id="nothing says what it is"),
    pytest.param(401, "", {}, OPEN, id="it wants something and nothing is set"),
    pytest.param(404, PAGE, {}, WITH_LOGIN, id="no /ping there"),
    pytest.param(302, "", {}, WITH_TOKEN, id="a redirect is not followed"),
]


@pytest.mark.parametrize(("status", "body", "headers", "target"), STRANGERS)
def test_not_an_influxdb(status: int, body: str, headers: dict[str, str], target: Target) -> None:
    found = server_from_ping(InfluxResponse(status, body, headers), target)
    assert isinstance(found, ActionRequired)
    assert "INFLUXDB_URL" in found.sentence


@pytest.mark.parametrize("status", [429, 500, 502, 503])
def test_a_server_that_is_starting_is_asked_again(status: int) -> None:
    assert isinstance(server_from_ping(InfluxResponse(status, PAGE, says("v2.9.1")), WITH_TOKEN), RetryLater)


def test_a_real_ping_behind_a_proxys_path(influxdb: PretendInfluxDB) -> None:
    influxdb.prefix = "/influx"
    assert detect_server(Target(f"{influxdb.url}/influx/", "b")) == InfluxServer(Generation.V2, "2.9.1")


def test_a_redirecting_proxy_is_named(influxdb: PretendInfluxDB) -> None:
    influxdb.version = None
    influxdb.ping = Trouble(status=301, headers={"Location": f"{influxdb.url}/ping"})
    found = detect_server(Target(influxdb.url, "b"))
    assert isinstance(found, ActionRequired)
    assert "redirects" in found.sentence


def test_a_server_that_does_not_answer_is_retried_later() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        found = detect_server(
            Target(f"http://me:canary@127.0.0.1:{unused.getsockname()[1]}", "b", token="canary")
        )
    assert isinstance(found, RetryLater)
    assert "INFLUXDB_URL" in found.sentence
    assert "Connection refused" in found.sentence
    assert "canary" not in found.sentence


GRAFANAS_HEALTH = '{"database": "ok", "version": "12.2.0", "commit": "none"}'


@pytest.mark.parametrize("token", [None, "token"])
def test_a_grafana_is_named_whatever_credentials_there_are(
    influxdb: PretendInfluxDB, monkeypatch: pytest.MonkeyPatch, token: str | None
) -> None:
    influxdb.version = None
    influxdb.ping = Trouble(status=404, body=PAGE)
    monkeypatch.setattr(influxdb.admin, "answer", lambda *_: (200, GRAFANAS_HEALTH))
    found = detect_server(Target(influxdb.url, "b", "o", token))
    assert isinstance(found, ActionRequired)
    assert "is Grafana 12.2.0, not InfluxDB: set INFLUXDB_URL" in found.sentence
    assert influxdb.requests == ["GET /api/health"]


@pytest.mark.parametrize(
    "body", [PAGE, "{}", "[]", '{"name": "influxdb", "version": "v2.9.1", "commit": "x"}']
)
def test_a_server_behind_a_proxy_that_hides_its_ping_is_no_grafana(
    influxdb: PretendInfluxDB, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    influxdb.version = None
    influxdb.ping = Trouble(status=404, body=PAGE)
    monkeypatch.setattr(influxdb.admin, "answer", lambda *_: (200, body))
    assert detect_server(Target(influxdb.url, "b", "o", "token")) == InfluxServer(Generation.V2)


BAD = [
    pytest.param(Target("htp://host", "b"), "INFLUXDB_URL", id="an unknown scheme"),
    pytest.param(Target("host:8086", "b"), "INFLUXDB_URL", id="no scheme"),
    pytest.param(Target("http://host", "b", token="canaryé"), "INFLUXDB_TOKEN", id="a token beyond ASCII"),
]


@pytest.mark.parametrize(("target", "setting"), BAD)
def test_settings_that_cannot_be_used(target: Target, setting: str) -> None:
    found = detect_server(target)
    assert isinstance(found, ActionRequired)
    assert setting in found.sentence
    assert "canary" not in found.sentence


def test_a_token_of_two_lines_is_not_shown(influxdb: PretendInfluxDB) -> None:
    found = detect_server(Target(influxdb.url, "b", token="canary\nx"))
    assert isinstance(found, ActionRequired)
    assert "INFLUXDB_TOKEN" in found.sentence
    assert "canary" not in found.sentence
