"""The checks of Grafana: that its dashboards' queries are answered, and that its alerts can be evaluated."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from collector.core.errors import GrafanaUnavailable
from collector.deployment.grafana_files import DASHBOARDS, RULES
from collector.diagnostics.dashboard_queries import Variables, choices, queries
from collector.diagnostics.finding import Finding, Severity

# Returns how many rows a statement has; raises `GrafanaUnavailable`.
Rows = Callable[[str], int]


@dataclass(frozen=True, slots=True)
class Dashboards:
    """The dashboards below *provisioning*; *expect_data* once a poll has arrived."""

    provisioning: Path
    variables: Variables
    expect_data: bool

    def check(self, rows: Rows, loaded: set[str] | None = None) -> Iterator[Finding]:
        """Run every query of every dashboard; *loaded* are the uids that a Grafana has, None without one."""
        for path in sorted((self.provisioning / DASHBOARDS).glob("*.json")):
            dashboard = json.loads(path.read_text("utf-8"))
            if loaded is None or dashboard["uid"] in loaded:
                yield self._ask(dashboard, rows)
            else:
                yield Finding(
                    Severity.PROBLEM, f"{dashboard['title']}: Grafana did not load it; see Grafana's log."
                )

    def _ask(self, dashboard: dict[str, Any], rows: Rows) -> Finding:
        title = dashboard["title"]
        variables = replace(self.variables, chosen=choices(dashboard))
        counts = []
        for panel, statement in queries(dashboard):
            try:
                counts.append(rows(variables.put_into(statement)))
            except GrafanaUnavailable as problem:
                return Finding(Severity.PROBLEM, f"{title}: “{panel}” gets no answer ({problem}).")
        found = sum(1 for count in counts if count)
        severity = Severity.OK if found or not self.expect_data else Severity.PROBLEM
        return Finding(severity, f"{title}: {len(counts)} queries answer, {found} with data.")


def check_alerts(provisioning: Path, rules: list[dict[str, Any]]) -> Iterator[Finding]:
    """Check that Grafana's *rules* are all that were provisioned, and that each can be evaluated."""
    shipped = (provisioning / RULES).read_text("utf-8").count("- uid: wanikani-")
    if len(rules) < shipped:
        yield Finding(Severity.PROBLEM, f"Grafana has {len(rules)} of {shipped} alerts; see Grafana's log.")
    broken = [rule for rule in rules if rule.get("health") == "error"]
    for rule in broken:
        yield Finding(
            Severity.PROBLEM, f"Alert “{rule['name']}” cannot be evaluated ({rule.get('lastError')})."
        )
    if len(rules) >= shipped and not broken:
        firing = [str(rule["name"]) for rule in rules if rule["state"] == "firing"]
        now = f"of which fire: {', '.join(firing)}" if firing else "and none fires"
        yield Finding(Severity.OK, f"{len(rules)} alerts are loaded, {now}.")
