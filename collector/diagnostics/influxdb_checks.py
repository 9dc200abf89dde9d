"""The checks of InfluxDB: server, credentials, bucket, length of its shard groups, and the limits of 3.x."""

from collections.abc import Iterator

from collector.app import influx_target
from collector.config.settings import Settings
from collector.core.errors import UnusableSecret
from collector.diagnostics.finding import Finding, Severity
from collector.influxdb.detect import detect_server
from collector.influxdb.inspect import shard_group_duration, try_write
from collector.influxdb.limits import limits_of, tokens_of
from collector.influxdb.outcome import Accepted, ActionRequired, RetryLater, as_error
from collector.influxdb.target import SHARD_GROUP, Generation, InfluxServer, Target
from collector.influxdb.writer import LazyWriter


def check_influxdb(settings: Settings) -> Iterator[Finding]:
    """Check that InfluxDB can be reached and written, and that the bucket's shard groups are long enough."""
    if settings.influxdb_url is None:
        yield Finding(Severity.NOTE, "INFLUXDB_URL is not set: points are kept, and delivered the day it is.")
        return
    try:
        target = influx_target(settings)
    except UnusableSecret as problem:
        yield Finding.of_error(problem)
        return
    server = detect_server(target)
    if not isinstance(server, InfluxServer):
        yield Finding.of_error(as_error(server))
        return
    yield Finding(Severity.OK, f"{server} answers at {target.url}.")
    yield _write_finding(target)
    yield from _shard_groups(target, server)
    told = (limits_of(server, settings.poll_every), tokens_of(server))
    yield from (Finding(Severity.NOTE, sentence) for sentence in told if sentence)


def _write_finding(target: Target) -> Finding:
    # Like the first delivery, the test makes a 1.x database that is not there yet.
    writer = LazyWriter(lambda: target)
    try:
        outcome = try_write(writer)
    finally:
        writer.close()
    if isinstance(outcome, Accepted):
        return Finding(Severity.OK, f"A test write to “{target.bucket}” was accepted.")
    if isinstance(outcome, ActionRequired | RetryLater):
        return Finding.of_error(as_error(outcome))
    return Finding(Severity.ACTION, f"A test write to “{target.bucket}” was refused: {outcome.reason}")


def _shard_groups(target: Target, server: InfluxServer) -> Iterator[Finding]:
    length = shard_group_duration(target, server)
    if length is None or server.generation is Generation.V3:
        return
    if length >= SHARD_GROUP:
        yield Finding(Severity.OK, f"The shard groups of “{target.bucket}” are {length.days} days long.")
    else:
        yield Finding(
            Severity.NOTE,
            f"The shard groups of “{target.bucket}” are {length.days} days long, which over the years costs "
            "ten times the memory: wanikani-collector setup-influxdb makes them longer.",
        )
