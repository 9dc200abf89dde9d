"""The hours of the week on the page: what the learner truly did in each, and how sure that is."""

from collections import Counter
from datetime import datetime

import pytest

from collector.core.tallies import HourTally
from collector.views.report.page import page
from collector.views.report.week import Cell, hours_of_week
from tests.views.report.lived import ZONE, Lived
from tests.views.report.test_page import Elements


def _cell(reviews: int, correct: int) -> Cell:
    return dict(hours_of_week([HourTally(3, 8, reviews, correct)]))["08"][2]


@pytest.mark.parametrize(
    ("reviews", "correct", "cell"),
    [
        pytest.param(10, 10, Cell("100", "100 % of 10", strength=1.0), id="all of ten"),
        pytest.param(1000, 800, Cell("80", "80 % of 1,000", strength=0.5), id="most of many"),
        pytest.param(20, 5, Cell("25", "25 % of 20", strength=0.0), id="less than is usual"),
        pytest.param(9, 6, Cell("67", "67 % of 9", few=True), id="few"),
        pytest.param(2, 2, Cell("few", "100 % of 2", few=True), id="all of two"),
        pytest.param(1, 0, Cell("few", "0 % of 1", few=True), id="none of one"),
    ],
)
def test_a_cell_says_the_share_and_of_how_many(reviews: int, correct: int, cell: Cell) -> None:
    assert _cell(reviews, correct) == cell


def test_every_hour_of_the_week_has_its_place() -> None:
    rows = hours_of_week([HourTally(7, 23, 40, 30)])
    assert [hour for hour, _ in rows] == [f"{hour:02d}" for hour in range(24)]
    filled = [(hour, day) for hour, cells in rows for day, cell in enumerate(cells, start=1) if cell.text]
    assert filled == [("23", 7)]
    assert {len(cells) for _, cells in rows} == {7}
    assert hours_of_week([]) == hours_of_week([HourTally(1, 1, 0, 0)]) == []


def _hour(at: datetime) -> tuple[int, int]:
    local = at.astimezone(ZONE)
    return local.isoweekday(), local.hour


def test_hours_are_those_in_which_the_learner_studied(lived: Lived) -> None:
    truth = Counter(_hour(each.counted_at) for each in lived.reviews)
    # Of several reviews between two polls all but the last may be told an hour or two early.
    assert lived.data.recent_hours == lived.data.ever_hours
    assert sum(tally.reviews for tally in lived.data.ever_hours) == sum(truth.values())
    told = {(tally.weekday, tally.hour) for tally in lived.data.ever_hours}
    assert len(told & truth.keys()) > 0.9 * len(truth)


def test_the_page_has_a_table_of_hours_and_a_meter_for_each_gauge(lived: Lived) -> None:
    elements = Elements(page([lived.report], script_url="/draws.js"))
    heads = [attrs.get("scope") for tag, attrs in elements.found if tag == "th" and "scope" in attrs]
    assert heads.count("row") == 2 * 24
    assert heads.count("col") == 2 * 8
    meters = [attrs for _, attrs in elements.found if attrs.get("role") == "meter"]
    assert [attrs["aria-label"] for attrs in meters] == [
        "Apprentice weight, in percent of your usual",
        "Reviews a day, in percent of your capacity",
        "Time per review, in percent of your usual",
    ]
    assert all(0 <= int(attrs["aria-valuenow"] or -1) <= 200 for attrs in meters)
