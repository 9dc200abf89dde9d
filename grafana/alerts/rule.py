"""An alert rule, and its form in Grafana's file provisioning."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from grafana.targets import DATASOURCE_UID

_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1), "d": timedelta(days=1)}
# Each rule is evaluated once in this time.
EVALUATION = timedelta(minutes=5)


def duration(text: str) -> timedelta:
    """Return the length of `30m`, `26h` or `14d`."""
    return int(text[:-1]) * _UNITS[text[-1]]


@dataclass(frozen=True)
class AlertQuery:
    """A query reduced to one number per account; or one for all, if it is not grouped by account.

    It covers the last *window* (`26h`, `14d`), without the newest *until* of it.
    """

    query: str
    window: str
    reducer: Literal["last", "max", "count"] = "last"
    until: str = "0h"

    @property
    def begins(self) -> timedelta:
        """The time from the start of the window to now."""
        return duration(self.window)

    @property
    def ends(self) -> timedelta:
        """The time from the end of the window to now."""
        return duration(self.until)


@dataclass(frozen=True)
class Rule:
    """An alert rule. It fires once *condition* over its queries (`$N > 200`) has been true for *pending*.

    *when* is the condition in words, for the documentation. *summary* says what happened, *advice* what to
    do. Both are Go templates without a dollar sign, because Grafana expands those in files. *panel* is the
    dashboard's uid and the panel's title that the notification links to. *no_data* is the state when no query
    returns anything. The condition becomes true at most the sum of *lags* (`4h`) after *counted_from*.
    """

    uid: str
    title: str
    queries: Mapping[str, AlertQuery]
    condition: str
    pending: str
    when: str
    summary: str
    advice: str
    panel: tuple[str, str]
    severity: Literal["warning", "critical"] = "warning"
    no_data: Literal["OK", "Alerting"] = "OK"
    counted_from: str = "the poll that shows it"
    lags: tuple[str, ...] = ()

    @property
    def fires_within(self) -> timedelta:
        """The longest time from *counted_from* until the alert fires."""
        evaluations = 1 - (-duration(self.pending) // EVALUATION)
        return sum(map(duration, self.lags), evaluations * EVALUATION)

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
            # If InfluxDB does not answer, one alert is enough, and only if that lasts: `Error` fires at once.
            "execErrState": self.no_data,
            "for": self.pending,
            "annotations": self._annotations(panel_id),
            "labels": {"severity": self.severity},
        }

    def _annotations(self, panel_id: int) -> dict[str, str]:
        """Return the texts and the links of a notification.

        Grafana makes its own links from the two names with underscores; `dashboardUid` and `panelId` of the
        rule do not suffice (seen in 9.5 and 12.2). Its links do not carry the account, so ours does.
        """
        account = '{{ with index .Labels "account" }}?var-account={{ urlquery . }}{{ end }}'
        return {
            "summary": self.summary,
            "description": self.advice,
            "dashboard_url": f"{{{{ externalURL }}}}d/{self.panel[0]}{account}",
            "__dashboardUid__": self.panel[0],
            "__panelId__": str(panel_id),
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
            "relativeTimeRange": {"from": _seconds(query.begins), "to": _seconds(query.ends)},
            "model": model,
        }


def _seconds(length: timedelta) -> int:
    return int(length.total_seconds())


def _expression(ref: str, kind: str, expression: str, **more: str) -> dict[str, object]:
    model = {"refId": ref, "datasource": {"type": "__expr__", "uid": "__expr__"}, "type": kind}
    model |= {"expression": expression, **more}
    return {"refId": ref, "datasourceUid": "__expr__", "model": model}
