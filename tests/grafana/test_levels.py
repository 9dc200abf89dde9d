"""The panels of levels, on histories made for them."""

from uuid import uuid4

import pytest

from collector.points.measurements import LEVEL, LEVEL_PROGRESSION
from tests.grafana.alert_history import AlertHistory
from tests.grafana.viewer import Viewer, panel, statements
from tests.harness import DAY, HOUR, NOON
from tests.integration.servers import InfluxDBV1


def test_a_passed_level_lasts_no_longer(influxdb_v1: InfluxDBV1) -> None:
    history = AlertHistory(influxdb_v1, f"levels-{uuid4().hex}")
    history.write("me", LEVEL, NOON, level=60, seconds_on_level=86_400)
    history.write("me", LEVEL, NOON + HOUR, level=60)
    history.flush()
    viewer = Viewer(NOON, NOON + DAY, NOON + DAY, account="me")
    (statement,) = statements(
        "wanikani-levels", panel("wanikani-levels", "Days on this level"), viewer
    ).values()
    (row,) = influxdb_v1.query(statement, history.bucket)
    assert (row["level"], row["days"]) == (60, None)


def test_a_level_ended_by_a_reset_has_a_place_and_a_passed_one_no_days_so_far(
    influxdb_v1: InfluxDBV1,
) -> None:
    history = AlertHistory(influxdb_v1, f"levels-{uuid4().hex}")
    history.write("me", LEVEL_PROGRESSION, NOON, level_number=9, passed=0, abandoned=1)
    history.write(
        "me", LEVEL_PROGRESSION, NOON + DAY, level_number=9, passed=1, abandoned=0, duration_seconds=86_400
    )
    history.write("me", LEVEL, NOON + 2 * DAY, level=9, seconds_on_level=86_400)
    history.write("me", LEVEL, NOON + 3 * DAY, level=9)
    history.flush()
    viewer = Viewer(NOON, NOON + 9 * DAY, NOON + 9 * DAY, account="me")
    asked = statements("wanikani-levels", panel("wanikani-levels", "Days per level"), viewer)
    answers = {ref: influxdb_v1.query(one, history.bucket) for ref, one in asked.items()}
    assert [(row["level"], row["passed in"]) for row in answers["A"]] == [(9, 1)]
    assert answers["B"] == []
    assert [(row["level"], row["ended by a reset"]) for row in answers["C"]] == [(9, 0)]


@pytest.mark.parametrize(
    ("dashboard", "title", "shown"),
    [
        ("wanikani-overview", "Kanji passed on this level", {"passed": 25.0}),
        ("wanikani-levels", "Kanji on this level", {"passed": 8, "needed for the next level": 32}),
    ],
)
def test_kanji_are_shown_for_a_level_that_is_under_way_alone(
    influxdb_v1: InfluxDBV1, dashboard: str, title: str, shown: dict[str, float]
) -> None:
    history = AlertHistory(influxdb_v1, f"levels-{uuid4().hex}")
    kanji = {"level": 4, "kanji_passed": 8, "kanji_required": 32}
    for account in ("studying", "lapsed"):
        history.write(account, LEVEL, NOON, seconds_on_level=86_400, **kanji)
    history.write("lapsed", LEVEL, NOON + HOUR, **kanji)
    history.flush()

    def rows(account: str) -> list[dict[str, object]]:
        viewer = Viewer(NOON, NOON + DAY, NOON + DAY, account=account)
        (statement,) = statements(dashboard, panel(dashboard, title), viewer).values()
        return influxdb_v1.query(statement, history.bucket)

    (row,) = rows("studying")
    assert shown.items() <= row.items()
    assert rows("lapsed") == []
