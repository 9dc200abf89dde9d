"""Grafana's provisioning files besides the dashboards: data source, provider, alert rules."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import yaml

from grafana.alerts.collector import collector_rules
from grafana.alerts.learner import learner_rules
from grafana.alerts.rule import EVALUATION, Rule
from grafana.alerts.thresholds import Thresholds
from grafana.dashboard import panels_of
from grafana.targets import DATASOURCE_UID

FOLDER = "WaniKani"
# Where docker compose, and most installations, keep provisioning. The dashboards have a folder of their own
# beside `dashboards`: what others keep there is not scanned by our provider, nor ours by theirs.
DASHBOARDS = Path("wanikani")
DASHBOARDS_PATH = f"/etc/grafana/provisioning/{DASHBOARDS}"
RULES = Path("alerting") / "wanikani-rules.yaml"
# Grafana keeps a rule that has left the file, so every former rule must be listed for deletion.
EVER_SHIPPED = Path(__file__).parent / "alerts" / "ever_shipped.txt"


def datasource() -> dict[str, Any]:
    """Return a data source for InfluxDB 2.x and 3.x: InfluxQL, with a token that may read.

    It takes all from Grafana's environment, and no file: Grafana does not start when a file that a data
    source names is missing, but does when a variable is not set. `grafana export` and `setup-stack` write one
    in its place that fits the server, 1.x among them.
    """
    source = {
        "name": "WaniKani",
        "uid": DATASOURCE_UID,
        "type": "influxdb",
        "access": "proxy",
        "url": "$INFLUXDB_URL",
        "editable": False,
        "jsonData": {"dbName": "$INFLUXDB_BUCKET", "httpMode": "GET", "httpHeaderName1": "Authorization"},
        "secureJsonData": {"httpHeaderValue1": "Token $INFLUXDB_GRAFANA_TOKEN"},
    }
    return {"apiVersion": 1, "prune": True, "datasources": [source]}


def provider() -> dict[str, Any]:
    """Return the provider of the dashboards; they are read-only in Grafana, except by "Save as copy"."""
    files = {
        "name": FOLDER,
        "folder": FOLDER,
        "type": "file",
        "allowUiUpdates": False,
        "updateIntervalSeconds": 60,
        "options": {"path": DASHBOARDS_PATH},
    }
    return {"apiVersion": 1, "providers": [files]}


def alert_rules(limits: Thresholds, dashboards: Mapping[str, Mapping[str, Any]]) -> dict[str, Any]:
    """Return the rules' file; *dashboards* by uid give the ids of the panels that rules link to.

    Raises `NoSuchPanel` when a rule names none of their panels, or several.
    """
    groups = {"learning": learner_rules(limits), "collecting": collector_rules(limits)}
    rule_groups: list[dict[str, Any]] = [
        {
            "orgId": 1,
            "name": name,
            "folder": FOLDER,
            "interval": f"{EVALUATION // timedelta(minutes=1)}m",
            "rules": [rule.to_json(_panel_id(rule, dashboards)) for rule in rules],
        }
        for name, rules in groups.items()
    ]
    current = {rule["uid"] for group in rule_groups for rule in group["rules"]}
    dropped = [{"orgId": 1, "uid": uid} for uid in ever_shipped() if uid not in current]
    return {"apiVersion": 1, "groups": rule_groups} | ({"deleteRules": dropped} if dropped else {})


def ever_shipped() -> list[str]:
    """Return the uids of all rules that were ever released, the current ones included."""
    return EVER_SHIPPED.read_text("utf-8").split()


class NoSuchPanel(ValueError):
    """A rule links to a panel that its dashboard does not have, or has more than once."""


def _panel_id(rule: Rule, dashboards: Mapping[str, Mapping[str, Any]]) -> int:
    uid, title = rule.panel
    found = [
        int(panel["id"])
        for panel in panels_of(dashboards.get(uid, {"panels": ()}))
        if panel["title"] == title
    ]
    if len(found) != 1:
        raise NoSuchPanel(f"{rule.uid} links to one panel {title!r} of {uid}, which has {len(found)}.")
    return found[0]


def as_yaml(content: Mapping[str, Any], source: str) -> str:
    """Return *content* as YAML with a comment that names its *source*."""
    text = yaml.safe_dump(dict(content), sort_keys=False, allow_unicode=True, width=110)
    return f"# Made by `make dashboards` from {source}; a change here is lost.\n{text}"
