"""A day to come is said as precisely as it is known."""

from datetime import date

import pytest

from collector.views.projection.dates import DateBand, date_band, in_short, in_words, landmarks, name_of
from tests.views.projection.made import TODAY, ZONE, projection

DAY = date(2026, 12, 9)


@pytest.mark.parametrize(
    ("early", "late", "words"),
    [
        pytest.param(date(2026, 12, 7), date(2026, 12, 14), "about 9 December (7–14 Dec)", id="one month"),
        pytest.param(date(2026, 11, 28), date(2026, 12, 14), "about 9 December (28 Nov–14 Dec)", id="two"),
        pytest.param(date(2026, 12, 7), date(2027, 2, 1), "about 9 December (7 Dec–1 Feb)", id="two years"),
        pytest.param(DAY, DAY, "about 9 December", id="sure"),
        pytest.param(date(2026, 12, 7), None, "about 9 December (7 Dec or later)", id="open"),
        pytest.param(
            date(2026, 12, 7), date(2028, 1, 3), "about 9 December (7 Dec–3 Jan 2028)", id="a year unsure"
        ),
    ],
)
def test_a_near_day_is_a_day(early: date, late: date | None, words: str) -> None:
    assert in_words(DateBand(early, DAY, late), TODAY) == words


@pytest.mark.parametrize(
    ("early", "at", "late", "words"),
    [
        pytest.param(
            date(2029, 1, 3), date(2029, 3, 9), date(2029, 5, 1), "about March 2029 (Jan–May 2029)",
            id="one year",
        ),
        pytest.param(
            date(2028, 11, 3), date(2029, 3, 9), date(2029, 5, 1), "about March 2029 (Nov 2028–May 2029)",
            id="two years",
        ),
        pytest.param(
            date(2029, 3, 3), date(2029, 3, 9), date(2029, 3, 11), "about March 2029", id="one month"
        ),
        pytest.param(
            date(2029, 1, 3), date(2029, 3, 9), None, "about March 2029 (Jan 2029 or later)", id="open"
        ),
        pytest.param(date(2031, 6, 2), None, None, "not before June 2031", id="most futures end before"),
        pytest.param(date(2026, 12, 2), None, None, "not before 2 December", id="most of them, and soon"),
        pytest.param(None, None, None, "too far ahead to say", id="all end before"),
    ],
)  # fmt: skip
def test_a_far_day_is_a_month(early: date | None, at: date | None, late: date | None, words: str) -> None:
    assert in_words(DateBand(early, at, late), TODAY) == words


def test_a_cell_has_the_same_in_fewer_letters() -> None:
    assert in_short(DateBand(date(2026, 12, 7), DAY, date(2026, 12, 14)), TODAY) == "9 Dec (7–14 Dec)"


def test_the_days_are_those_of_the_learner() -> None:
    own = projection().own
    assert own is not None
    assert date_band(own.dates[0], ZONE) == (date(2026, 12, 3), date(2026, 12, 4), date(2026, 12, 5))


def test_of_many_levels_the_next_ones_and_the_last_are_landmarks() -> None:
    own = projection().own
    assert own is not None
    named = [name_of(each) for each in landmarks(own.dates)]
    assert named == [*(f"level {level}" for level in (13, 14, 15, 16, 17, 60)), "all burned"]
    by_ten = [name_of(each) for each in landmarks(own.dates, step=10)]
    assert by_ten[5:] == [*(f"level {level}" for level in (20, 30, 40, 50, 60)), "all burned"]


def test_at_the_last_level_only_burning_is_left() -> None:
    own = projection(level=60).own
    assert own is not None
    assert [name_of(each) for each in landmarks(own.dates)] == ["all burned"]
