"""Sets up InfluxDB 2.x: first user, organization and bucket; `tokens_v2` creates the tokens.

Secrets are on disk before the server learns of them, or as soon as it returns them; a run that was cut
short is finished by the next.
"""

import secrets
from dataclasses import replace
from datetime import timedelta

from collector.core.errors import SetupFailed
from collector.influxdb.http import open_client
from collector.influxdb.provision.admin_api_v2 import AdminApiV2, Bucket
from collector.influxdb.provision.secret_files import ADMIN_PASSWORD, SecretFiles
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.provision.tokens_v2 import COLLECTOR, GRAFANA, ensure_tokens
from collector.influxdb.retention import Storage, keep_everything_v2, left_short
from collector.influxdb.target import SHARD_GROUP, Generation, Target

ADMIN_TOKEN = "influxdb-admin-token"  # noqa: S105 - the name of a file


def set_up_v2(target: Target, files: SecretFiles) -> tuple[SetupStep, ...]:
    """Create all that is missing, and return what was done and found.

    Raises `SetupFailed`, `InfluxDBUnavailable` and httpx's errors.
    """
    if not target.org:
        raise SetupFailed("INFLUXDB_ORG is not set: set it to the organization's name, for example wanikani.")
    steps = _first_user(target, files)
    token = target.token or files.read(ADMIN_TOKEN)
    if not token:
        raise SetupFailed(
            f"InfluxDB at {target.url} is already set up, so an admin token is needed: set "
            "INFLUXDB_ADMIN_TOKEN or INFLUXDB_ADMIN_TOKEN_FILE."
        )
    administrator = replace(target, token=token)
    with open_client(administrator, Generation.V2) as client:
        admin = AdminApiV2(client, administrator)
        org_id, org_step = _organization(admin, target)
        bucket, bucket_step = _bucket(admin, org_id)
        steps += [
            org_step,
            *_retention(bucket),
            bucket_step,
            *ensure_tokens(admin, bucket, administrator, files),
        ]
    return (*steps, _settings(target, files))


def _first_user(target: Target, files: SecretFiles) -> list[SetupStep]:
    """Do the first-time setup of a new server; secrets are written to disk first, then sent to it."""
    with open_client(replace(target, token=None, username=None), Generation.V2) as client:
        admin = AdminApiV2(client, target)
        if not admin.is_new():
            return []
        token = target.token or files.get_or_create(ADMIN_TOKEN, lambda: secrets.token_urlsafe(48))
        password = target.password or files.get_or_create(ADMIN_PASSWORD, lambda: secrets.token_urlsafe(24))
        username = target.username or "admin"
        admin = AdminApiV2(client, replace(target, token=token, password=password))
        admin.first_time_setup(username, password, token)
    sentence = (
        f"Set up the new server at {target.url} with the user “{username}”.{_new_secrets(target, files)}"
    )
    return [SetupStep(sentence, changed=True)]


def _new_secrets(target: Target, files: SecretFiles) -> str:
    """Return where the administrator's secrets are that were not given by the owner, as a sentence."""
    given = {ADMIN_TOKEN: target.token, ADMIN_PASSWORD: target.password}
    kept = " and ".join(str(files.path(name)) for name, secret in given.items() if not secret)
    return f" Its secrets are in {kept}: keep a copy, the server cannot show them again." if kept else ""


def _organization(admin: AdminApiV2, target: Target) -> tuple[str, SetupStep]:
    org_id = admin.organization()
    if org_id is not None:
        return org_id, SetupStep(f"The organization “{target.org}” exists.")
    return admin.create_organization(), SetupStep(f"Created the organization “{target.org}”.", changed=True)


def _bucket(admin: AdminApiV2, org_id: str) -> tuple[Bucket, SetupStep]:
    bucket = admin.bucket(org_id)
    if bucket is None:
        bucket = admin.create_bucket(org_id)
        return bucket, SetupStep(
            f"Created the bucket “{bucket.name}” with shard groups of 52 weeks.", changed=True
        )
    if timedelta() < bucket.keeps <= SHARD_GROUP:
        return bucket, SetupStep(f"The bucket “{bucket.name}” exists.")
    if bucket.shard_group >= SHARD_GROUP:
        return bucket, SetupStep(f"The bucket “{bucket.name}” exists, with shard groups of 52 weeks or more.")
    # The bucket of the first-time setup has groups of a week, too: it comes here before its first write.
    admin.extend_shard_groups(bucket)
    return bucket, SetupStep(
        f"The bucket “{bucket.name}” had shard groups of {bucket.shard_group.days} days; new ones are now 52 "
        "weeks long, older ones keep their length.",
        changed=True,
    )


def _retention(bucket: Bucket) -> list[SetupStep]:
    if not bucket.keeps:
        return []
    storage = Storage(bucket.keeps, bucket.shard_group, keep_everything_v2(bucket.id))
    return [SetupStep(left_short(storage, bucket.name))]


def _settings(target: Target, files: SecretFiles) -> SetupStep:
    collector, grafana = (
        files.path(files.name_for(spec.file, target.bucket)) for spec in (COLLECTOR, GRAFANA)
    )
    return SetupStep(
        f"For the collector: INFLUXDB_URL={target.url}, INFLUXDB_ORG={target.org}, "
        f"INFLUXDB_BUCKET={target.bucket}, INFLUXDB_TOKEN_FILE={collector}; "
        f"Grafana reads with the token in {grafana}."
    )
