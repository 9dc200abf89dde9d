"""The few requests to InfluxDB 2.x's administration that setting up needs, with their decoded responses.

Source: docs.influxdata.com /influxdb/v2/api/; answers as 2.9.1 gave them.
"""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from http import HTTPStatus
from typing import Any, Literal

import httpx

from collector.core.errors import SetupFailed
from collector.influxdb.http import open_client
from collector.influxdb.influxql import query, quote_identifier
from collector.influxdb.outcome import as_error
from collector.influxdb.responses import (
    InfluxResponse,
    error_message,
    is_transient,
    not_influxdb_sentence,
    retry_later,
)
from collector.influxdb.target import SHARD_GROUP, Generation, Target

Action = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket. It deletes what is older than *keeps*, and nothing if that is zero."""

    id: str
    org_id: str
    name: str
    keeps: timedelta
    shard_group: timedelta


@dataclass(frozen=True, slots=True)
class Authorization:
    """A token as the server lists it (since 2.9 without its text), and the buckets it is for."""

    id: str
    description: str
    bucket_ids: frozenset[str]


class AdminApiV2:
    """The operations of an administrator.

    Every method raises `SetupFailed` when the server refuses, with a sentence that names the setting,
    `InfluxDBUnavailable` when it is busy, and httpx's errors where no response came.
    """

    def __init__(self, client: httpx.Client, target: Target) -> None:
        self._client = client
        self._target = target

    def is_new(self) -> bool:
        """Return True if the server has no user yet; needs no token."""
        return bool(self._ask("GET", "/api/v2/setup").get("allowed"))

    def first_time_setup(self, username: str, password: str, token: str) -> None:
        """Create the first user, organization and bucket; *token* may do everything."""
        names = {"org": self._target.org, "bucket": self._target.bucket}
        secrets = {"username": username, "password": password, "token": token}
        self._ask("POST", "/api/v2/setup", {**names, **secrets, "retentionPeriodSeconds": 0})

    def organization(self) -> str | None:
        """Return the id of the organization, or None if there is none of that name."""
        found = self._find("/api/v2/orgs", "orgs", {"org": self._target.org or ""})
        return str(found[0]["id"]) if found else None

    def create_organization(self) -> str:
        """Create the organization and return its id."""
        return str(self._ask("POST", "/api/v2/orgs", {"name": self._target.org})["id"])

    def bucket(self, org_id: str) -> Bucket | None:
        """Return the bucket, or None if there is none of that name."""
        found = self._find("/api/v2/buckets", "buckets", {"orgID": org_id, "name": self._target.bucket})
        return _bucket(found[0]) if found else None

    def buckets(self) -> list[Bucket]:
        """Return the buckets that this administrator can see, of all organizations (a hundred at most)."""
        return [_bucket(each) for each in self._find("/api/v2/buckets", "buckets", {"limit": "100"})]

    def create_bucket(self, org_id: str) -> Bucket:
        """Create the bucket, without expiry and in shard groups of 52 weeks."""
        body = {"orgID": org_id, "name": self._target.bucket, "retentionRules": [_rule(timedelta())]}
        return _bucket(self._ask("POST", "/api/v2/buckets", body))

    def extend_shard_groups(self, bucket: Bucket) -> None:
        """Make new shard groups of *bucket* 52 weeks long; existing ones keep their length."""
        self._ask("PATCH", f"/api/v2/buckets/{bucket.id}", {"retentionRules": [_rule(bucket.keeps)]})

    def authorizations(self, org_id: str) -> list[Authorization]:
        """Return the tokens of the organization that this administrator can see."""
        found = self._find("/api/v2/authorizations", "authorizations", {"orgID": org_id})
        return [_authorization(each) for each in found]

    def authorize(self, bucket: Bucket, action: Action, description: str) -> str:
        """Create a token that may do *action* to *bucket* and nothing else, and return it."""
        resource = {"type": "buckets", "id": bucket.id, "orgID": bucket.org_id}
        permissions = [{"action": action, "resource": resource}]
        body = {"orgID": bucket.org_id, "description": description, "permissions": permissions}
        return str(self._ask("POST", "/api/v2/authorizations", body)["token"])

    def revoke(self, authorization_id: str) -> None:
        """Delete a token."""
        self._ask("DELETE", f"/api/v2/authorizations/{authorization_id}")

    def _find(self, path: str, key: str, params: dict[str, str]) -> list[dict[str, Any]]:
        response = self._client.get(path, params=params)
        if response.status_code == 404 and error_message(response.text) is not None:
            return []
        return list(self._checked(response)[key])

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._checked(self._client.request(method, path, json=body))

    def _checked(self, raw: httpx.Response) -> dict[str, Any]:
        response = InfluxResponse.of(raw)
        if is_transient(response.status):
            raise as_error(retry_later(response, self._target))
        if not raw.is_success:
            raise SetupFailed(self._refusal(response))
        try:
            body = json.loads(response.body or "{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise SetupFailed(not_influxdb_sentence(response, self._target))
        return body

    def _refusal(self, response: InfluxResponse) -> str:
        said = error_message(response.body)
        if said is None:
            return not_influxdb_sentence(response, self._target)
        said = self._target.without_secrets(said)
        if response.status in (401, 403):
            return (
                f"The admin token is not allowed to do this at {self._target.url} ({said}): set "
                "INFLUXDB_ADMIN_TOKEN or INFLUXDB_ADMIN_TOKEN_FILE to one that can create buckets and tokens."
            )
        return f"InfluxDB at {self._target.url} refused ({said}): check INFLUXDB_ORG and INFLUXDB_BUCKET."


def token_allows(token: str, action: Action, target: Target) -> bool:
    """Return True if *token* may do *action* to the bucket; tried without changing anything.

    Raises `InfluxDBUnavailable` when the server is busy, and httpx's errors.
    """
    with open_client(replace(target, token=token), Generation.V2) as client:
        if action == "write":
            names = {"org": target.org or "", "bucket": target.bucket}
            return _allowed(client.post("/api/v2/write", params=names), target)
        # SHOW MEASUREMENTS would not tell: without the right to read it is empty, not an error.
        result = query(client, f"SHOW RETENTION POLICIES ON {quote_identifier(target.bucket)}", target.bucket)
        if is_transient(result.response.status):
            raise as_error(retry_later(result.response, target))
        return bool(result.rows)


def _allowed(raw: httpx.Response, target: Target) -> bool:
    if is_transient(raw.status_code):
        raise as_error(retry_later(InfluxResponse.of(raw), target))
    return raw.status_code == HTTPStatus.NO_CONTENT


def _rule(keeps: timedelta) -> dict[str, Any]:
    seconds = {"everySeconds": keeps, "shardGroupDurationSeconds": SHARD_GROUP}
    return {"type": "expire"} | {name: int(length.total_seconds()) for name, length in seconds.items()}


def _bucket(raw: dict[str, Any]) -> Bucket:
    rule: dict[str, Any] = next(iter(raw.get("retentionRules", ())), {})
    return Bucket(
        id=raw["id"],
        org_id=raw["orgID"],
        name=raw["name"],
        keeps=timedelta(seconds=rule.get("everySeconds", 0)),
        shard_group=timedelta(seconds=rule.get("shardGroupDurationSeconds", 0)),
    )


def _authorization(raw: dict[str, Any]) -> Authorization:
    resources = [permission["resource"] for permission in raw.get("permissions", ())]
    bucket_ids = frozenset(
        str(each["id"]) for each in resources if each.get("type") == "buckets" and "id" in each
    )
    return Authorization(str(raw["id"]), str(raw.get("description", "")), bucket_ids)
