"""The checks of InfluxDB: server, credentials, bucket, how long it keeps points, and the limits of 3.x."""

from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import timedelta

from collector.app.targets import influx_target
from collector.config.settings import Settings
from collector.core.errors import CollectorError, UnusableSecret
from collector.core.moments import Moment
from collector.core.retention import BROUGHT_BACK, REMEDY, PointsTooOld
from collector.core.wording import duration_in_words
from collector.diagnostics.finding import Finding, Severity
from collector.diagnostics.older_state import check_against_state
from collector.influxdb.detect import detect_server
from collector.influxdb.inspect import inspect_storage, try_write
from collector.influxdb.limits import limits_of, tokens_of
from collector.influxdb.outcome import Accepted, ActionRequired, RetryLater, as_error
from collector.influxdb.retention import Storage
from collector.influxdb.target import SHARD_GROUP, Generation, InfluxServer, Target
from collector.influxdb.writer import LazyWriter
from collector.storage import outbox, state_folder
from collector.storage.database import read_state


def check_influxdb(settings: Settings, accounts: Collection[str], now: Moment) -> Iterator[Finding]:
    """Check that InfluxDB can be reached and written, and that the bucket's shard groups are long enough."""
    if settings.influxdb_url is None:
        yield Finding(
            Severity.NOTE, "INFLUXDB_URL is not set: points are kept, and delivered once it is set."
        )
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
    storage = inspect_storage(target, server)
    if storage is not None:
        yield from _shard_groups(storage, target)
    yield from _retention(storage, target, server, _too_old(settings, accounts))
    for name in accounts:
        found = check_against_state(settings, name, accounts, server, now)
        yield from (replace(each, account=name) for each in found)
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


def _shard_groups(storage: Storage, target: Target) -> Iterator[Finding]:
    length = storage.shard_group
    # Short groups are right where little is kept, and a set-up leaves them so.
    if length is None or timedelta() < storage.keeps <= SHARD_GROUP:
        return
    if length >= SHARD_GROUP:
        yield Finding(
            Severity.OK, f"The shard groups of “{target.bucket}” are {duration_in_words(length)} long."
        )
    else:
        yield Finding(
            Severity.NOTE,
            f"The shard groups of “{target.bucket}” are {duration_in_words(length)} long, which costs ten "
            "times the memory over the years: wanikani-collector setup-influxdb makes them longer.",
        )


def _too_old(settings: Settings, accounts: Collection[str]) -> PointsTooOld | None:
    """Return what InfluxDB did not take of any account because the database does not keep it."""
    found: PointsTooOld | None = None
    for name in accounts:
        path = state_folder.state_file(settings.collector_state, name)
        try:
            old = read_state(path, outbox.points_too_old)
        except CollectorError:  # `check_state` reports it
            continue
        found = found.plus(old) if found and old else old or found
    return found


def _retention(
    storage: Storage | None, target: Target, server: InfluxServer, old: PointsTooOld | None
) -> Iterator[Finding]:
    unwritten = old.sentence(target.bucket) if old else ""
    if storage is None:
        if old is not None:
            yield Finding(Severity.ACTION, f"{unwritten} {REMEDY}")
        return
    if not storage.keeps:
        if old is not None:
            kept = (
                f"“{target.bucket}” keeps everything now, and the next wanikani-collector poll sends it all."
            )
            yield Finding(Severity.NOTE, f"{old.points:,} points were too old for it before: {kept}")
        return
    # 3.x accepts points that are too old but never shows them, so they cannot be counted.
    lost = old is not None or server.generation is Generation.V3
    sentences = [storage.deletes(target.bucket), unwritten, storage.remedy, BROUGHT_BACK]
    yield Finding(Severity.ACTION if lost else Severity.NOTE, " ".join(filter(None, sentences)))
