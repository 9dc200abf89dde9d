"""How soon each alert fires: as the table in docs/alerts.md says, which is made from the same rules."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from grafana.alerts.rule import EVALUATION, duration
from grafana.alerts.table import alerts_table
from tests.grafana.alert_history import RULES, AlertHistory

NOON = datetime(2025, 6, 15, 12, 5, tzinfo=UTC)
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def _more_waits_and_falls_due(history: AlertHistory) -> None:
    for hour in range(-15 * 24, 0):
        history.queue("anna", NOON + hour * HOUR, 40, due=80)
    for hour in range(4):
        history.queue("anna", NOON + hour * HOUR, 250, due=300)


def _token_is_rejected(history: AlertHistory) -> None:
    for hour in range(-20, 3):
        history.heartbeat("anna", NOON + hour * HOUR, token=int(hour < 0))


def _polls_fail_from_now_on(history: AlertHistory) -> None:
    for hour in range(-20, 1):
        history.heartbeat("anna", NOON + hour * HOUR)
    # A second early each: the seventh poll is the first that is six hours late.
    for number in range(1, 10):
        since = number * (HOUR - timedelta(seconds=1))
        history.heartbeat("anna", NOON + since, since=int(since.total_seconds()))


def _collector_dies(history: AlertHistory) -> None:
    for hour in range(-20, 1):
        history.heartbeat("anna", NOON + hour * HOUR)


HAPPENS: dict[str, Callable[[AlertHistory], None]] = {
    "backlog-high": _more_waits_and_falls_due,
    "backlog-spike": _more_waits_and_falls_due,
    "next-day-heavy": _more_waits_and_falls_due,
    "token-rejected": _token_is_rejected,
    "no-good-poll": _polls_fail_from_now_on,
    "collector-silent": _collector_dies,
}


@pytest.mark.parametrize("phase", [1, 4])
@pytest.mark.parametrize("name", HAPPENS)
def test_an_alert_fires_as_soon_as_the_table_says(history: AlertHistory, name: str, phase: int) -> None:
    rule = RULES[name]
    HAPPENS[name](history)
    end = NOON + phase * MINUTE + rule.fires_within
    # Long enough before to see an alert that fires too soon.
    begin = end - duration(rule.pending) - 4 * EVALUATION
    fires = history.first_fires(rule, "anna", begin, end)
    assert fires is not None
    # Ten minutes are those of the clock's hour that heartbeats are counted by.
    assert rule.fires_within - EVALUATION - 10 * MINUTE <= fires - NOON <= rule.fires_within


def test_the_table_has_thresholds_and_times_of_the_rules() -> None:
    table = alerts_table(RULES.values())
    assert "| **Backlog high** | 200 or more reviews wait | 1 h 5 min |" in table
    assert "| **Token rejected** | WaniKani rejects the token | 10 min |" in table
    assert "| 4 h 35 min | the last heartbeat, if heartbeats came every hour |" in table
    assert table.count("\n") == len(RULES) + 2
