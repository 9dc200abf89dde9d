"""The requests to a running Grafana that verifying the stack needs.

Source: grafana.com/docs, HTTP API; answers as 9.5 gave them.
"""

from typing import Any

import httpx

from collector.core.errors import GrafanaUnavailable
from collector.deployment.data_source import UID

_TIMEOUT_SECONDS = 30


class Grafana:
    """A client with the administrator's password; close it after use."""

    def __init__(self, url: str, password: str) -> None:
        self._url = url
        self._client = httpx.Client(
            base_url=url, auth=("admin", password), timeout=_TIMEOUT_SECONDS, trust_env=False
        )

    def close(self) -> None:
        """Close the connection."""
        self._client.close()

    def version(self) -> str:
        """Return its version; raises `GrafanaUnavailable` unless its own database works."""
        told = self._answer("GET", "/api/health")
        if told.get("database") != "ok":
            raise GrafanaUnavailable(f"Grafana at {self._url} is up, but its own database is not ({told}).")
        return str(told.get("version", ""))

    def dashboards(self) -> set[str]:
        """Return the uids of all dashboards; raises `GrafanaUnavailable`."""
        return {str(each["uid"]) for each in self._answer("GET", "/api/search?type=dash-db")}

    def rules(self) -> list[dict[str, Any]]:
        """Return the alert rules: `name`, `state`, `health`, and `lastError` where there is one."""
        told = self._answer("GET", "/api/prometheus/grafana/api/v1/rules")
        return [rule for group in told["data"]["groups"] for rule in group["rules"]]

    def rows(self, statement: str) -> int:
        """Query InfluxDB through the provisioned data source, and return the number of rows.

        Raises `GrafanaUnavailable`, also when InfluxDB refuses the query.
        """
        source = {"type": "influxdb", "uid": UID}
        asked = {"refId": "A", "datasource": source, "rawQuery": True, "query": statement}
        body = {"queries": [{**asked, "resultFormat": "table"}], "from": "now-1h", "to": "now"}
        result = self._answer("POST", "/api/ds/query", body)["results"]["A"]
        if result.get("error"):
            raise GrafanaUnavailable(str(result["error"]))
        values = [frame["data"]["values"] for frame in result.get("frames", ())]
        return sum(len(columns[0]) for columns in values if columns)

    def _answer(self, method: str, path: str, body: object = None) -> Any:
        try:
            response = self._client.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise GrafanaUnavailable(f"Grafana at {self._url} does not answer ({error}).") from None
        if response.status_code == 401:
            raise GrafanaUnavailable(
                "Grafana rejects the password that was generated for its user “admin”. If you changed it, "
                "set GRAFANA_PASSWORD to yours."
            )
        try:
            told = response.json()
        except ValueError:
            raise GrafanaUnavailable(
                f"The server at {self._url} is not Grafana ({response.status_code})."
            ) from None
        # A refused query has its reason in the same place as one that InfluxDB refused.
        if response.is_error and "results" not in told:
            raise GrafanaUnavailable(
                f"Grafana refused {path} ({response.status_code}: {told.get('message')})."
            )
        return told
