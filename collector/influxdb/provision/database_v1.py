"""Setting up InfluxDB 1.x: a database that keeps everything, in shard groups of 52 weeks."""

from collections.abc import Mapping
from datetime import timedelta

import httpx

from collector.core.errors import SetupFailed
from collector.influxdb.http import open_client
from collector.influxdb.influxql import Reply, create_database, duration, query, quoted
from collector.influxdb.outcome import as_error
from collector.influxdb.provision.steps import Step
from collector.influxdb.responses import passes_by_itself, try_later
from collector.influxdb.target import SHARD_GROUP, Generation, Target

FOREVER = timedelta()


def set_up_v1(target: Target) -> tuple[Step, ...]:
    """Make the database, or mend the one that is there; raises `SetupFailed`, and httpx's errors."""
    with open_client(target, Generation.V1) as client:
        reply = query(client, f"SHOW RETENTION POLICIES ON {quoted(target.bucket)}")
        if reply.error is not None and reply.error.startswith("database not found"):
            checked(query(client, create_database(target.bucket)), target)
            done = Step(f"Made the database “{target.bucket}” with shard groups of 52 weeks.", changed=True)
        else:
            policy = next((row for row in checked(reply, target).rows if row.get("default")), {})
            done = _mend(client, target, policy)
    return done, _settings(target)


def _mend(client: httpx.Client, target: Target, policy: Mapping[str, object]) -> Step:
    keeps = duration(str(policy.get("duration", "")))
    if FOREVER < keeps <= SHARD_GROUP:
        return Step(
            f"The database “{target.bucket}” deletes what is older than {keeps.days} days, and was left so. "
            f"To keep everything: ALTER RETENTION POLICY {_default_policy(policy, target)} DURATION INF"
        )
    if duration(str(policy.get("shardGroupDuration", ""))) >= SHARD_GROUP:
        return Step(f"The database “{target.bucket}” is there, with shard groups of 52 weeks or more.")
    weeks = SHARD_GROUP.days // 7
    statement = f"ALTER RETENTION POLICY {_default_policy(policy, target)} SHARD DURATION {weeks}w"
    checked(query(client, statement), target)
    return Step(
        f"The database “{target.bucket}” was there; new shard groups are 52 weeks long now, old ones stay.",
        changed=True,
    )


def _default_policy(policy: Mapping[str, object], target: Target) -> str:
    return f"{quoted(str(policy.get('name', 'autogen')))} ON {quoted(target.bucket)}"


def checked(reply: Reply, target: Target) -> Reply:
    """Return *reply*; raise `SetupFailed` where the server refused what only an administrator may do."""
    if passes_by_itself(reply.answer.status):
        raise as_error(try_later(reply.answer, target))
    if reply.error is not None:
        raise SetupFailed(
            f"InfluxDB at {target.url} refused ({target.without_secrets(reply.error)}): for setting up, "
            "INFLUXDB_USERNAME and INFLUXDB_PASSWORD must be an administrator's."
        )
    return reply


def _settings(target: Target) -> Step:
    login = (
        ", INFLUXDB_USERNAME and INFLUXDB_PASSWORD of a user that may write to it" if target.username else ""
    )
    return Step(f"For the collector: INFLUXDB_URL={target.url}, INFLUXDB_BUCKET={target.bucket}{login}.")
