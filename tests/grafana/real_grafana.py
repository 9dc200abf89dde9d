"""A real Grafana; its API loads the project's data source, dashboards and rules."""

from collections.abc import Iterator
from typing import Any

import httpx
import yaml

from collector.deployment.data_source import data_source_file
from collector.influxdb.target import Target
from grafana.alerts.thresholds import thresholds
from grafana.files import dashboards
from grafana.provisioned import alert_rules

FOLDER = "wanikani-tests"
Json = dict[str, Any]


class RealGrafana:
    """The API of a Grafana that may be changed."""

    def __init__(self, client: httpx.Client) -> None:
        self._client = client

    @property
    def url(self) -> str:
        """Where it is."""
        return str(self._client.base_url).rstrip("/")

    def get(self, path: str) -> Any:
        """Return what is at *path*."""
        return _good(self._client.get(path))

    def post(self, path: str, content: Json) -> Any:
        """Return the answer to *content*."""
        return _good(self._client.post(path, json=content))

    def add_source(self, uid: str, name: str, target: Target) -> None:
        """Make the data source *uid* for *target*, in place of those that have its uid or name."""
        self._client.delete(f"/api/datasources/uid/{uid}")
        self._client.delete(f"/api/datasources/name/{name}")
        (source,) = yaml.safe_load(data_source_file(target))["datasources"]
        self.post("/api/datasources", source | {"uid": uid, "name": name})

    def add_dashboards(self) -> None:
        """Put all dashboards into a folder of their own."""
        self._client.post("/api/folders", json={"uid": FOLDER, "title": "WaniKani"})
        for dashboard in dashboards().values():
            self.post("/api/dashboards/db", {"dashboard": dashboard, "folderUid": FOLDER, "overwrite": True})

    def add_rules(self) -> None:
        """Put all alert rules there."""
        for rule in _rules():
            self._client.delete(f"/api/v1/provisioning/alert-rules/{rule['uid']}")
            self.post("/api/v1/provisioning/alert-rules", rule)


def _rules() -> Iterator[Json]:
    for group in alert_rules(thresholds(), dashboards())["groups"]:
        for rule in group["rules"]:
            place = {"orgID": 1, "folderUID": FOLDER, "ruleGroup": group["name"]}
            yield rule | place


def _good(answer: httpx.Response) -> Any:
    assert answer.is_success, f"{answer.request.url}: {answer.text}"
    return answer.json()
