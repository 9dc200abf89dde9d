"""Sets up InfluxDB 1.x: a database without expiry, in shard groups of 52 weeks.

Source: docs.influxdata.com /influxdb/v1/query_language/manage-database/; answers as 1.6.7 gave them.
"""

from collections.abc import Iterator, Mapping
from datetime import timedelta

import httpx

from collector.core.errors import SetupFailed
from collector.influxdb.http import open_client
from collector.influxdb.influxql import QueryResult, create_database, parse_duration, query, quote_identifier
from collector.influxdb.outcome import as_error
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.responses import is_transient, retry_later
from collector.influxdb.retention import Storage, keep_everything_v1, left_short
from collector.influxdb.target import SHARD_GROUP, Generation, Target

_FOREVER = timedelta()


def set_up_v1(target: Target) -> tuple[SetupStep, ...]:
    """Create the database, or give the existing one longer shard groups; report if it deletes old points.

    Raises `SetupFailed`, `InfluxDBUnavailable` and httpx's errors.
    """
    with open_client(target, Generation.V1) as client:
        result = query(client, f"SHOW RETENTION POLICIES ON {quote_identifier(target.bucket)}")
        if result.error is not None and result.error.startswith("database not found"):
            checked(query(client, create_database(target.bucket)), target)
            done = SetupStep(
                f"Created the database “{target.bucket}” with shard groups of 52 weeks.", changed=True
            )
        else:
            policy = next((row for row in checked(result, target).rows if row.get("default")), {})
            return (*_existing(client, target, policy), _settings(target))
    return done, _settings(target)


def _existing(client: httpx.Client, target: Target, policy: Mapping[str, object]) -> Iterator[SetupStep]:
    keeps = parse_duration(str(policy.get("duration", "")))
    if keeps != _FOREVER:
        remedy = keep_everything_v1(str(policy.get("name", "autogen")), target.bucket)
        yield SetupStep(left_short(Storage(keeps, None, remedy), target.bucket))
    if keeps == _FOREVER or keeps > SHARD_GROUP:
        yield _extend_shard_groups(client, target, policy)


def _extend_shard_groups(client: httpx.Client, target: Target, policy: Mapping[str, object]) -> SetupStep:
    if parse_duration(str(policy.get("shardGroupDuration", ""))) >= SHARD_GROUP:
        return SetupStep(f"The database “{target.bucket}” exists, with shard groups of 52 weeks or more.")
    weeks = SHARD_GROUP.days // 7
    statement = f"ALTER RETENTION POLICY {_default_policy(policy, target)} SHARD DURATION {weeks}w"
    checked(query(client, statement), target)
    return SetupStep(
        f"The database “{target.bucket}” existed; new shard groups are now 52 weeks long, old ones keep "
        "their length.",
        changed=True,
    )


def _default_policy(policy: Mapping[str, object], target: Target) -> str:
    return f"{quote_identifier(str(policy.get('name', 'autogen')))} ON {quote_identifier(target.bucket)}"


def checked(result: QueryResult, target: Target) -> QueryResult:
    """Return *result* if the statement worked.

    Raises `SetupFailed` when the server refused it, `InfluxDBUnavailable` when it is busy.
    """
    if is_transient(result.response.status):
        raise as_error(retry_later(result.response, target))
    if result.error is not None:
        raise SetupFailed(
            f"InfluxDB at {target.url} refused ({target.without_secrets(result.error)}): for the set-up, "
            "INFLUXDB_USERNAME and INFLUXDB_PASSWORD must be an administrator's."
        )
    return result


def _settings(target: Target) -> SetupStep:
    login = (
        ", INFLUXDB_USERNAME and INFLUXDB_PASSWORD of a user that can write to it" if target.username else ""
    )
    return SetupStep(f"For the collector: INFLUXDB_URL={target.url}, INFLUXDB_BUCKET={target.bucket}{login}.")
