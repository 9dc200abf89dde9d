"""Users of InfluxDB 1.x that may do one thing each to the database, as the tokens of 2.x do.

Passwords are on disk before the server learns of them; a run that was cut short is finished by the next.
Sources: docs.influxdata.com /influxdb/v1/administration/authentication_and_authorization/, and what 1.6.7
was seen to answer.
"""

import secrets
from dataclasses import dataclass, replace
from typing import Literal

import httpx

from collector.influxdb.http import open_client
from collector.influxdb.influxql import Reply, literal, query, quoted
from collector.influxdb.provision.database_v1 import checked
from collector.influxdb.provision.secret_files import ADMIN_PASSWORD, SecretFiles
from collector.influxdb.provision.steps import Step
from collector.influxdb.target import Generation, Target

ADMINISTRATOR = "admin"
_NOBODY_YET = "create admin user first"


@dataclass(frozen=True, slots=True)
class Login:
    """A user somebody needs: for whom, the name, in which file the password is, and what it may do."""

    holder: str
    name: str
    file: str
    privilege: Literal["READ", "WRITE"]


COLLECTOR = Login("the collector", "wanikani-collector", "influxdb-collector-password", "WRITE")
GRAFANA = Login("Grafana", "wanikani-grafana", "influxdb-grafana-password", "READ")


def administrator(target: Target, files: SecretFiles) -> tuple[Target, list[Step]]:
    """Return *target* with an administrator's credentials; a server that has none gets its first here."""
    if target.username:
        return target, []
    kept = files.read(ADMIN_PASSWORD)
    if kept is None:
        with open_client(target, Generation.V1) as client:
            if _NOBODY_YET not in (query(client, "SHOW DATABASES").error or ""):
                return target, []  # it lets everybody do everything, or its administrator must be told to us
        kept = files.keep(ADMIN_PASSWORD, lambda: secrets.token_urlsafe(24))
    known = replace(target, username=ADMINISTRATOR, password=kept)
    return known, _first_user(known, files)


def _first_user(target: Target, files: SecretFiles) -> list[Step]:
    with open_client(target, Generation.V1) as client:
        statement = f"CREATE USER {quoted(ADMINISTRATOR)} WITH PASSWORD {literal(target.password or '')}"
        # Where there is one already, these credentials open it, or nothing will.
        if query(client, "SHOW USERS").rows:
            return []
        checked(query(client, f"{statement} WITH ALL PRIVILEGES"), target)
    where = files.path(ADMIN_PASSWORD)
    return [
        Step(f"Made the user “{ADMINISTRATOR}” at {target.url}; its password is in {where}.", changed=True)
    ]


def make_logins(target: Target, files: SecretFiles) -> list[Step]:
    """See to it that each login's file holds a password that opens the database for what it is for."""
    with open_client(target, Generation.V1) as client:
        users = {row["user"] for row in checked(query(client, "SHOW USERS"), target).rows}
        return [_login(client, target, login, files, users) for login in (COLLECTOR, GRAFANA)]


def _login(
    client: httpx.Client, target: Target, login: Login, files: SecretFiles, users: set[object]
) -> Step:
    made = _with_password(client, target, login, files, there=login.name in users)
    grants = checked(query(client, f"SHOW GRANTS FOR {quoted(login.name)}"), target).rows
    if {"database": target.bucket, "privilege": login.privilege} not in grants:
        grant = f"GRANT {login.privilege} ON {quoted(target.bucket)} TO {quoted(login.name)}"
        checked(query(client, grant), target)
        made = True
    where = files.path(login.file)
    if not made:
        return Step(f"The user “{login.name}” for {login.holder} is there, with the password in {where}.")
    return Step(
        f"Made the user “{login.name}” for {login.holder}, who may only {login.privilege.lower()} "
        f"“{target.bucket}”: {where}.",
        changed=True,
    )


def _with_password(
    client: httpx.Client, target: Target, login: Login, files: SecretFiles, *, there: bool
) -> bool:
    """Let the user exist with the kept password; say whether anything had to be done."""
    known = files.read(login.file)
    password = files.keep(login.file, lambda: secrets.token_urlsafe(24))
    if there and known and _lets_in(target, login, known):
        return False
    if there:
        statement = f"SET PASSWORD FOR {quoted(login.name)} = {literal(password)}"
    else:
        statement = f"CREATE USER {quoted(login.name)} WITH PASSWORD {literal(password)}"
    checked(query(client, statement), target)
    return True


def _lets_in(target: Target, login: Login, password: str) -> bool:
    with open_client(replace(target, username=login.name, password=password), Generation.V1) as client:
        reply: Reply = query(client, "SHOW DATABASES")
    return reply.error is None
