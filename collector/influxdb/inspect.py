"""Inspects a server for `doctor`; may create a 1.x or 3.x database that does not exist yet."""

import json
from collections.abc import Mapping
from datetime import timedelta

import httpx

from collector.influxdb.http import FAILURES, open_client
from collector.influxdb.influxql import parse_duration, query, quote_identifier
from collector.influxdb.outcome import WriteOutcome
from collector.influxdb.retention import Storage, keep_everything_v1, keep_everything_v2, keep_everything_v3
from collector.influxdb.target import Generation, InfluxServer, Target
from collector.influxdb.writer import Writer


def inspect_storage(target: Target, server: InfluxServer) -> Storage | None:
    """Return how the bucket or database of *target* stores points; None where that is unknown.

    A token that may only write cannot see it, and the server may have stopped answering.
    """
    ask = {Generation.V1: _of_database, Generation.V2: _of_bucket, Generation.V3: _of_database_v3}
    try:
        with open_client(target, server.generation) as client:
            return ask[server.generation](client, target)
    except (*FAILURES, LookupError, TypeError):
        return None


def try_write(writer: Writer) -> WriteOutcome:
    """Return the outcome of an empty write, which tests server, credentials and bucket."""
    return writer.write(())


def _of_database(client: httpx.Client, target: Target) -> Storage | None:
    row = _default_policy(client, target)
    if row is None:
        return None
    return Storage(
        keeps=parse_duration(str(row["duration"])),
        shard_group=parse_duration(str(row["shardGroupDuration"])),
        keep_everything=keep_everything_v1(str(row["name"]), target.bucket),
    )


def _of_bucket(client: httpx.Client, target: Target) -> Storage | None:
    # Not by InfluxQL: 2.9.1 answers SHOW RETENTION POLICIES with a week, whatever the bucket has.
    response = client.get("/api/v2/buckets", params={"org": target.org or "", "name": target.bucket})
    buckets = json.loads(response.text)["buckets"]
    rules = buckets[0]["retentionRules"] if buckets else []
    if not rules:
        return None
    return Storage(
        keeps=timedelta(seconds=int(rules[0]["everySeconds"])),
        shard_group=timedelta(seconds=int(rules[0]["shardGroupDurationSeconds"])),
        keep_everything=keep_everything_v2(str(buckets[0]["id"])),
    )


def _of_database_v3(client: httpx.Client, target: Target) -> Storage | None:
    row = _default_policy(client, target)
    if row is None:
        return None
    return Storage(parse_duration(str(row["duration"])), None, keep_everything_v3(target.bucket))


def _default_policy(client: httpx.Client, target: Target) -> Mapping[str, object] | None:
    rows = query(client, f"SHOW RETENTION POLICIES ON {quote_identifier(target.bucket)}").rows
    return next((row for row in rows if row["default"]), None)
