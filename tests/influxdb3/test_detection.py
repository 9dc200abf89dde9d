"""InfluxDB 3 is recognized by what it was recorded to answer, with and without a token."""

from dataclasses import replace

import pytest

from collector.influxdb.detect import detect_server, server_from_ping
from collector.influxdb.outcome import ActionRequired
from collector.influxdb.responses import InfluxResponse
from collector.influxdb.target import Edition, Generation, InfluxServer, Target
from tests.influxdb3.pretend_influxdb3 import TOKEN, PretendInfluxDB3

UNKNOWN = InfluxServer(Generation.V3)


def detected(target: Target) -> InfluxServer:
    server = detect_server(target)
    assert isinstance(server, InfluxServer)
    return server


def test_core_reports_version_and_edition_to_a_valid_token(target: Target) -> None:
    server = detected(target)
    assert (server.generation, server.edition) == (Generation.V3, Edition.CORE)
    assert server.version.startswith("3.10.")


def test_the_token_may_be_a_password_too(target: Target) -> None:
    assert detected(replace(target, token=None, username="any", password=TOKEN)).edition is Edition.CORE


def test_enterprise_is_told_apart(influxdb3: PretendInfluxDB3, target: Target) -> None:
    influxdb3.enterprise = True
    assert detected(target).edition is Edition.ENTERPRISE
    influxdb3.hidden_headers = frozenset({"x-influxdb-version", "x-influxdb-build"})
    assert detected(target).edition is Edition.ENTERPRISE


@pytest.mark.parametrize("token", [None, "wrong-canary", "two words-canary"])
def test_without_a_valid_token_it_is_a_3_of_unknown_edition(target: Target, token: str | None) -> None:
    assert detected(replace(target, token=token)) == UNKNOWN


def test_a_server_without_authentication_needs_no_token(influxdb3: PretendInfluxDB3, target: Target) -> None:
    influxdb3.without_auth = True
    assert detected(replace(target, token=None)).edition is Edition.CORE


def test_a_proxys_path_and_its_missing_headers_change_nothing(
    influxdb3: PretendInfluxDB3, target: Target
) -> None:
    influxdb3.prefix = "/influx"
    influxdb3.hidden_headers = frozenset({"x-influxdb-version", "x-influxdb-build", "cluster-uuid"})
    behind = replace(target, url=f"{influxdb3.url}/influx/")
    assert detected(behind) == detected(replace(behind, token=TOKEN))
    assert detected(behind).edition is Edition.CORE
    assert detected(replace(behind, token=None)) == UNKNOWN


@pytest.mark.parametrize("body", ['{"product_name": "InfluxDB 3 Core"}', '["3.10.0"]', '{"version": "3.1"}'])
def test_another_programs_json_is_no_influxdb(body: str, target: Target) -> None:
    assert isinstance(server_from_ping(InfluxResponse(200, body, {}), target), ActionRequired)


def test_a_proxys_own_401_is_not_taken_for_a_3(target: Target) -> None:
    answer = InfluxResponse(401, '{"error": "authorization required"}', {})
    assert server_from_ping(answer, target) == InfluxServer(Generation.V2)


def test_3_0_reports_no_edition(target: Target) -> None:
    answer = InfluxResponse(200, '{"version": "3.0.3", "revision": "x", "process_id": "y"}', {})
    assert server_from_ping(answer, target) == InfluxServer(Generation.V3, "3.0.3")
