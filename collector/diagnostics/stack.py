"""Whether a running stack does what it is there for, seen with what Grafana is given: a sentence each."""

import json
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

import httpx

from collector.core.errors import GrafanaUnavailable
from collector.core.moments import age, moment
from collector.deployment.volumes import ADMIN_PASSWORD, Volumes
from collector.diagnostics.dashboard_queries import Variables, queries
from collector.diagnostics.grafana_api import Grafana
from collector.influxdb.detect import find_server
from collector.influxdb.http import failure, open_client
from collector.influxdb.influxql import query
from collector.influxdb.provision import bucket_v2, users_v1
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.target import Generation, Server, Target

_PATIENCE = 3
_LOOKED_BACK = timedelta(days=180)
_LAST_GOOD = (
    'SELECT "ok" FROM "collector" WHERE "ok" = 1 GROUP BY "account", "timezone" ORDER BY time DESC LIMIT 1'
)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at; *well* says how it stands."""

    sentence: str
    well: bool


@dataclass(frozen=True, slots=True)
class Asked:
    """What is to be verified. *every* is how often WaniKani is asked; without *grafana_url* there is none."""

    target: Target
    places: Volumes
    every: timedelta
    grafana_url: str
    grafana_password: str | None = None


Rows = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class _Seen:
    """The dashboards as they are asked; data are *expected* once a poll has arrived."""

    places: Volumes
    variables: Variables
    expected: bool


def verify(asked: Asked, now: datetime) -> Iterator[Finding]:
    """Yield what is found, in the order in which one thing needs the other."""
    server = find_server(asked.target)
    if not isinstance(server, Server):
        yield Finding(server.sentence, well=False)
        return
    yield Finding(f"{server} answers at {asked.target.url}.", well=True)
    target = _as_grafana(asked, server.generation)
    with open_client(target, server.generation) as client:
        polls = _polls(client, target)
        yield from _about_polls(polls, asked.every, now)
        seen = _Seen(asked.places, _variables(polls, now), expected=bool(polls))
        if asked.grafana_url:
            yield from _through_grafana(asked, seen)
        else:
            yield Finding("There is no Grafana in this stack: its queries are asked of InfluxDB.", well=True)
            yield from _dashboards(seen, lambda statement: _rows(client, target, statement))


def _as_grafana(asked: Asked, generation: Generation) -> Target:
    """Return the target with what Grafana opens it with."""
    files = SecretFiles(asked.places.grafana)
    if generation is Generation.V1:
        password = files.read(users_v1.GRAFANA.file)
        return replace(asked.target, username=users_v1.GRAFANA.name, password=password, token=None)
    return replace(asked.target, token=files.read(bucket_v2.GRAFANA.file))


def _polls(client: httpx.Client, target: Target) -> list[dict[str, Any]]:
    """Return the last good poll of each account and zone."""
    response = client.post("/query", params={"db": target.bucket, "epoch": "u"}, data={"q": _LAST_GOOD})
    try:
        series = response.json()["results"][0].get("series", ())
    except (ValueError, LookupError):
        return []
    return [{**each["tags"], "at": each["values"][0][0]} for each in series]


def _variables(polls: list[dict[str, Any]], now: datetime) -> Variables:
    zone = str(max(polls, key=lambda poll: poll["at"])["timezone"]) if polls else "UTC"
    return Variables(now - _LOOKED_BACK, now, ".*", zone, interval="1d")


def _about_polls(polls: list[dict[str, Any]], every: timedelta, now: datetime) -> Iterator[Finding]:
    if not polls:
        yield Finding("No good poll has arrived in InfluxDB yet: docker compose logs collector.", well=False)
    newest = {poll["account"]: poll["at"] for poll in sorted(polls, key=lambda poll: poll["at"])}
    for account, at in newest.items():
        late = moment(now) - at > _PATIENCE * (every // timedelta(microseconds=1))
        yield Finding(f"{account}: the last good poll was {age(at, moment(now))} ago.", well=not late)


def _through_grafana(asked: Asked, seen: _Seen) -> Iterator[Finding]:
    password = asked.grafana_password or SecretFiles(asked.places.grafana).read(ADMIN_PASSWORD)
    with closing(Grafana(asked.grafana_url, password or "")) as grafana:
        try:
            yield Finding(f"Grafana {grafana.version()} answers at {asked.grafana_url}.", well=True)
            yield from _dashboards(seen, grafana.rows, grafana.dashboards())
            yield from _alarms(asked.places, grafana.rules())
        except GrafanaUnavailable as problem:
            yield Finding(str(problem), well=False)


def _dashboards(seen: _Seen, rows: Rows, there: set[str] | None = None) -> Iterator[Finding]:
    """Ask every query of every dashboard; where a Grafana is, look whether it has the dashboard."""
    for path in sorted((seen.places.provisioning / "dashboards").glob("*.json")):
        dashboard = json.loads(path.read_text("utf-8"))
        if there is None or dashboard["uid"] in there:
            yield _answers(dashboard, rows, seen)
        else:
            yield Finding(f"{dashboard['title']}: Grafana does not have it; see its log.", well=False)


def _answers(dashboard: dict[str, Any], rows: Rows, seen: _Seen) -> Finding:
    counted = []
    for title, statement in queries(dashboard):
        try:
            counted.append(rows(seen.variables.put_into(statement)))
        except GrafanaUnavailable as problem:
            return Finding(f"{dashboard['title']}: “{title}” gets no answer ({problem}).", well=False)
    found = sum(1 for each in counted if each)
    told = f"{dashboard['title']}: {len(counted)} queries answer, {found} with data."
    return Finding(told, well=bool(found) or not seen.expected)


def _rows(client: httpx.Client, target: Target, statement: str) -> int:
    try:
        reply = query(client, statement, target.bucket)
    except httpx.HTTPError as error:
        raise GrafanaUnavailable(failure(error, target).sentence) from None
    if reply.error is not None:
        raise GrafanaUnavailable(target.without_secrets(reply.error))
    return len(reply.rows)


def _alarms(places: Volumes, rules: list[dict[str, Any]]) -> Iterator[Finding]:
    shipped = (places.provisioning / "alerting" / "rules.yaml").read_text("utf-8").count("- uid: wanikani-")
    if len(rules) < shipped:
        yield Finding(f"Grafana has {len(rules)} of {shipped} alarms; see its log.", well=False)
    broken = [rule for rule in rules if rule.get("health") == "error"]
    for rule in broken:
        yield Finding(f"Alarm “{rule['name']}” cannot be evaluated ({rule.get('lastError')}).", well=False)
    if len(rules) >= shipped and not broken:
        ringing = [str(rule["name"]) for rule in rules if rule["state"] == "firing"]
        now = f"of which ring: {', '.join(ringing)}" if ringing else "and none rings"
        yield Finding(f"{len(rules)} alarms are loaded, {now}.", well=True)
