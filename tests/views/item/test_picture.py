"""The picture of stages: a mark for each review, at its place, with its words."""

import re
from dataclasses import replace
from xml.etree import ElementTree
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.moments import DAY, Moment, moment
from collector.core.stages import COLOURS
from collector.views.item.history import ItemHistory
from collector.views.item.picture import HEIGHT, picture
from collector.views.item.time_axis import ticks
from tests.harness import NOON
from tests.views.item.items import histories
from tests.views.report.lived import Lived

SIZES = (1180, 366)


@pytest.fixture(scope="module")
def reviewed(lived: Lived) -> list[ItemHistory]:
    found = [history for history in histories(lived.rig).values() if history.reviews]
    assert len(found) > 30
    return found


@pytest.mark.parametrize("width", SIZES)
def test_every_review_has_a_mark_and_its_words(reviewed: list[ItemHistory], width: int) -> None:
    for history in reviewed:
        drawn = picture(history, width)
        wrong = sum(not review.correct for review in history.reviews)
        assert drawn.count('class="wrong"') == wrong
        assert drawn.count('class="right') == len(history.reviews) - wrong
        titles = [title for title in re.findall("<title>([^<]*)", drawn) if " to " in title]
        assert len(titles) == len(history.reviews)


@pytest.mark.parametrize("width", SIZES)
def test_it_is_well_formed_and_everything_lies_within_it(reviewed: list[ItemHistory], width: int) -> None:
    for history in reviewed:
        svg = ElementTree.fromstring(picture(history, width))
        assert svg.attrib["viewBox"] == f"0 0 {width} {HEIGHT}"
        for each in svg.iter():
            for name in ("x", "cx", "cy", "y"):
                assert 0 <= float(each.attrib.get(name, 0)) <= (width if name.endswith("x") else HEIGHT)


def test_groups_have_the_colours_that_learners_know(reviewed: list[ItemHistory]) -> None:
    drawn = picture(reviewed[0], SIZES[0])
    assert re.findall('class="edge".*fill="([^"]+)"', drawn) == list(COLOURS.values())


def test_who_cannot_see_it_is_told_what_it_shows(reviewed: list[ItemHistory]) -> None:
    drawn = picture(reviewed[0], SIZES[0])
    assert 'role="img"' in drawn
    known = len(reviewed[0].reviews)
    assert f"{known} known review" in drawn
    assert "The table below lists each of them." in drawn


def test_characters_become_no_markup(reviewed: list[ItemHistory]) -> None:
    subject = replace(reviewed[0].subject, characters='"><script>alert(1)</script>')
    drawn = picture(replace(reviewed[0], subject=subject), SIZES[0])
    assert "<script" not in drawn
    assert ElementTree.fromstring(drawn).attrib["aria-label"].count("<script>") == 1


@given(
    days=st.integers(1, 6000),
    begins=st.integers(-4000, 4000),
    zone=st.sampled_from(["UTC", "Asia/Tokyo", "America/Sao_Paulo", "Pacific/Apia"]),
    most=st.integers(2, 14),
)
def test_dates_are_few_in_order_and_within_the_axis(days: int, begins: int, zone: str, most: int) -> None:
    start = Moment(moment(NOON) + begins * DAY)
    end = Moment(start + days * DAY)
    found = ticks(start, end, ZoneInfo(zone), most)
    assert len(found) <= most
    assert [tick.at for tick in found] == sorted({tick.at for tick in found})
    assert all(start < tick.at <= end for tick in found)
    assert len({tick.name for tick in found}) == len(found)


@pytest.mark.parametrize(
    ("days", "most", "names"),
    [
        (3, 5, ["5 Mar", "6 Mar", "7 Mar"]),
        (30, 5, ["11 Mar", "18 Mar", "25 Mar", "1 Apr"]),
        (100, 5, ["Apr 2024", "May 2024", "Jun 2024"]),
        (700, 3, ["2025", "2026"]),
        (6000, 4, ["2025", "2030", "2035", "2040"]),
    ],
)
def test_dates_are_at_even_steps(days: int, most: int, names: list[str]) -> None:
    start = moment(NOON)
    found = ticks(start, Moment(start + days * DAY), ZoneInfo("Europe/Berlin"), most)
    assert [tick.name for tick in found] == names
