"""The administration of the pretend InfluxDB 2.x: first user, organizations, buckets and tokens."""

import json
from collections.abc import Callable
from itertools import count
from typing import Any

Reply = tuple[int, str]
WEEK = 604_800


class Administration:
    """Organizations, buckets and tokens; a new one waits for its first-time setup."""

    def __init__(self) -> None:
        self.orgs: dict[str, str] = {}  # name -> id
        self.buckets: dict[str, dict[str, Any]] = {}  # id -> as the API shows it
        self.tokens: dict[
            str, dict[str, Any]
        ] = {}  # token -> its authorization; the operator's has no permissions
        self.first_user: dict[str, str] = {}
        self.die_after: str | None = (
            None  # the request after which the next answer is a 503, as if it had crashed
        )
        self._ids = (f"{number:016x}" for number in count(1))
        self._down = False

    def set_up(self, org: str, bucket: str, operator: str) -> None:
        """Do the first-time setup, as the API does it."""
        self._first_time(
            {"org": org, "bucket": bucket, "token": operator, "username": "admin", "password": "…"}
        )

    def allow(self, token: str, action: str, bucket: str) -> None:
        """Make *token* able to do *action* to *bucket*."""
        found = self._bucket_named(bucket)
        assert found is not None
        resource = {"type": "buckets", "id": found["id"], "orgID": found["orgID"]}
        self._authorize({"description": "", "permissions": [{"action": action, "resource": resource}]}, token)

    def refusal_of_write(self, params: dict[str, str], token: str) -> Reply | None:
        """Say what a write is answered before its lines are looked at, or None if it may go on."""
        if token not in self.tokens:
            return _refuse(401, "unauthorized", "unauthorized access")
        if params.get("org") not in {*self.orgs, *self.orgs.values()}:
            return _refuse(404, "not found", f'organization name "{params.get("org")}" not found')
        bucket = self._bucket_named(params.get("bucket", ""))
        if bucket is None:
            return _refuse(404, "not found", f'bucket "{params.get("bucket")}" not found')
        if not self._may(token, "write", bucket):
            return _refuse(403, "forbidden", "insufficient permissions for write")
        return None

    def answer(self, method: str, path: str, params: dict[str, str], token: str, body: bytes) -> Reply:
        """Answer a request to anything but the write path."""
        if self._down:
            self._down = False
            return _refuse(503, "unavailable", "starting")
        self._down = self.die_after == f"{method} {path}"
        if path == "/api/v2/setup":
            return self._setup(method, body)
        if token not in self.tokens:
            return _refuse(401, "unauthorized", "unauthorized access")
        if path == "/query":
            return self._query(params, token, body)
        if self.tokens[token]["permissions"]:
            return _refuse(401, "unauthorized", f"{path} is unauthorized")
        return self._administer(method, path, params, body)

    def _setup(self, method: str, body: bytes) -> Reply:
        if method == "GET":
            return 200, json.dumps({"allowed": not self.first_user})
        if self.first_user:
            return _refuse(422, "conflict", "onboarding has already been completed")
        self._first_time(json.loads(body))
        return 201, "{}"

    def _first_time(self, wish: dict[str, str]) -> None:
        self.first_user = wish
        self.orgs[wish["org"]] = next(self._ids)
        self._make_bucket({"orgID": self.orgs[wish["org"]], "name": wish["bucket"], "retentionRules": []})
        self._authorize({"description": "admin's Token", "permissions": []}, wish["token"])

    def _administer(self, method: str, path: str, params: dict[str, str], body: bytes) -> Reply:
        _, _, _, kind, *rest = path.split("/")
        wish = json.loads(body) if body else {}
        doing: dict[tuple[str, str], Callable[[], Reply]] = {
            ("GET", "orgs"): lambda: self._organizations(params["org"]),
            ("POST", "orgs"): lambda: self._make_organization(wish["name"]),
            ("GET", "buckets"): lambda: self._buckets(params.get("name")),
            ("POST", "buckets"): lambda: (201, json.dumps(self._make_bucket(wish))),
            ("PATCH", "buckets"): lambda: (200, json.dumps(self._change_bucket(rest[0], wish))),
            ("GET", "authorizations"): self._authorizations,
            ("POST", "authorizations"): lambda: (201, json.dumps(self._authorize(wish))),
            ("DELETE", "authorizations"): lambda: self._revoke(rest[0]),
        }
        return doing[method, kind]()

    def _organizations(self, name: str) -> Reply:
        if name not in self.orgs:
            return _refuse(404, "not found", f'organization name "{name}" not found')
        return 200, json.dumps({"orgs": [{"id": self.orgs[name], "name": name}]})

    def _make_organization(self, name: str) -> Reply:
        self.orgs[name] = next(self._ids)
        return 201, json.dumps({"id": self.orgs[name], "name": name})

    def _buckets(self, name: str | None) -> Reply:
        if name is None:
            return 200, json.dumps({"buckets": list(self.buckets.values())})
        bucket = self._bucket_named(name)
        if bucket is None:
            return _refuse(404, "not found", f'bucket "{name}" not found')
        return 200, json.dumps({"buckets": [bucket]})

    def _make_bucket(self, wish: dict[str, Any]) -> dict[str, Any]:
        rules = wish["retentionRules"] or [{"everySeconds": 0, "shardGroupDurationSeconds": WEEK}]
        bucket = wish | {"id": next(self._ids), "retentionRules": rules}
        self.buckets[bucket["id"]] = bucket
        return bucket

    def _change_bucket(self, bucket_id: str, wish: dict[str, Any]) -> dict[str, Any]:
        self.buckets[bucket_id] |= wish
        return self.buckets[bucket_id]

    def _authorizations(self) -> Reply:
        return 200, json.dumps({"authorizations": [each | {"token": ""} for each in self.tokens.values()]})

    def _authorize(self, wish: dict[str, Any], token: str | None = None) -> dict[str, Any]:
        made = next(self._ids)
        authorization = wish | {"id": made, "token": token or f"token-{made}-canary"}
        self.tokens[authorization["token"]] = authorization
        return authorization

    def _revoke(self, authorization_id: str) -> Reply:
        self.tokens = {token: each for token, each in self.tokens.items() if each["id"] != authorization_id}
        return 204, ""

    def _query(self, params: dict[str, str], token: str, body: bytes) -> Reply:
        """Answer as a bucket without points does; whoever may not read it is told that it is not there."""
        name = params.get("db", "")
        bucket = self._bucket_named(name)
        may_read = bucket is not None and self._may(token, "read", bucket)
        if "SHOW" in params.get("q", "") or b"SHOW" in body:
            return self._show_retention_policies(may_read=may_read)
        result: dict[str, Any] = {"series": []} if may_read else {"error": f"database not found: {name}"}
        return 200, json.dumps({"results": [{"statement_id": 0, **result}]})

    def _show_retention_policies(self, *, may_read: bool) -> Reply:
        series: dict[str, Any] = {
            "columns": ["name", "duration", "shardGroupDuration", "replicaN", "default"]
        }
        if may_read:
            series["values"] = [["autogen", "0s", "168h0m0s", 1, True]]  # it says a week whatever is true
        return 200, json.dumps({"results": [{"statement_id": 0, "series": [series]}]})

    def _bucket_named(self, name: str) -> dict[str, Any] | None:
        return next((each for each in self.buckets.values() if each["name"] == name), None)

    def _may(self, token: str, action: str, bucket: dict[str, Any]) -> bool:
        permissions = self.tokens[token]["permissions"]
        wanted = (action, bucket["id"])
        return not permissions or wanted in {(each["action"], each["resource"]["id"]) for each in permissions}


def _refuse(status: int, code: str, message: str) -> Reply:
    return status, json.dumps({"code": code, "message": message})
