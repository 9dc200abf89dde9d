"""Which InfluxDB is there: every generation answers ``GET /ping``, in its own way."""

from datetime import timedelta

import httpx

from collector.influxdb.http import TIMEOUT, failure, open_client
from collector.influxdb.outcome import ActionRequired, RetryLater
from collector.influxdb.responses import Answer, not_an_influxdb, passes_by_itself, try_later
from collector.influxdb.target import Generation, Server, Target

BY_MAJOR = {"1": Generation.V1, "2": Generation.V2, "3": Generation.V3}


def find_server(target: Target, timeout: timedelta = TIMEOUT) -> Server | ActionRequired | RetryLater:
    """Ask the server what it is; where it will not say, the configured credentials tell what is meant."""
    try:
        with open_client(target, timeout=timeout) as client:
            response = client.get("/ping")
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
        return failure(error, target)
    return recognize(Answer(response.status_code, response.text, response.headers), target)


def recognize(answer: Answer, target: Target) -> Server | ActionRequired | RetryLater:
    """Say which server gave *answer* to ``/ping``: '1.6.7', 'v2.9.1', '3.2.0'."""
    version = answer.headers.get("X-Influxdb-Version", "").removeprefix("v")
    generation = BY_MAJOR.get(version.partition(".")[0])
    if passes_by_itself(answer.status):
        return try_later(answer, target)
    if generation is not None:
        return Server(generation, version)
    # 3.x wants a token even here, and a proxy may hide the header or /ping; a page (200) is no InfluxDB.
    if answer.status in (204, 401, 403, 404):
        return _as_configured(answer, target)
    return ActionRequired(not_an_influxdb(answer, target))


def _as_configured(answer: Answer, target: Target) -> Server | ActionRequired:
    if target.token:
        return Server(Generation.V2)
    if target.username and answer.status != 404:
        return Server(Generation.V1)
    return ActionRequired(not_an_influxdb(answer, target))
