"""The delivery policy: the one place where a status and a body become an outcome.

Sources: docs.influxdata.com /influxdb/v2/write-data/troubleshoot/ and /influxdb/v1/tools/api/, and what 1.6.7
and 2.9.1 were seen to answer. Whatever is not known to be about a line keeps everything.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from collector.core.http_dates import retry_after
from collector.influxdb.outcome import Accepted, ActionRequired, BadLine, RetryLater, TooLarge, WriteOutcome
from collector.influxdb.target import Generation, Target

# InfluxDB's 400s that speak of the request as a whole; they begin so, a refused line's reason does not.
NOT_ABOUT_A_LINE = re.compile(
    r"database is required|please provide either|invalid (precision|database name)|gzip", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Answer:
    """An HTTP answer, whichever client got it; *headers* are found by name in any case."""

    status: int
    body: str
    headers: Mapping[str, str]


def verdict(answer: Answer, target: Target, generation: Generation) -> WriteOutcome:
    """Say what became of a write that was answered so."""
    status = answer.status
    # 200 with a page is somebody else's "success": a proxy's login form, a single-page application.
    if status == 204 or (200 <= status < 300 and not answer.body.strip()):
        return Accepted()
    if status == 413:
        return TooLarge(_reason(answer, target) or "the server finds the request too large (413)")
    if status in (400, 422):
        return _refused(answer, target)
    if status in (401, 403, 404):
        explain = _not_found if status == 404 else _not_allowed
        return ActionRequired(explain(answer, target, generation))
    if passes_by_itself(status):
        return try_later(answer, target)
    return ActionRequired(not_an_influxdb(answer, target))


def passes_by_itself(status: int) -> bool:
    """Whether a server that answers so may answer otherwise later."""
    return status in (408, 425, 429) or status >= 500


def try_later(answer: Answer, target: Target) -> RetryLater:
    """Say that the server cannot just now, and when it wants to be asked again."""
    said = _reason(answer, target)
    why = f"{answer.status}: {said}" if said else str(answer.status)
    return RetryLater(f"InfluxDB at {target.url} cannot serve now ({why}).", retry_after(answer.headers))


def message_of(body: str) -> str | None:
    """Return what InfluxDB says in an error's body, or None where the body is not one of InfluxDB's.

    2.x says ``{"code": …, "message": …}``, 1.x ``{"error": …}``, 3.x adds ``"data": [{"error_message": …}]``.
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


def not_an_influxdb(answer: Answer, target: Target) -> str:
    """Say that what answers at the URL does not behave as an InfluxDB does."""
    if 300 <= answer.status < 400:
        return (
            f"{target.url} redirects elsewhere ({answer.status}), which is not followed: "
            "set INFLUXDB_URL to the address it leads to (https instead of http?)."
        )
    return (
        f"What answers at {target.url} ({answer.status}) does not look like an InfluxDB: "
        "check INFLUXDB_URL, its port and any path a proxy needs."
    )


def _reason(answer: Answer, target: Target) -> str | None:
    said = message_of(answer.body)
    return target.without_secrets(said)[:500] if said else None


def _refused(answer: Answer, target: Target) -> BadLine | ActionRequired:
    """Tell a line that InfluxDB refuses from a request that somebody refuses."""
    reason = _reason(answer, target)
    if reason is None:  # a proxy's own 400, as nginx gives to plain HTTP on its TLS port
        return ActionRequired(not_an_influxdb(answer, target))
    if NOT_ABOUT_A_LINE.match(reason):
        return ActionRequired(
            f"InfluxDB at {target.url} refused it ({reason}): check INFLUXDB_BUCKET and INFLUXDB_ORG."
        )
    return BadLine(reason)


def _not_allowed(answer: Answer, target: Target, generation: Generation) -> str:
    said = _reason(answer, target) or answer.status
    if generation is Generation.V1:
        return (
            f"InfluxDB at {target.url} refused ({said}): set INFLUXDB_USERNAME and INFLUXDB_PASSWORD "
            f"to a user that may write to the database “{target.bucket}”."
        )
    if answer.status == 401:
        return (
            f"InfluxDB at {target.url} does not know the token ({said}): set INFLUXDB_TOKEN to one that may "
            f"write to the bucket “{target.bucket}”; wanikani-collector setup-influxdb makes one."
        )
    return (
        f"INFLUXDB_TOKEN may not write to the bucket “{target.bucket}” at {target.url} ({said}): "
        "give one that may; wanikani-collector setup-influxdb makes one."
    )


def _not_found(answer: Answer, target: Target, generation: Generation) -> str:
    said = _reason(answer, target) or ""
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
    return not_an_influxdb(answer, target)
