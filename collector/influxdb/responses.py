"""The delivery policy: the one place where a status and a body become an outcome.

Sources: docs.influxdata.com /influxdb/v2/write-data/troubleshoot/ and /influxdb/v1/tools/api/, what 1.6.7
and 2.9.1 were seen to answer, and for 3.x `influxdb3_server/src/http.rs` of 3.10. Whatever is not known to be
about a line keeps everything.

>>> response = InfluxResponse(400, '{"message": "unable to parse"}', {})
>>> write_outcome(response, Target("http://127.0.0.1:8086", "wanikani"), Generation.V2)
BadLine(reason='unable to parse')
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from collector.core.http_dates import retry_after
from collector.influxdb.outcome import (
    Accepted,
    ActionRequired,
    BadLine,
    RetryLater,
    TooLarge,
    TooOld,
    WriteOutcome,
)
from collector.influxdb.target import Generation, Target

# How the messages of InfluxDB's 400s start that are about the whole request, not about a line.
REQUEST_ERRORS = re.compile(
    r"database is required|please provide either|invalid (precision|database name)|gzip", re.IGNORECASE
)
# “points beyond retention policy dropped=2” (1.6.7), “dropped 2 points outside retention policy of duration
# 720h0m0s - oldest point …” (2.9.1): the others of the batch are stored. On 1.6.7 the message hides that
# another line cannot be parsed.
_BEYOND_RETENTION = re.compile(
    r"beyond retention policy dropped=(\d+)|dropped (\d+) points outside retention"
)
# A limit of the future, which 2.x can have too: those are not the oldest.
_OF_THE_FUTURE = "Upper Bound"


@dataclass(frozen=True, slots=True)
class InfluxResponse:
    """A response of InfluxDB's, from whichever client; *headers* are found by name in small letters."""

    status: int
    body: str
    headers: Mapping[str, str]

    @classmethod
    def of(cls, response: httpx.Response) -> "InfluxResponse":
        """Return a response of httpx's as one of InfluxDB's."""
        return cls(response.status_code, response.text, response.headers)


def write_outcome(response: InfluxResponse, target: Target, generation: Generation) -> WriteOutcome:
    """Return the outcome of a write that was answered by *response*."""
    status = response.status
    # 200 with a page is not InfluxDB's: a proxy's login form, a single-page application.
    if status == 204 or (200 <= status < 300 and not response.body.strip()):
        return Accepted()
    if status == 413:
        return TooLarge(_reason(response, target) or "the server finds the request too large (413)")
    if status in (400, 422):
        refuse = _bad_request_v3 if generation is Generation.V3 else _bad_request
        return refuse(response, target)
    if status in (401, 403, 404):
        explain = _not_found if status == 404 else _unauthorized
        return ActionRequired(explain(response, target, generation))
    if is_transient(status):
        return retry_later(response, target)
    return ActionRequired(not_influxdb_sentence(response, target))


def is_transient(status: int) -> bool:
    """Return True if a request answered with *status* may succeed later, unchanged."""
    return status in (408, 425, 429) or status >= 500


def retry_later(response: InfluxResponse, target: Target) -> RetryLater:
    """Return the outcome of a transient *response*, with the wait that the server requests."""
    said = _reason(response, target)
    why = f"{response.status}: {said}" if said else str(response.status)
    return RetryLater(
        f"InfluxDB at {target.url} is not available now ({why}).", retry_after(response.headers)
    )


def error_message(body: str) -> str | None:
    """Return the message in an error's body, or None where the body is not one of InfluxDB's.

    2.x has ``{"code": …, "message": …}``, 1.x ``{"error": …}``, 3.x adds ``"data": [{"error_message": …}]``.
    """
    try:
        said = json.loads(body)
    except ValueError:
        return None
    if not isinstance(said, dict):
        return None
    parts = [said.get("message") or said.get("error")]
    data = said.get("data")
    parts += (
        [row.get("error_message") for row in data if isinstance(row, dict)] if isinstance(data, list) else []
    )
    return "; ".join(part for part in parts if isinstance(part, str) and part) or None


def not_influxdb_sentence(response: InfluxResponse, target: Target) -> str:
    """Return the sentence for a response that is not InfluxDB's."""
    if 300 <= response.status < 400:
        return (
            f"{target.url} redirects elsewhere ({response.status}), which is not followed: "
            "set INFLUXDB_URL to the address it leads to (https instead of http?)."
        )
    return (
        f"The server at {target.url} ({response.status}) does not look like InfluxDB: check INFLUXDB_URL, "
        "its port and any path a proxy needs."
    )


def _reason(response: InfluxResponse, target: Target) -> str | None:
    said = error_message(response.body)
    return target.without_secrets(said)[:500] if said else None


def _bad_request(response: InfluxResponse, target: Target) -> BadLine | TooOld | ActionRequired:
    """Distinguish a refused line from a wrong request, or one that a proxy refuses."""
    too_old = _too_old(response)
    if too_old is not None:
        return too_old
    reason = _reason(response, target)
    if reason is None:  # a proxy's own 400, as nginx gives to plain HTTP on its TLS port
        return ActionRequired(not_influxdb_sentence(response, target))
    if REQUEST_ERRORS.match(reason):
        return ActionRequired(
            f"InfluxDB at {target.url} refused the write ({reason}): check INFLUXDB_BUCKET and INFLUXDB_ORG."
        )
    return BadLine(reason)


def _too_old(response: InfluxResponse) -> TooOld | None:
    said = error_message(response.body) or ""
    found = _BEYOND_RETENTION.search(said)
    points = int(found[1] or found[2]) if found else 0
    return TooOld(points) if points and _OF_THE_FUTURE not in said else None


def _bad_request_v3(response: InfluxResponse, target: Target) -> BadLine | ActionRequired:
    """Distinguish refused lines, which 3.x lists with status 400, from what stops every line.

    With 422 it lists the lines too, but blames its limits of databases, tables or columns (3.10).
    """
    reason = _reason(response, target)
    if reason is not None and response.status == 400 and _lists_lines(response.body):
        return BadLine(reason)
    if reason is None and response.body.lstrip().startswith("<"):
        return ActionRequired(not_influxdb_sentence(response, target))
    said = reason or target.without_secrets(response.body.strip())[:200]
    return ActionRequired(
        f"InfluxDB at {target.url} refused to write to “{target.bucket}” ({said}): check INFLUXDB_BUCKET, "
        "INFLUXDB_TOKEN and the server's limits."
    )


def _lists_lines(body: str) -> bool:
    rows = json.loads(body).get("data")
    return isinstance(rows, list) and bool(rows)


def _unauthorized(response: InfluxResponse, target: Target, generation: Generation) -> str:
    said = _reason(response, target) or response.status
    if generation is Generation.V3:
        return _unauthorized_v3(said, target)
    if generation is Generation.V1:
        return (
            f"InfluxDB at {target.url} refused ({said}): set INFLUXDB_USERNAME and INFLUXDB_PASSWORD to a "
            f"user that can write to the database “{target.bucket}”."
        )
    if response.status == 401:
        return (
            f"InfluxDB at {target.url} rejects the token ({said}): set INFLUXDB_TOKEN to one that can write "
            f"to the bucket “{target.bucket}”; wanikani-collector setup-influxdb makes one."
        )
    return (
        f"INFLUXDB_TOKEN is not allowed to write to the bucket “{target.bucket}” at {target.url} ({said}): "
        "use one that is; wanikani-collector setup-influxdb makes one."
    )


def _unauthorized_v3(said: str | int, target: Target) -> str:
    if not target.token and not target.password:
        return (
            f"InfluxDB 3 at {target.url} requires a token: set INFLUXDB_TOKEN (or INFLUXDB_TOKEN_FILE); "
            "influxdb3 create token --admin makes the first one."
        )
    return (
        f"InfluxDB 3 at {target.url} rejects the token ({said}): set INFLUXDB_TOKEN to one that can write to "
        f"the database “{target.bucket}”; influxdb3 create token --admin makes the first one."
    )


def _not_found(response: InfluxResponse, target: Target, generation: Generation) -> str:
    said = _reason(response, target) or ""
    if generation is Generation.V1 and "database" in said:
        return (
            f"The database “{target.bucket}” (INFLUXDB_BUCKET) does not exist at {target.url}: "
            "create it with wanikani-collector setup-influxdb."
        )
    if said.startswith("bucket"):
        return (
            f"The bucket “{target.bucket}” (INFLUXDB_BUCKET) does not exist at {target.url}: "
            "create it with wanikani-collector setup-influxdb."
        )
    if said.startswith("organization"):
        return (
            f"The organization “{target.org or ''}” (INFLUXDB_ORG) does not exist at {target.url}: "
            "name one that does, or create it with wanikani-collector setup-influxdb."
        )
    return not_influxdb_sentence(response, target)
