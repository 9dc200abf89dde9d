"""Users of InfluxDB 1.x with one privilege each on the database, like the tokens of 2.x.

A password is on disk before the server learns of it; a run that was cut short is finished by the next.
Users are the whole server's: one that serves another database is left to it, and ours gets another name.
Sources: docs.influxdata.com /influxdb/v1/administration/authentication_and_authorization/, and what 1.6.7
was seen to answer.
"""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

import httpx

from collector.influxdb.http import open_client
from collector.influxdb.influxql import query, quote_identifier, quote_string
from collector.influxdb.provision.database_v1 import checked
from collector.influxdb.provision.secret_files import ADMIN_PASSWORD, SecretFiles, own_name
from collector.influxdb.provision.steps import SetupStep
from collector.influxdb.target import Generation, Target

ADMINISTRATOR = "admin"
# What 1.6.7 with authentication answers until it has an administrator.
_NO_USER_YET = "create admin user first"


@dataclass(frozen=True, slots=True)
class UserSpec:
    """A user that the stack needs: who uses it, its name, the file of its password, and its privilege."""

    holder: str
    name: str
    file: str
    privilege: Literal["READ", "WRITE"]


COLLECTOR = UserSpec("the collector", "wanikani-collector", "influxdb-collector-password", "WRITE")
GRAFANA = UserSpec("Grafana", "wanikani-grafana", "influxdb-grafana-password", "READ")


def with_administrator(target: Target, files: SecretFiles) -> tuple[Target, list[SetupStep]]:
    """Return *target* with an administrator's credentials; creates the first user of a server without one.

    Without authentication, or without credentials to try, *target* is returned as it is. Raises like
    `ensure_users`.
    """
    if target.username:
        return target, []
    password = files.read(ADMIN_PASSWORD)
    if password is None:
        if not _wants_first_user(target):
            return target, []
        password = _kept_password(files, ADMIN_PASSWORD)
    target = replace(target, username=ADMINISTRATOR, password=password)
    return target, _create_administrator(target, files)


def _wants_first_user(target: Target) -> bool:
    with open_client(target, Generation.V1) as client:
        return _NO_USER_YET in (query(client, "SHOW DATABASES").error or "")


def _create_administrator(target: Target, files: SecretFiles) -> list[SetupStep]:
    with open_client(target, Generation.V1) as client:
        # Where there is one already, these credentials work, or nothing will.
        if query(client, "SHOW USERS").rows:
            return []
        statement = _create_user(ADMINISTRATOR, target.password or "")
        checked(query(client, f"{statement} WITH ALL PRIVILEGES"), target)
    where = files.path(ADMIN_PASSWORD)
    sentence = f"Created the user “{ADMINISTRATOR}” at {target.url}; its password is in {where}."
    return [SetupStep(sentence, changed=True)]


def ensure_users(target: Target, files: SecretFiles) -> list[SetupStep]:
    """Create the users for collector and Grafana where missing, with passwords in *files*.

    Raises `SetupFailed` when the server refuses or a file cannot be written, `InfluxDBUnavailable` when the
    server is busy, and httpx's errors.
    """
    with open_client(target, Generation.V1) as client:
        existing = {row["user"] for row in checked(query(client, "SHOW USERS"), target).rows}
        users = _Users(client, target, files, frozenset(map(str, existing)))
        return [users.ensure(users.own(spec)) for spec in (COLLECTOR, GRAFANA)]


def user_of(spec: UserSpec, bucket: str, files: SecretFiles) -> UserSpec:
    """Return *spec* as it is for *bucket*, once `ensure_users` has made it."""
    return _renamed(spec, bucket) if files.name_for(spec.file, bucket) != spec.file else spec


def _renamed(spec: UserSpec, bucket: str) -> UserSpec:
    return replace(spec, name=f"{spec.name}-{bucket}", file=own_name(spec.file, bucket))


@dataclass(frozen=True, slots=True)
class _Users:
    client: httpx.Client
    target: Target
    files: SecretFiles
    existing: frozenset[str]

    def own(self, spec: UserSpec) -> UserSpec:
        """Return *spec*, with another name if that user serves another database."""
        spec = user_of(spec, self.target.bucket, self.files)
        return _renamed(spec, self.target.bucket) if self._serves_another(spec) else spec

    def _serves_another(self, spec: UserSpec) -> bool:
        if spec.name not in self.existing:
            return False
        databases = {grant["database"] for grant in self._grants(spec)}
        if databases <= {self.target.bucket}:
            return False
        known = self.files.read(spec.file)
        return self.target.bucket not in databases or not (known and _accepts(self.target, spec, known))

    def ensure(self, spec: UserSpec) -> SetupStep:
        changed = self._ensure_password(spec, exists=spec.name in self.existing)
        changed |= self._ensure_grant(spec)
        where = self.files.path(spec.file)
        if not changed:
            return SetupStep(
                f"The user “{spec.name}” for {spec.holder} exists, with the password in {where}."
            )
        return SetupStep(
            f"Created the user “{spec.name}” for {spec.holder}, who can only {spec.privilege.lower()} "
            f"“{self.target.bucket}”: {where}.",
            changed=True,
        )

    def _ensure_password(self, spec: UserSpec, *, exists: bool) -> bool:
        """Let the user have the password in its file; return True if that took a change."""
        known = self.files.read(spec.file)
        if exists and known and _accepts(self.target, spec, known):
            return False
        password = _kept_password(self.files, spec.file)
        statement = _set_password(spec.name, password) if exists else _create_user(spec.name, password)
        checked(query(self.client, statement), self.target)
        return True

    def _ensure_grant(self, spec: UserSpec) -> bool:
        user = quote_identifier(spec.name)
        bucket = quote_identifier(self.target.bucket)
        if {"database": self.target.bucket, "privilege": spec.privilege} in self._grants(spec):
            return False
        checked(query(self.client, f"GRANT {spec.privilege} ON {bucket} TO {user}"), self.target)
        return True

    def _grants(self, spec: UserSpec) -> list[Mapping[str, object]]:
        statement = f"SHOW GRANTS FOR {quote_identifier(spec.name)}"
        return list(checked(query(self.client, statement), self.target).rows)


def _kept_password(files: SecretFiles, name: str) -> str:
    return files.get_or_create(name, lambda: secrets.token_urlsafe(24))


def _create_user(name: str, password: str) -> str:
    return f"CREATE USER {quote_identifier(name)} WITH PASSWORD {quote_string(password)}"


def _set_password(name: str, password: str) -> str:
    return f"SET PASSWORD FOR {quote_identifier(name)} = {quote_string(password)}"


def _accepts(target: Target, spec: UserSpec, password: str) -> bool:
    with open_client(replace(target, username=spec.name, password=password), Generation.V1) as client:
        return query(client, "SHOW DATABASES").error is None
