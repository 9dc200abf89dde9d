"""An alert rule as Grafana evaluates it: query, newest value an account, condition, pending period."""

import operator
import re
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import isnan, nan

from collector.influxdb.influxql import create_database
from collector.points.line_protocol import line
from collector.points.measurements import Measurement, Point, Value
from grafana.alerts.rule import Rule
from tests.integration.servers import InfluxDBV1

EVERY = timedelta(minutes=30)
_UNITS = {"m": timedelta(minutes=1), "h": timedelta(hours=1)}
_COMPARISONS: dict[str, Callable[[float, float], bool]] = {
    ">=": operator.ge, "<=": operator.le, "==": operator.eq, ">": operator.gt, "<": operator.lt,
}  # fmt: skip


@dataclass
class AlertHistory:
    """Points of some accounts in a database of their own."""

    server: InfluxDBV1
    bucket: str
    unwritten: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin with nothing."""
        self.server.query(create_database(self.bucket))

    def write(self, account: str, measurement: Measurement, at: datetime, **fields: Value) -> None:
        """Write one point; its tags are the usual ones."""
        tags = {
            "queue": {},
            "study_day": {},
            "level": {},
            "accuracy": {"subject_type": "all"},
            "collector": {"timezone": "UTC"},
            "milestone": {"subject_type": "kanji", "kind": "started"},
            "review_forecast": {"subject_type": "kanji"},
            "level_progression": {"level": "01"},
        }
        review = {"subject_type": "kanji", "srs_stage": "guru_1", "srs_group": "guru"}
        point = Point(measurement, int(at.timestamp() * 1e9), tags.get(measurement.name, review), fields)
        self.unwritten.append(line(point, account))

    def flush(self) -> None:
        """Let the server have what was written."""
        self.server.write(self.unwritten, self.bucket)
        self.unwritten.clear()

    def fires(self, rule: Rule, at: datetime) -> set[str]:
        """Return the accounts for which *rule* fires at *at*: it was true all through the pending period.

        For a rule without any data it is {""}, if that fires.
        """
        self.flush()
        pending = int(rule.pending[:-1]) * _UNITS[rule.pending[-1]]
        moments = [at - pending + step * EVERY for step in range(int(pending / EVERY) + 1)]
        return set.intersection(*(self._true(rule, moment) for moment in moments))

    def _true(self, rule: Rule, at: datetime) -> set[str]:
        answers = {name: self._taken(rule, name, at) for name in rule.queries}
        if not any(answers.values()):
            return {""} if rule.no_data == "Alerting" else set()
        everywhere = set.intersection(*(set(answer) for answer in answers.values()))
        return {
            account
            for account in everywhere
            if holds(rule.condition, {name: answer[account] for name, answer in answers.items()})
        }

    def _taken(self, rule: Rule, name: str, at: datetime) -> dict[str, float]:
        query = rule.queries[name]
        end = int(at.timestamp() * 1000)
        during = f"time >= {end - 1000 * query.seconds}ms and time <= {end}ms"
        rows = self.server.query(query.query.replace("$timeFilter", during), self.bucket)
        numbers: defaultdict[str, list[float]] = defaultdict(list)
        for row in rows:
            numbers[str(row["account"])].append(nan if row["value"] is None else float(str(row["value"])))
        return {
            account: max(given) if query.reducer == "max" else given[-1] for account, given in numbers.items()
        }


def holds(condition: str, values: Mapping[str, float]) -> bool:
    """Evaluate a condition such as `$N > 2 * $U && $V == 0`, as Grafana's math does: `&&` before `||`."""
    condition = re.sub(r"\$([A-Z])", lambda name: repr(values[name[1]]), condition)
    while "(" in condition:
        condition = re.sub(r"\(([^()]*)\)", lambda inner: str(int(holds(inner[1], {}))), condition)
    return any(all(_compared(part) for part in either.split("&&")) for either in condition.split("||"))


def _compared(text: str) -> bool:
    if re.fullmatch(r"\s*[01]\s*", text):
        return text.strip() == "1"
    match = re.fullmatch(r"(.+?)(>=|<=|==|>|<)(.+)", text)
    assert match, text
    left, sign, right = match.groups()
    one, other = _reckoned(left), _reckoned(right)
    return not isnan(one) and not isnan(other) and _COMPARISONS[sign](one, other)


def _reckoned(text: str) -> float:
    """Return the value of products and sums of numbers."""
    total = 0.0
    for term in re.split(r"\s(?=[+-]\s)", text.strip()):
        sign = -1 if term.startswith("- ") else 1
        product = 1.0
        for factor in term.removeprefix("+ ").removeprefix("- ").split("*"):
            product *= float(factor)
        total += sign * product
    return total
