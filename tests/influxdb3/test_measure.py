"""The comparison of servers asks what a viewer asks, about points that polls really queue."""

from datetime import timedelta
from pathlib import Path

from grafana.files import all_rules, dashboards
from grafana.lint import queries
from tests.harness import NOON
from tests.influxdb3.measure import as_opened
from tests.influxdb3.polls import simulated_polls

HOUR = timedelta(hours=1)


def test_every_statement_of_dashboards_and_alerts_is_asked() -> None:
    asked = [uid for uid, _ in as_opened(NOON)]
    expected = {uid: len(list(queries(each))) for uid, each in dashboards().items()}
    expected |= {rule.uid: len(rule.queries) for rule in all_rules()}
    assert {uid: asked.count(uid) for uid in asked} == expected
    assert all("$" not in statement.replace("$/", "") for _, statement in as_opened(NOON))


def test_each_poll_queues_its_own_lines_and_the_first_the_past(tmp_path: Path) -> None:
    polls = simulated_polls(tmp_path, past=3 * HOUR, every=HOUR, per_level=10)
    first, second = next(polls), next(polls)
    polls.close()
    assert second.at - first.at == HOUR
    assert len(first.lines) > len(second.lines) > 0
    assert not set(first.lines) & set(second.lines)
