"""The few requests to InfluxDB 2.x's administration that setting up needs, decoded where they arrive.

Source: docs.influxdata.com /influxdb/v2/api/; answers as 2.9.1 gave them.
"""

import json
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any, Literal

import httpx

from collector.core.errors import SetupFailed
from collector.influxdb.http import open_client
from collector.influxdb.influxql import query, quoted
from collector.influxdb.outcome import as_error
from collector.influxdb.responses import Answer, message_of, not_an_influxdb, passes_by_itself, try_later
from collector.influxdb.target import SHARD_GROUP, Generation, Target

Action = Literal["read", "write"]


@dataclass(frozen=True, slots=True)
class Bucket:
    """A bucket; one that *keeps* nothing but zero keeps for ever."""

    id: str
    org_id: str
    name: str
    keeps: timedelta
    shard_group: timedelta


@dataclass(frozen=True, slots=True)
class Authorization:
    """A token as the server lists it (since 2.9 without the token itself), and which buckets it opens."""

    id: str
    description: str
    bucket_ids: frozenset[str]


class AdminV2:
    """What an administrator can do; every refusal is a `SetupFailed` whose sentence names the setting."""

    def __init__(self, client: httpx.Client, target: Target) -> None:
        self._client = client
        self._target = target

    def never_set_up(self) -> bool:
        """Whether the server still waits for its first user; needs no token."""
        return bool(self._ask("GET", "/api/v2/setup").get("allowed"))

    def first_time_setup(self, username: str, password: str, token: str) -> None:
        """Make the first user, organization and bucket, and make *token* open everything."""
        names = {"org": self._target.org, "bucket": self._target.bucket}
        secrets = {"username": username, "password": password, "token": token}
        self._ask("POST", "/api/v2/setup", {**names, **secrets, "retentionPeriodSeconds": 0})

    def organization(self) -> str | None:
        """Return the id of the organization, or None if there is none of that name."""
        found = self._find("/api/v2/orgs", "orgs", {"org": self._target.org or ""})
        return str(found[0]["id"]) if found else None

    def make_organization(self) -> str:
        """Make the organization and return its id."""
        return str(self._ask("POST", "/api/v2/orgs", {"name": self._target.org})["id"])

    def bucket(self, org_id: str) -> Bucket | None:
        """Return the bucket, or None if there is none of that name."""
        found = self._find("/api/v2/buckets", "buckets", {"orgID": org_id, "name": self._target.bucket})
        return _bucket(found[0]) if found else None

    def make_bucket(self, org_id: str) -> Bucket:
        """Make the bucket: it keeps everything, in shard groups of 52 weeks."""
        body = {"orgID": org_id, "name": self._target.bucket, "retentionRules": [_rule(timedelta())]}
        return _bucket(self._ask("POST", "/api/v2/buckets", body))

    def lengthen_shard_groups(self, bucket: Bucket) -> None:
        """Let new shard groups of *bucket* be 52 weeks long; those that exist keep their length."""
        self._ask("PATCH", f"/api/v2/buckets/{bucket.id}", {"retentionRules": [_rule(bucket.keeps)]})

    def authorizations(self, org_id: str) -> list[Authorization]:
        """Return the tokens of the organization that this administrator can see."""
        found = self._find("/api/v2/authorizations", "authorizations", {"orgID": org_id})
        return [_authorization(each) for each in found]

    def authorize(self, bucket: Bucket, action: Action, description: str) -> str:
        """Make a token that may do *action* to *bucket* and nothing else, and return it."""
        resource = {"type": "buckets", "id": bucket.id, "orgID": bucket.org_id}
        permissions = [{"action": action, "resource": resource}]
        body = {"orgID": bucket.org_id, "description": description, "permissions": permissions}
        return str(self._ask("POST", "/api/v2/authorizations", body)["token"])

    def revoke(self, authorization_id: str) -> None:
        """Delete a token."""
        self._ask("DELETE", f"/api/v2/authorizations/{authorization_id}")

    def _find(self, path: str, key: str, params: dict[str, str]) -> list[dict[str, Any]]:
        response = self._client.get(path, params=params)
        if response.status_code == 404 and message_of(response.text) is not None:
            return []
        return list(self._checked(response)[key])

    def _ask(self, method: str, path: str, body: dict[str, Any] | None = None) -> dict[str, Any]:
        return self._checked(self._client.request(method, path, json=body))

    def _checked(self, response: httpx.Response) -> dict[str, Any]:
        answer = Answer(response.status_code, response.text, response.headers)
        if passes_by_itself(answer.status):
            raise as_error(try_later(answer, self._target))
        if not response.is_success:
            raise SetupFailed(self._refusal(answer))
        try:
            body = json.loads(answer.body or "{}")
        except ValueError:
            body = None
        if not isinstance(body, dict):
            raise SetupFailed(not_an_influxdb(answer, self._target))
        return body

    def _refusal(self, answer: Answer) -> str:
        said = message_of(answer.body)
        if said is None:
            return not_an_influxdb(answer, self._target)
        said = self._target.without_secrets(said)
        if answer.status in (401, 403):
            return (
                f"The admin token may not do this at {self._target.url} ({said}): give one that may make "
                "buckets and tokens as INFLUXDB_ADMIN_TOKEN or INFLUXDB_ADMIN_TOKEN_FILE."
            )
        return f"InfluxDB at {self._target.url} refused ({said}): check INFLUXDB_ORG and INFLUXDB_BUCKET."


def opens(token: str, action: Action, target: Target) -> bool:
    """Whether the server lets *token* do *action* to the bucket; tried without changing anything."""
    with open_client(replace(target, token=token), Generation.V2) as client:
        if action == "write":
            names = {"org": target.org or "", "bucket": target.bucket}
            return _allowed(client.post("/api/v2/write", params=names), target)
        # SHOW MEASUREMENTS would not tell: whoever may not read gets an empty answer, not an error.
        reply = query(client, f"SHOW RETENTION POLICIES ON {quoted(target.bucket)}", target.bucket)
        if passes_by_itself(reply.answer.status):
            raise as_error(try_later(reply.answer, target))
        return bool(reply.rows)


def _allowed(response: httpx.Response, target: Target) -> bool:
    if passes_by_itself(response.status_code):
        answer = Answer(response.status_code, response.text, response.headers)
        raise as_error(try_later(answer, target))
    return response.status_code == 204


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
