"""Detects which InfluxDB answers at a URL, by ``GET /ping``.

Sources: docs.influxdata.com /influxdb/v1/tools/api/#ping-http-endpoint and its like for 2.x and 3.x. The
header `X-Influxdb-Version` was seen as '1.6.7', 'v2.9.1' and '3.2.0'. What 3.x responds is in its source,
`influxdb3_server/src/http.rs` (3.0.0 to 3.10.1): `/ping` wants a token, and where it is missing or wrong the
answer is a 401 without version. The edition is reported since 3.1.0.
"""

import json
from collections.abc import Mapping
from datetime import timedelta

import httpx

from collector.core.errors import InvalidSettings
from collector.influxdb.http import FAILURES, TIMEOUT, open_client, outcome_of_failure
from collector.influxdb.outcome import ActionRequired, RetryLater
from collector.influxdb.responses import (
    InfluxResponse,
    error_message,
    is_transient,
    not_influxdb_sentence,
    retry_later,
)
from collector.influxdb.target import Edition, Generation, InfluxServer, Target

_GENERATIONS = {"1": Generation.V1, "2": Generation.V2, "3": Generation.V3}
# What 3.x alone says to a request without a token it knows; a proxy's own 401 says something else.
_UNAUTHENTICATED_BY_V3 = ("the request was not authenticated", "Authorization header was malformed")


def detect_server(target: Target, timeout: timedelta = TIMEOUT) -> InfluxServer | ActionRequired | RetryLater:
    """Return the server at *target*, or why there is none; raises nothing of the network's.

    The request has the configured credentials. A 3.x that does not accept them is returned without version
    and edition. Where no server reports what it is, the credentials decide: a token means 2.x.
    """
    try:
        with open_client(target, timeout=timeout) as client:
            response = InfluxResponse.of(client.get("/ping"))
            if _reported_server(response) is None and not is_transient(response.status):
                grafana = _grafana(client)
                if grafana is not None:
                    return _not_grafana(grafana, target)
    except InvalidSettings as problem:
        return ActionRequired(str(problem))
    except FAILURES as error:
        return outcome_of_failure(error, target)
    return server_from_ping(response, target)


def _not_grafana(version: str, target: Target) -> ActionRequired:
    return ActionRequired(
        f"The server at {target.url} is Grafana {version}, not InfluxDB: set INFLUXDB_URL to InfluxDB's own "
        "address, usually on port 8086."
    )


def _grafana(client: httpx.Client) -> str | None:
    """Return the version of the Grafana that answers, or None if none does.

    Its answer to `/ping` is a web page with 404, as that of a proxy that hides InfluxDB's. Its own health has
    two fields that no InfluxDB has (9.5 and 12.2 answered alike).
    """
    try:
        body = client.get("/api/health").json()
    except ValueError:
        return None
    if not (isinstance(body, dict) and {"database", "version", "commit"} <= body.keys()):
        return None
    return str(body["version"])[:40]


def server_from_ping(response: InfluxResponse, target: Target) -> InfluxServer | ActionRequired | RetryLater:
    """Return the server that gave *response* to ``/ping``, or why it is not InfluxDB."""
    if is_transient(response.status):
        return retry_later(response, target)
    reported = _reported_server(response)
    if reported is not None:
        return reported
    if (error_message(response.body) or "").startswith(_UNAUTHENTICATED_BY_V3):
        return InfluxServer(Generation.V3)
    # A proxy may hide /ping or its headers; a page (200) is not InfluxDB.
    if response.status in (204, 401, 403, 404):
        return _as_configured(response, target)
    return ActionRequired(not_influxdb_sentence(response, target))


def _reported_server(response: InfluxResponse) -> InfluxServer | None:
    """Return what the headers report, or on 3.x the body, whose headers a proxy may have removed."""
    body = _body_of_v3(response)
    version = (response.headers.get("x-influxdb-version") or str(body.get("version", ""))).removeprefix("v")
    generation = _GENERATIONS.get(version.partition(".")[0])
    if generation is None:
        return None
    if generation is not Generation.V3:
        return InfluxServer(generation, version)
    build = response.headers.get("x-influxdb-build") or str(body.get("product_name", ""))
    edition = next((each for each in Edition if build.endswith(each.value)), None)
    return InfluxServer(generation, version, edition)


def _body_of_v3(response: InfluxResponse) -> Mapping[str, object]:
    """Return the fields that 3.x reports in the body, empty where it is another's."""
    try:
        body = json.loads(response.body)
    except ValueError:
        return {}
    return body if isinstance(body, dict) and {"version", "process_id"} <= body.keys() else {}


def _as_configured(response: InfluxResponse, target: Target) -> InfluxServer | ActionRequired:
    if target.token:
        return InfluxServer(Generation.V2)
    if target.username and response.status != 404:
        return InfluxServer(Generation.V1)
    return ActionRequired(not_influxdb_sentence(response, target))
