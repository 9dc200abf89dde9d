"""An alert rule as Grafana evaluates it: query, newest value an account, condition, pending period."""

import ast
import operator
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from collector.influxdb.influxql import create_database
from collector.points.line_protocol import line
from collector.points.measurements import COLLECTOR, QUEUE, Measurement, Point, Value
from grafana.alerts.rule import EVALUATION, Rule, duration
from grafana.files import all_rules
from tests.integration.servers import InfluxDBV1

EVERY = timedelta(minutes=30)
RULES = {rule.uid.removeprefix("wanikani-"): rule for rule in all_rules()}
Series = Mapping[str, float]
_OPERATIONS: dict[type[ast.AST], Callable[[float, float], float]] = {
    ast.GtE: operator.ge, ast.LtE: operator.le, ast.Eq: operator.eq, ast.Gt: operator.gt, ast.Lt: operator.lt,
    ast.Add: operator.add, ast.Sub: operator.sub, ast.Mult: operator.mul,
    ast.And: lambda one, other: bool(one and other), ast.Or: lambda one, other: bool(one or other),
}  # fmt: skip
_REDUCERS: dict[str, Callable[[list[float]], float]] = {
    "last": lambda given: given[-1],
    "max": max,
    "count": len,
}


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
            "workload": {},
            "session": {},
            "accuracy": {"subject_type": "all"},
            "collector": {"timezone": "UTC"},
            "milestone": {"subject_type": "kanji", "kind": "started"},
            "review_forecast": {"subject_type": "kanji"},
            "level_progression": {"level": "01"},
        }
        review = {"subject_type": "kanji", "srs_stage": "guru_1", "srs_group": "guru"}
        point = Point(measurement, int(at.timestamp() * 1e9), tags.get(measurement.name, review), fields)
        self.unwritten.append(line(point, account))

    def queue(self, account: str, at: datetime, waiting: int = 20, *, due: int = 80, away: int = 0) -> None:
        """Write what a poll finds: *waiting* reviews, *due* in the next day, *away* 1 on vacation."""
        self.write(
            account, QUEUE, at, reviews_available=waiting, reviews_next_24h=due, on_vacation=away,
            lessons_available=0, reviews_next_hour=0, streak_days=0,
        )  # fmt: skip

    def heartbeat(self, account: str, at: datetime, *, since: int = 0, token: int = 1) -> None:
        """Write a poll's heartbeat, *since* seconds after the last successful poll."""
        self.write(account, COLLECTOR, at, ok=int(not since), token_ok=token, seconds_since_success=since)

    def flush(self) -> None:
        """Let the server have what was written."""
        self.server.write(self.unwritten, self.bucket)
        self.unwritten.clear()

    def fires(self, rule: Rule, at: datetime) -> set[str]:
        """Return the accounts for which *rule* fires at *at*: it was true all through the pending period.

        For a rule without any data it is {""}, if that fires.
        """
        self.flush()
        pending = duration(rule.pending)
        moments = [at - pending + step * EVERY for step in range(int(pending / EVERY) + 1)]
        return set.intersection(*(self._true(rule, moment) for moment in moments))

    def first_fires(self, rule: Rule, account: str, begin: datetime, end: datetime) -> datetime | None:
        """Return the first evaluation from *begin* to *end* at which *rule* fires for *account*."""
        self.flush()
        pending_since = None
        for step in range((end - begin) // EVALUATION + 1):
            at = begin + step * EVALUATION
            if account not in self._true(rule, at):
                pending_since = None
                continue
            pending_since = pending_since or at
            if at - pending_since >= duration(rule.pending):
                return at
        return None

    def _true(self, rule: Rule, at: datetime) -> set[str]:
        answers = {name: self._taken(rule, name, at) for name in rule.queries}
        if not all(answers.values()):
            return {""} if rule.no_data == "Alerting" else set()
        return {account for account, value in evaluate(rule.condition, answers).items() if value}

    def _taken(self, rule: Rule, name: str, at: datetime) -> dict[str, float]:
        query = rule.queries[name]
        begin, end = (round((at - before).timestamp() * 1000) for before in (query.begins, query.ends))
        during = f"time >= {begin}ms and time <= {end}ms"
        statement = query.query.replace("$timeFilter", during).replace(
            "now()", f"{round(at.timestamp() * 1000)}ms"
        )
        rows = self.server.query(statement, self.bucket)
        numbers: defaultdict[str, list[float]] = defaultdict(list)
        for row in rows:
            numbers[str(row.get("account", ""))].append(float(str(row["value"])))
        return {account: _REDUCERS[query.reducer](given) for account, given in numbers.items()}


@pytest.fixture
def history(influxdb_v1: InfluxDBV1) -> AlertHistory:
    """Return an empty history."""
    return AlertHistory(influxdb_v1, f"alerts-{uuid4().hex}")


def evaluate(condition: str, answers: Mapping[str, Series]) -> Series:
    """Evaluate a condition such as `$N > 2 * $U && $V == 0` as Grafana's math does, for each account.

    Source: Grafana 9.5 and 12.2, pkg/expr/mathexp, `union`.
    """
    python = condition.replace("&&", "and").replace("||", "or").replace("$", "")
    return _value(ast.parse(python.strip(), mode="eval").body, answers)


def _value(node: ast.AST, answers: Mapping[str, Series]) -> Series:
    match node:
        case ast.Name(id=name):
            return answers[name]
        case ast.Constant(value=int() | float() as number):
            return {"": float(number)}
        case ast.BoolOp(op=operation, values=[first, *others]):
            result = _value(first, answers)
            for other in others:
                result = _joined(_OPERATIONS[type(operation)], result, _value(other, answers))
            return result
        case ast.Compare(left=left, ops=[operation], comparators=[right]):
            return _joined(_OPERATIONS[type(operation)], _value(left, answers), _value(right, answers))
        case ast.BinOp(left=left, op=operation, right=right):
            return _joined(_OPERATIONS[type(operation)], _value(left, answers), _value(right, answers))
    raise AssertionError(ast.dump(node))


def _joined(operation: Callable[[float, float], float], one: Series, other: Series) -> Series:
    """Join account with account. What is of no account goes with all; one and one go together in any case."""
    joined = {
        account or beside: operation(one[account], other[beside])
        for account in one
        for beside in other
        if account == beside or "" in (account, beside)
    }
    if not joined and len(one) == len(other) == 1:
        return {"": operation(*one.values(), *other.values())}
    return joined
