"""What ``setup-influxdb`` does: make what the first write needs. Running it again changes nothing."""

from pathlib import Path

import httpx

from collector.influxdb.detect import find_server
from collector.influxdb.http import failure
from collector.influxdb.outcome import ActionRequired, RetryLater, as_error
from collector.influxdb.provision.bucket_v2 import set_up_v2
from collector.influxdb.provision.database_v1 import set_up_v1
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.provision.steps import Step
from collector.influxdb.provision.users_v1 import administrator, make_logins
from collector.influxdb.target import Generation, Server, Target


def set_up(target: Target, secrets_dir: Path, *, logins: bool = False) -> tuple[Step, ...]:
    """Make the database or bucket, and on 2.x the tokens; raises `SetupFailed`.

    *target* carries what an administrator has: on 1.x user name and password; on 2.x the admin token, and for
    a server never set up the first user's name and password. *secrets_dir* is where 2.x's new secrets go, and
    where the admin token of a server that this set up is found again. With *logins* 1.x gets a user each for
    the collector and Grafana too, and an administrator if it has none, their passwords in *secrets_dir*.
    """
    try:
        return _set_up(find_server(target), target, SecretFiles(secrets_dir), logins=logins)
    except (httpx.HTTPError, httpx.InvalidURL, ValueError, OSError) as error:
        raise as_error(failure(error, target)) from None


def _set_up(
    server: Server | ActionRequired | RetryLater, target: Target, files: SecretFiles, *, logins: bool
) -> tuple[Step, ...]:
    if not isinstance(server, Server):
        raise as_error(server)
    if server.generation is Generation.V1:
        return _with_logins(target, files) if logins else set_up_v1(target)
    if server.generation is Generation.V2:
        return set_up_v2(target, files)
    return _advice_for_v3(server, target)


def _with_logins(target: Target, files: SecretFiles) -> tuple[Step, ...]:
    target, first = administrator(target, files)
    return (*first, *set_up_v1(target), *make_logins(target, files))


def _advice_for_v3(server: Server, target: Target) -> tuple[Step, ...]:
    return (
        Step(
            f"{server} at {target.url} makes the database “{target.bucket}” at the first write, and has no "
            "shard groups: nothing was changed. Make a token with: influxdb3 create token --admin, and set "
            "INFLUXDB_TOKEN to it; INFLUXDB_ORG is not used. Overwriting is unreliable there: prefer 2.x."
        ),
    )
