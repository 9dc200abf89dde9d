"""An alert rule, and its form in Grafana's file provisioning."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from grafana.targets import DATASOURCE_UID

_UNITS = {"h": 3600, "d": 86_400}


@dataclass(frozen=True)
class AlertQuery:
    """A query over the last *window* (`26h`, `14d`), reduced to one number an account."""

    query: str
    window: str
    reducer: Literal["last", "max"] = "last"

    @property
    def seconds(self) -> int:
        """The length of the window."""
        return int(self.window[:-1]) * _UNITS[self.window[-1]]


@dataclass(frozen=True)
class Rule:
    """An alert rule. It fires once *condition* over its queries (`$N > 200`) has been true for *pending*.

    *summary* says what happened, *advice* what to do. Both are Go templates without a dollar sign, because
    Grafana expands those in files. *panel* is the dashboard's uid and the panel's title that the
    notification links to. *no_data* is the state when no query returns anything.
    """

    uid: str
    title: str
    queries: Mapping[str, AlertQuery]
    condition: str
    pending: str
    summary: str
    advice: str
    panel: tuple[str, str]
    severity: Literal["warning", "critical"] = "warning"
    no_data: Literal["OK", "Alerting"] = "OK"

    def to_json(self, panel_id: int) -> dict[str, object]:
        """Return the rule as Grafana's files have it: each query, its reduction, the condition."""
        queries = [self._query(name, query) for name, query in self.queries.items()]
        reduced = [
            _expression(name, "reduce", f"Q{name}", reducer=query.reducer)
            for name, query in self.queries.items()
        ]
        return {
            "uid": self.uid,
            "title": self.title,
            "condition": "C",
            "data": [*queries, *reduced, _expression("C", "math", self.condition)],
            "dashboardUid": self.panel[0],
            "panelId": panel_id,
            "noDataState": self.no_data,
            # One alert is enough when InfluxDB does not answer.
            "execErrState": "Error" if self.no_data == "Alerting" else "OK",
            "for": self.pending,
            "annotations": {"summary": self.summary, "description": self.advice},
            "labels": {"severity": self.severity},
        }

    def _query(self, name: str, query: AlertQuery) -> dict[str, object]:
        ref = f"Q{name}"
        model = {
            "refId": ref,
            "datasource": {"type": "influxdb", "uid": DATASOURCE_UID},
            "rawQuery": True,
            "query": query.query,
            "resultFormat": "time_series",
        }
        return {
            "refId": ref,
            "datasourceUid": DATASOURCE_UID,
            "relativeTimeRange": {"from": query.seconds, "to": 0},
            "model": model,
        }


def _expression(ref: str, kind: str, expression: str, **more: str) -> dict[str, object]:
    model = {"refId": ref, "datasource": {"type": "__expr__", "uid": "__expr__"}, "type": kind}
    model |= {"expression": expression, **more}
    return {"refId": ref, "datasourceUid": "__expr__", "model": model}
