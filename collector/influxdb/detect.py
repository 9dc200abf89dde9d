"""Detects which InfluxDB answers at a URL, by ``GET /ping``.

Sources: docs.influxdata.com /influxdb/v1/tools/api/#ping-http-endpoint and its like for 2.x and 3.x. The
header `X-Influxdb-Version` was seen as '1.6.7', 'v2.9.1' and '3.2.0'.
"""

from datetime import timedelta

import httpx

from collector.influxdb.http import TIMEOUT, open_client, outcome_of_failure
from collector.influxdb.outcome import ActionRequired, RetryLater
from collector.influxdb.responses import InfluxResponse, is_transient, not_influxdb_sentence, retry_later
from collector.influxdb.target import Generation, InfluxServer, Target

_GENERATIONS = {"1": Generation.V1, "2": Generation.V2, "3": Generation.V3}


def detect_server(target: Target, timeout: timedelta = TIMEOUT) -> InfluxServer | ActionRequired | RetryLater:
    """Return the server at *target*, or why there is none; raises nothing of the network's.

    Where the server does not tell its version, the configured credentials decide: a token means 2.x.
    """
    try:
        with open_client(target, timeout=timeout) as client:
            response = client.get("/ping")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
        return outcome_of_failure(error, target)
    return server_from_ping(InfluxResponse.of(response), target)


def server_from_ping(response: InfluxResponse, target: Target) -> InfluxServer | ActionRequired | RetryLater:
    """Return the server that gave *response* to ``/ping``, or why it is none."""
    version = response.headers.get("x-influxdb-version", "").removeprefix("v")
    generation = _GENERATIONS.get(version.partition(".")[0])
    if is_transient(response.status):
        return retry_later(response, target)
    if generation is not None:
        return InfluxServer(generation, version)
    # 3.x wants a token even for /ping, and a proxy may hide it or its header; a page (200) is no InfluxDB.
    if response.status in (204, 401, 403, 404):
        return _as_configured(response, target)
    return ActionRequired(not_influxdb_sentence(response, target))


def _as_configured(response: InfluxResponse, target: Target) -> InfluxServer | ActionRequired:
    if target.token:
        return InfluxServer(Generation.V2)
    if target.username and response.status != 404:
        return InfluxServer(Generation.V1)
    return ActionRequired(not_influxdb_sentence(response, target))
