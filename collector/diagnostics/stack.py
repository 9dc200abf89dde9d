"""Checks of a running stack, with Grafana's credentials: polls arrive, queries answer, alerts are loaded."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import httpx

from collector.core.errors import GrafanaUnavailable
from collector.core.moments import moment
from collector.core.wording import age
from collector.deployment.logins import grafana_login
from collector.deployment.volumes import ADMIN_PASSWORD, Volumes
from collector.diagnostics.dashboard_queries import Variables
from collector.diagnostics.finding import Finding, Severity
from collector.diagnostics.grafana_api import Grafana
from collector.diagnostics.grafana_checks import Dashboards, check_alerts
from collector.influxdb.detect import detect_server
from collector.influxdb.http import open_client, outcome_of_failure
from collector.influxdb.influxql import query
from collector.influxdb.limits import limits_of
from collector.influxdb.provision.secret_files import SecretFiles
from collector.influxdb.target import InfluxServer, Target

_MISSED_POLLS = 3
_PERIOD = timedelta(days=180)
_LAST_GOOD = (
    'SELECT "ok" FROM "collector" WHERE "ok" = 1 GROUP BY "account", "timezone" ORDER BY time DESC LIMIT 1'
)


@dataclass(frozen=True, slots=True)
class Stack:
    """A running stack; without *grafana_url* it has no Grafana."""

    target: Target
    volumes: Volumes
    poll_every: timedelta
    grafana_url: str
    grafana_password: str | None = None


def verify(stack: Stack, now: datetime) -> Iterator[Finding]:
    """Yield each finding as soon as it is known; each check needs the ones before it.

    Raises `SetupFailed` if a secret in the volumes cannot be read, and no other `CollectorError`.
    """
    server = detect_server(stack.target)
    if not isinstance(server, InfluxServer):
        yield Finding(Severity.PROBLEM, server.sentence)
        return
    yield Finding(Severity.OK, f"{server} answers at {stack.target.url}.")
    limits = limits_of(server, stack.poll_every)
    if limits is not None:
        yield Finding(Severity.NOTE, limits)
    target = grafana_login(stack.volumes.grafana, stack.target)
    with open_client(target, server.generation) as client:
        polls = _last_polls(client, target)
        yield from _poll_findings(polls, stack.poll_every, now)
        dashboards = Dashboards(stack.volumes.provisioning, _variables(polls, now), expect_data=bool(polls))
        if stack.grafana_url:
            yield from _through_grafana(stack, dashboards)
        else:
            yield Finding(Severity.OK, "This stack has no Grafana: its queries are sent to InfluxDB instead.")
            yield from dashboards.check(lambda statement: _rows(client, target, statement))


def _last_polls(client: httpx.Client, target: Target) -> list[dict[str, Any]]:
    """Return the last successful poll of each account and zone."""
    response = client.post("/query", params={"db": target.bucket, "epoch": "u"}, data={"q": _LAST_GOOD})
    try:
        series = response.json()["results"][0].get("series", ())
    except (ValueError, LookupError):
        return []
    return [{**each["tags"], "at": each["values"][0][0]} for each in series]


def _variables(polls: list[dict[str, Any]], now: datetime) -> Variables:
    zone = str(max(polls, key=lambda poll: poll["at"])["timezone"]) if polls else "UTC"
    return Variables(now - _PERIOD, now, ".*", zone, interval="1d")


def _poll_findings(polls: list[dict[str, Any]], every: timedelta, now: datetime) -> Iterator[Finding]:
    if not polls:
        yield Finding(
            Severity.PROBLEM, "InfluxDB has no successful poll yet: see docker compose logs collector."
        )
    newest = {poll["account"]: poll["at"] for poll in sorted(polls, key=lambda poll: poll["at"])}
    for account, at in newest.items():
        late = moment(now) - at > _MISSED_POLLS * (every // timedelta(microseconds=1))
        yield Finding(
            Severity.PROBLEM if late else Severity.OK,
            f"{account}: the last successful poll was {age(at, moment(now))} ago.",
        )


def _through_grafana(stack: Stack, dashboards: Dashboards) -> Iterator[Finding]:
    password = stack.grafana_password or SecretFiles(stack.volumes.grafana).read(ADMIN_PASSWORD)
    with closing(Grafana(stack.grafana_url, password or "")) as grafana:
        try:
            yield Finding(Severity.OK, f"Grafana {grafana.version()} answers at {stack.grafana_url}.")
            yield from dashboards.check(grafana.rows, grafana.dashboards())
            yield from check_alerts(stack.volumes.provisioning, grafana.rules())
        except GrafanaUnavailable as problem:
            yield Finding.of_error(problem)


def _rows(client: httpx.Client, target: Target, statement: str) -> int:
    try:
        reply = query(client, statement, target.bucket)
    except httpx.HTTPError as error:
        raise GrafanaUnavailable(outcome_of_failure(error, target).sentence) from None
    if reply.error is not None:
        raise GrafanaUnavailable(target.without_secrets(reply.error))
    return len(reply.rows)
