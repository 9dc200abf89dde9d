"""Sets up InfluxDB 3.x: checks the token, which creates the database, and returns the limits."""

from contextlib import closing
from datetime import timedelta

from collector.influxdb.detect import detect_server
from collector.influxdb.inspect import inspect_storage
from collector.influxdb.limits import limits_of, tokens_of
from collector.influxdb.outcome import Accepted, ActionRequired, RetryLater, as_error
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.retention import left_short
from collector.influxdb.target import InfluxServer, Target
from collector.influxdb.writer_v3 import WriterV3


def check_v3(target: Target, poll_every: timedelta) -> tuple[SetupStep, ...]:
    """Return what was found; *target* has the credentials that the collector writes with every *poll_every*.

    Raises `InfluxDBActionRequired` when the server does not accept them, and `InfluxDBUnavailable` when it
    does not answer.
    """
    server = detect_server(target)
    if not isinstance(server, InfluxServer):
        raise as_error(server)
    _require_write(target)
    ready = (
        f"{server} at {target.url} accepts writes to “{target.bucket}”; it creates the database "
        "itself, and INFLUXDB_ORG is not used."
    )
    storage = inspect_storage(target, server)
    short = left_short(storage, target.bucket) if storage and storage.keeps else None
    told = (ready, short, limits_of(server, poll_every), tokens_of(server))
    return tuple(SetupStep(sentence, changed=False) for sentence in told if sentence)


def _require_write(target: Target) -> None:
    with closing(WriterV3(target)) as writer:
        outcome = writer.write(())
    if isinstance(outcome, ActionRequired | RetryLater):
        raise as_error(outcome)
    if not isinstance(outcome, Accepted):
        raise as_error(ActionRequired(f"InfluxDB 3 at {target.url} refused a test write: {outcome.reason}"))
