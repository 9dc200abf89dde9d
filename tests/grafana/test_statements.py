"""What InfluxQL does otherwise than expected, and the statements that are right all the same."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from collector.points.measurements import COLLECTOR, LEVEL_PROGRESSION, QUEUE, STUDY_DAY
from grafana.influxql import accounts
from tests.grafana.alert_history import AlertHistory
from tests.grafana.viewer import Viewer, own_statements, panel, statements, utc
from tests.harness import DAY, HOUR, NOON
from tests.integration.servers import InfluxDBV1

MIDNIGHT = NOON.replace(hour=0, second=0)


@pytest.fixture
def history(influxdb_v1: InfluxDBV1) -> AlertHistory:
    return AlertHistory(influxdb_v1, f"statements-{uuid4().hex}")


@pytest.mark.parametrize("ago", [timedelta(0), 5 * HOUR])
def test_seven_days_together_are_known_from_the_first_day_of_the_range_on(
    history: AlertHistory, ago: timedelta
) -> None:
    done = {MIDNIGHT - number * DAY: (20 + number % 7, 10 + number % 5) for number in range(40)}
    for day, (reviews, correct) in done.items():
        history.write("me", STUDY_DAY, day, reviews=reviews, correct=correct)
    history.flush()
    viewer = Viewer(MIDNIGHT, MIDNIGHT, MIDNIGHT + HOUR - ago, account="me").back(10 * DAY)
    (statement,) = own_statements(
        "wanikani-overview", panel("wanikani-overview", "Accuracy over time"), viewer
    ).values()
    shown = {
        utc(row["time"]): row["last seven steps"]
        for row in history.server.query(statement, history.bucket, epoch="ms")
        if utc(row["time"]) >= viewer.begin
    }
    assert len(shown) == 10
    for day, share in shown.items():
        seven = [done[day - before * DAY] for before in range(7)]
        right, reviews = sum(right for _, right in seven), sum(reviews for reviews, _ in seven)
        assert share == pytest.approx(100 * right / reviews)


def test_two_learners_polled_at_one_moment_are_not_mixed(history: AlertHistory) -> None:
    for account, waiting in (("anna", 7), ("ben", 900)):
        history.write(account, QUEUE, NOON, reviews_available=waiting)
    history.flush()
    for account, waiting in (("anna", 7), ("ben", 900)):
        viewer = Viewer(NOON, NOON, NOON, account=account)
        (statement, *_) = statements(
            "wanikani-overview", panel("wanikani-overview", "Waiting now"), viewer
        ).values()
        (row,) = history.server.query(statement, history.bucket)
        assert row["reviews"] == waiting


def test_an_account_is_listed_while_it_has_points_and_no_longer(history: AlertHistory) -> None:
    now = datetime.now(UTC)
    history.write("years ago", LEVEL_PROGRESSION, NOON, level_number=1)
    history.write("deleted", LEVEL_PROGRESSION, NOON, level_number=1)
    history.write("never polled well", COLLECTOR, now, ok=0)
    history.write("given up without a level", COLLECTOR, now - 16 * DAY, ok=0)
    history.flush()
    history.server.query("DROP SERIES WHERE account = 'deleted'", history.bucket)
    listed = history.server.query(accounts(), history.bucket)
    assert {row["account"] for row in listed} == {"years ago", "never polled well"}
