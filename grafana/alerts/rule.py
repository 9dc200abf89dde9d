"""What an alarm is made of, and how Grafana's file provisioning reads it."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from grafana.targets import DATASOURCE_UID

_UNITS = {"h": 3600, "d": 86_400}


@dataclass(frozen=True)
class Question:
    """A query over so much of the past (`26h`, `14d`); of its numbers one an account is taken."""

    query: str
    over: str
    taken: Literal["last", "max"] = "last"

    @property
    def seconds(self) -> int:
        """How far it looks back."""
        return int(self.over[:-1]) * _UNITS[self.over[-1]]


@dataclass(frozen=True)
class Rule:
    """An alarm. It rings while *condition* over the answers (`$N > 200`) is true for *pending*.

    *summary* says in a sentence what happened, *advice* what to do; both are Go templates, in which no
    dollar sign may stand: Grafana expands those in files. *panel* is where it can be looked at: a
    dashboard's uid and a panel's title. Without any answer it rings only if *silence* is an alarm.
    """

    uid: str
    title: str
    questions: Mapping[str, Question]
    condition: str
    pending: str
    summary: str
    advice: str
    panel: tuple[str, str]
    severity: Literal["warning", "critical"] = "warning"
    silence: Literal["OK", "Alerting"] = "OK"

    def provisioned(self, panel_id: int) -> dict[str, object]:
        """Return the rule as a file for Grafana has it: each query, its one value, the condition."""
        asked = [self._query(name, question) for name, question in self.questions.items()]
        reduced = [
            _expression(name, "reduce", f"Q{name}", reducer=question.taken)
            for name, question in self.questions.items()
        ]
        return {
            "uid": self.uid,
            "title": self.title,
            "condition": "C",
            "data": [*asked, *reduced, _expression("C", "math", self.condition)],
            "dashboardUid": self.panel[0],
            "panelId": panel_id,
            "noDataState": self.silence,
            # One alarm says that InfluxDB does not answer; nine would say no more.
            "execErrState": "Error" if self.silence == "Alerting" else "OK",
            "for": self.pending,
            "annotations": {"summary": self.summary, "description": self.advice},
            "labels": {"severity": self.severity},
        }

    def _query(self, name: str, question: Question) -> dict[str, object]:
        ref = f"Q{name}"
        model = {
            "refId": ref,
            "datasource": {"type": "influxdb", "uid": DATASOURCE_UID},
            "rawQuery": True,
            "query": question.query,
            "resultFormat": "time_series",
        }
        return {
            "refId": ref,
            "datasourceUid": DATASOURCE_UID,
            "relativeTimeRange": {"from": question.seconds, "to": 0},
            "model": model,
        }


def _expression(ref: str, kind: str, expression: str, **more: str) -> dict[str, object]:
    model = {"refId": ref, "datasource": {"type": "__expr__", "uid": "__expr__"}, "type": kind}
    model |= {"expression": expression, **more}
    return {"refId": ref, "datasourceUid": "__expr__", "model": model}
