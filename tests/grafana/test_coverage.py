"""The panels about lists of kanji, on histories made for them and on a learner's polls."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest

from collector.core.facts import Coverage
from collector.core.kanji_lists import GROUPS, ListGroup
from collector.core.moments import moment
from collector.influxdb.influxql import create_database
from collector.points.from_facts import points
from collector.points.line_protocol import line
from tests.grafana.polled_learner import PolledLearner
from tests.grafana.viewer import Viewer, own_statements, panel, utc
from tests.harness import DAY, NOON
from tests.integration.servers import InfluxDBV1
from tests.pipeline.test_coverage import truth

LEVELS = "wanikani-levels"
CURVE, TABLE = "Known kanji over time", "Known kanji now"
COLUMNS = ("share", "known", "learning", "total")
YEAR = timedelta(days=365)
Rows = list[dict[str, object]]


class History:
    """Coverage of some learners, in a database of its own."""

    def __init__(self, server: InfluxDBV1) -> None:
        self.server = server
        self.bucket = f"coverage-{uuid4().hex}"
        server.query(create_database(self.bucket))

    def write(self, account: str, *rows: Coverage) -> None:
        lines = [line(point, account) for row in rows for point in points(row)]
        self.server.write(lines, self.bucket)

    def rows(self, title: str, length: timedelta, group: str) -> Rows:
        viewer = viewer_of(length).choosing(LEVELS, lists=group)
        (statement,) = own_statements(LEVELS, panel(LEVELS, title), viewer).values()
        return self.server.query(statement, self.bucket, epoch="ms")


@pytest.fixture
def history(influxdb_v1: InfluxDBV1) -> History:
    return History(influxdb_v1)


def row(at: datetime, name: str, known: int, learning: int, total: int) -> Coverage:
    return Coverage(moment(at), name, known=known, learning=learning, total=total)


def viewer_of(days: timedelta) -> Viewer:
    return Viewer(NOON, NOON, NOON, account="me").back(days)


def test_what_did_not_change_for_years_is_drawn_all_along(history: History) -> None:
    history.write(
        "me",
        row(NOON - 9 * YEAR, "jlpt_n5", 40, 3, 80),
        row(NOON - 30 * DAY, "jlpt_n4", 83, 0, 166),
        row(NOON - 30 * DAY, "joyo_1", 1, 0, 80),
    )
    history.write("somebody", row(NOON - 9 * YEAR, "jlpt_n5", 7, 3, 80))
    found = history.rows(CURVE, 90 * DAY, "jlpt")
    shown = [each for each in found if utc(each["time"]) >= NOON - 90 * DAY]
    easy = [each["known"] for each in shown if each["list"] == "jlpt_n5"]
    assert set(easy) == {50.0}
    assert len(easy) in {12, 13}
    later = {utc(each["time"]): each["known"] for each in shown if each["list"] == "jlpt_n4"}
    weeks = {at for at in later if at > NOON - 37 * DAY}
    assert {at for at, known in later.items() if known is not None} == weeks
    assert {each["list"] for each in found} == {"jlpt_n5", "jlpt_n4"}


def test_a_year_of_changes_ends_with_the_newest_share(history: History) -> None:
    days = [row(NOON - YEAR + day * DAY, "frequency_500", day, 0, 500) for day in range(365)]
    history.write("me", *days)
    found = history.rows(CURVE, YEAR, "frequency")
    shares = [float(str(each["known"])) for each in found if each["known"] is not None]
    assert shares[-1] == pytest.approx(100 * 364 / 500)
    assert shares == sorted(shares)
    assert len(found) < 1000


def test_the_table_has_the_newest_row_of_each_list_however_old(history: History) -> None:
    history.write(
        "me",
        row(NOON - 9 * YEAR, "joyo_1", 80, 0, 80),
        row(NOON - 9 * YEAR, "joyo_2", 1, 2, 160),
        row(NOON - DAY, "joyo_2", 40, 5, 160),
    )
    history.write("somebody", row(NOON - DAY, "joyo_3", 40, 5, 200))
    found = history.rows(TABLE, 7 * DAY, "joyo")
    shown = {each["list"]: tuple(each[name] for name in COLUMNS) for each in found}
    assert shown == {"joyo_1": (100.0, 80, 0, 80), "joyo_2": (25.0, 40, 5, 160)}


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: str(group.name))
def test_a_learners_lists_are_what_the_world_says(learner: PolledLearner, group: ListGroup) -> None:
    viewer = learner.viewer.choosing(LEVELS, lists=group.name)
    (statement,) = own_statements(LEVELS, panel(LEVELS, TABLE), viewer).values()
    counts = truth(learner.world)
    found = {str(each["list"]): tuple(each[name] for name in COLUMNS[1:]) for each in learner.ask(statement)}
    assert found == {name: counts[name] for name in group.labels}
