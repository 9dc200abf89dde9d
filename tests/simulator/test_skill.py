from datetime import timedelta
from random import Random

import pytest

from collector.simulator.learner.skill import ReviewConditions, Skill, overdue_ratio

DAY = timedelta(days=1)
WEEK = timedelta(weeks=1)
SKILL = Skill(
    without_error=(1.0, *[0.9] * 8),
    leech_factor=0.5,
    leech_fades=0.1,
    error_factor={"radical": 0.5, "kanji": 2.0},
    forgotten=0.1,
    forgotten_at_most=0.3,
)
WORD = ReviewConditions("vocabulary", stage=4)

CHANCES = [
    pytest.param(WORD, 0.9, id="the chance of the stage"),
    pytest.param(
        ReviewConditions("vocabulary", 4, reviews=30), 0.9, id="no better with more reviews, but by stages"
    ),
    pytest.param(ReviewConditions("vocabulary", 4, leech=True), 0.45, id="a leech is harder"),
    pytest.param(
        ReviewConditions("vocabulary", 4, 1, leech=True), 0.9 * 0.55, id="less so after each review"
    ),
    pytest.param(ReviewConditions("vocabulary", 4, 500, leech=True), 0.9, id="and no leech for ever"),
    pytest.param(
        ReviewConditions("vocabulary", 4, overdue=1.0), 0.81, id="something is forgotten while a review waits"
    ),
    pytest.param(ReviewConditions("vocabulary", 4, overdue=2.0), 0.72, id="more the longer it waits"),
    pytest.param(ReviewConditions("vocabulary", 4, overdue=99.0), 0.63, id="but not everything"),
    pytest.param(ReviewConditions("radical", 4), 0.95, id="half as many errors in radicals"),
    pytest.param(ReviewConditions("kanji", 4), 0.8, id="twice as many in kanji"),
    pytest.param(ReviewConditions("kanji", 4, leech=True, overdue=99.0), 0.0, id="never less than none"),
]


@pytest.mark.parametrize(("item", "expected"), CHANCES)
def test_chance_of_a_review_without_any_error(item: ReviewConditions, expected: float) -> None:
    assert SKILL.chance(item) == pytest.approx(expected)


WAITS = [
    pytest.param(timedelta(0), WEEK, 0.0, id="in time"),
    pytest.param(WEEK, WEEK, 1.0, id="as long again"),
    pytest.param(DAY / 2, DAY / 6, 0.25, id="a night is not three times the four hours of a new item"),
]


@pytest.mark.parametrize(("late", "rest", "expected"), WAITS)
def test_waiting_counts_in_intervals(late: timedelta, rest: timedelta, expected: float) -> None:
    assert overdue_ratio(late, rest) == expected


def test_only_questions_that_are_asked_can_be_answered_wrong() -> None:
    random = Random(1)
    for kind, readings in [
        ("radical", False),
        ("kana_vocabulary", False),
        ("kanji", True),
        ("vocabulary", True),
    ]:
        errors = [SKILL.errors(kind, random) for _ in range(200)]
        assert all(sum(both) >= 1 for both in errors)
        assert any(reading for _, reading in errors) == readings


def test_which_items_are_leeches_is_another_matter_for_each_learner() -> None:
    leeches = [{item for item in range(1, 9001) if SKILL.is_leech(item, seed)} for seed in (1, 2)]
    assert all(400 < len(some) < 700 for some in leeches)
    assert leeches[0] != leeches[1]
