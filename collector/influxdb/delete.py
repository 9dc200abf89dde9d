"""Deletes an account's points from the database, so that they can be written again.

Sources: docs.influxdata.com /influxdb/v1/query_language/manage-database/ (DROP SERIES) and
/influxdb/v2/api/#operation/PostDelete. On 1.6.7 and 2.9.1, permission to write includes permission to delete;
3 Core cannot delete.
"""

from collections.abc import Sequence
from datetime import timedelta

import httpx

from collector.core.errors import InfluxDBActionRequired
from collector.influxdb.http import FAILURES, open_client, outcome_of_failure
from collector.influxdb.influxql import query, quote_identifier, quote_string
from collector.influxdb.outcome import as_error
from collector.influxdb.responses import InfluxResponse, error_message, is_transient, retry_later
from collector.influxdb.target import Generation, InfluxServer, Target

# Years of points take a while; nothing else waits for it.
_TIMEOUT = timedelta(minutes=5)
# The first and the last nanosecond that InfluxDB knows.
_ALWAYS = {"start": "1677-09-21T00:12:43.145224194Z", "stop": "2262-04-11T23:47:16.854775806Z"}


def require_deletion(target: Target, server: InfluxServer) -> None:
    """Raise `InfluxDBActionRequired` where points cannot be deleted at all."""
    if server.generation is Generation.V3:
        raise InfluxDBActionRequired(
            f"{server} cannot delete points: set INFLUXDB_BUCKET to a new name instead of “{target.bucket}” "
            "and run wanikani-collector rebuild, which writes everything there."
        )


def delete_points(target: Target, server: InfluxServer, measurements: Sequence[str], account: str) -> None:
    """Delete every point of *measurements* whose tag `account` is *account*, as it is stored.

    Where it was done already, nothing happens. Raises `InfluxDBActionRequired` where it is not allowed or not
    possible, and `InfluxDBUnavailable`; some measurements may be deleted then, and others not.
    """
    require_deletion(target, server)
    delete = _drop_series if server.generation is Generation.V1 else _delete_by_predicate
    try:
        with open_client(target, server.generation, _TIMEOUT) as client:
            delete(client, target, measurements, account)
    except FAILURES as error:
        raise as_error(outcome_of_failure(error, target)) from None


def _drop_series(client: httpx.Client, target: Target, measurements: Sequence[str], account: str) -> None:
    named = ", ".join(map(quote_identifier, measurements))
    statement = f"DROP SERIES FROM {named} WHERE account = {quote_string(account)}"
    result = query(client, statement, target.bucket)
    if is_transient(result.response.status):
        raise as_error(retry_later(result.response, target))
    if result.error is not None and not result.error.startswith("database not found"):
        raise InfluxDBActionRequired(
            f"InfluxDB at {target.url} refused to delete ({target.without_secrets(result.error)}): set "
            f"INFLUXDB_USERNAME and INFLUXDB_PASSWORD to a user that can write to “{target.bucket}”."
        )


def _delete_by_predicate(
    client: httpx.Client, target: Target, measurements: Sequence[str], account: str
) -> None:
    where = {"org": target.org or "", "bucket": target.bucket}
    for measurement in measurements:
        predicate = f"_measurement={_quoted(measurement)} AND account={_quoted(account)}"
        raw = client.post("/api/v2/delete", params=where, json={**_ALWAYS, "predicate": predicate})
        response = InfluxResponse.of(raw)
        if is_transient(response.status):
            raise as_error(retry_later(response, target))
        if not raw.is_success:
            said = target.without_secrets(error_message(response.body) or str(response.status))
            raise InfluxDBActionRequired(
                f"InfluxDB at {target.url} refused to delete ({said}): set INFLUXDB_TOKEN to one that can "
                f"write to the bucket “{target.bucket}”; wanikani-collector setup-influxdb makes one."
            )


def _quoted(text: str) -> str:
    """Return *text* as a string of a predicate; 2.9.1 knows the escapes of backslash and quote."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
