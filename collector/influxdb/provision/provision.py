"""Implements ``setup-influxdb``: creates what the first write needs. Running it again changes nothing."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

from collector.influxdb.detect import detect_server
from collector.influxdb.http import FAILURES, outcome_of_failure
from collector.influxdb.limits import HOURLY
from collector.influxdb.outcome import ActionRequired, RetryLater, as_error
from collector.influxdb.provision.bucket_v2 import set_up_v2
from collector.influxdb.provision.check_v3 import check_v3
from collector.influxdb.provision.database_v1 import set_up_v1
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.provision.users_v1 import ensure_users, with_administrator
from collector.influxdb.target import Generation, InfluxServer, Target


def set_up(
    target: Target,
    secrets_dir: Path,
    *,
    users: bool = False,
    read_collector: Callable[[], Target] | None = None,
    poll_every: timedelta = HOURLY,
) -> tuple[SetupStep, ...]:
    """Create the database or bucket, and on 2.x the tokens; return what was done and found.

    *target* has an administrator's credentials: on 1.x user name and password; on 2.x the admin token, and
    for a server never set up the first user's name and password. New secrets of 2.x are written to
    *secrets_dir*, where a later run finds the admin token again. With *users* 1.x gets a user each for the
    collector and Grafana too, and an administrator if it has none, with their passwords in *secrets_dir*.
    On 3.x the credentials that *read_collector* returns, else those of *target*, are checked; the server
    creates the database itself, and the result names its limits for polls *poll_every* so long.

    Raises `SetupFailed` when a setting is missing or the server refuses, `InfluxDBActionRequired` when the
    URL has no InfluxDB, and `InfluxDBUnavailable` when it does not answer.
    """
    try:
        server = detect_server(target)
        if isinstance(server, InfluxServer) and server.generation is Generation.V3:
            return check_v3(read_collector() if read_collector else target, poll_every)
        return _set_up(server, target, SecretFiles(secrets_dir), users=users)
    except FAILURES as error:
        raise as_error(outcome_of_failure(error, target)) from None


def _set_up(
    server: InfluxServer | ActionRequired | RetryLater, target: Target, files: SecretFiles, *, users: bool
) -> tuple[SetupStep, ...]:
    if not isinstance(server, InfluxServer):
        raise as_error(server)
    if server.generation is Generation.V1:
        return _set_up_v1_with_users(target, files) if users else set_up_v1(target)
    return set_up_v2(target, files)


def _set_up_v1_with_users(target: Target, files: SecretFiles) -> tuple[SetupStep, ...]:
    target, first = with_administrator(target, files)
    return (*first, *set_up_v1(target), *ensure_users(target, files))
