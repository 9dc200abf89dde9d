"""Questions `doctor` asks of the server; at most they make a 1.x database that is not there yet."""

import json
from datetime import timedelta

import httpx

from collector.influxdb.http import open_client
from collector.influxdb.influxql import duration, query, quoted
from collector.influxdb.outcome import WriteOutcome
from collector.influxdb.target import Generation, Server, Target
from collector.influxdb.writer import Writer


def shard_group_duration(target: Target, server: Server) -> timedelta | None:
    """Return how long the shard groups are that the server makes for *target*; None where it cannot be seen.

    A token that may only write cannot see it, 3.x has none, and a server may be gone since it was found.
    """
    ask = {Generation.V1: _of_database, Generation.V2: _of_bucket}.get(server.generation)
    if ask is None:
        return None
    try:
        with open_client(target, server.generation) as client:
            return ask(client, target)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError, LookupError, TypeError):
        return None


def write_test(writer: Writer) -> WriteOutcome:
    """Try whether the server, the credentials and the bucket are right, by writing nothing at all."""
    return writer.write(())


def _of_database(client: httpx.Client, target: Target) -> timedelta | None:
    rows = query(client, f"SHOW RETENTION POLICIES ON {quoted(target.bucket)}").rows
    return next((duration(str(row["shardGroupDuration"])) for row in rows if row["default"]), None)


def _of_bucket(client: httpx.Client, target: Target) -> timedelta | None:
    # Not by InfluxQL: 2.x answers SHOW RETENTION POLICIES with a week, whatever the bucket has.
    response = client.get("/api/v2/buckets", params={"org": target.org or "", "name": target.bucket})
    buckets = json.loads(response.text)["buckets"]
    rules = buckets[0]["retentionRules"] if buckets else []
    return timedelta(seconds=int(rules[0]["shardGroupDurationSeconds"])) if rules else None
