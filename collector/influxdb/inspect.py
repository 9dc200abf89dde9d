"""What `doctor` finds out about a server; it may create a 1.x or 3.x database that does not exist yet."""

import json
from datetime import timedelta

import httpx

from collector.influxdb.http import open_client
from collector.influxdb.influxql import parse_duration, query, quote_identifier
from collector.influxdb.outcome import WriteOutcome
from collector.influxdb.target import Generation, InfluxServer, Target
from collector.influxdb.writer import Writer


def shard_group_duration(target: Target, server: InfluxServer) -> timedelta | None:
    """Return the length of new shard groups in the bucket or database of *target*; None where it is unknown.

    A token that may only write cannot see it, 3.x has none, and the server may have stopped answering.
    """
    ask = {Generation.V1: _of_database, Generation.V2: _of_bucket}.get(server.generation)
    if ask is None:
        return None
    try:
        with open_client(target, server.generation) as client:
            return ask(client, target)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError, LookupError, TypeError):
        return None


def try_write(writer: Writer) -> WriteOutcome:
    """Return the outcome of writing nothing: it tells whether server, credentials and bucket are right."""
    return writer.write(())


def _of_database(client: httpx.Client, target: Target) -> timedelta | None:
    rows = query(client, f"SHOW RETENTION POLICIES ON {quote_identifier(target.bucket)}").rows
    return next((parse_duration(str(row["shardGroupDuration"])) for row in rows if row["default"]), None)


def _of_bucket(client: httpx.Client, target: Target) -> timedelta | None:
    # Not by InfluxQL: 2.9.1 answers SHOW RETENTION POLICIES with a week, whatever the bucket has.
    response = client.get("/api/v2/buckets", params={"org": target.org or "", "name": target.bucket})
    buckets = json.loads(response.text)["buckets"]
    rules = buckets[0]["retentionRules"] if buckets else []
    return timedelta(seconds=int(rules[0]["shardGroupDurationSeconds"])) if rules else None
