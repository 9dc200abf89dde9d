from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.simulator.world.game_rules import (
    ACCELERATED_SYSTEM,
    DEFAULT_SYSTEM,
    available_at,
    interval,
    kanji_to_pass,
    next_stage,
    next_streak,
    system_of,
)

STUDIED = st.integers(min_value=1, max_value=8)
MOMENTS = st.datetimes(
    min_value=datetime(2012, 1, 1),  # noqa: DTZ001 - hypothesis adds the zone
    max_value=datetime(2100, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SYSTEMS = st.sampled_from([DEFAULT_SYSTEM, ACCELERATED_SYSTEM])

STAGE_TABLE = [
    pytest.param(1, 0, 2, id="a review without errors moves up a stage"),
    pytest.param(8, 0, 9, id="the last one burns the item"),
    pytest.param(1, 1, 1, id="a failure in the first stage cannot be seen in the stage"),
    pytest.param(2, 9, 1, id="nothing falls below the first stage"),
    pytest.param(4, 1, 3, id="one error costs an apprentice one stage"),
    pytest.param(4, 2, 3, id="a second error is free"),
    pytest.param(4, 3, 2, id="a third error costs a stage more"),
    pytest.param(5, 1, 3, id="one error costs a guru two stages"),
    pytest.param(6, 2, 4, id="two errors cost no more than one, for a guru too"),
    pytest.param(8, 3, 4, id="three errors cost an enlightened item four stages"),
    pytest.param(8, 7, 1, id="four pairs cost eight, and one is the floor"),
]


@pytest.mark.parametrize(("stage", "wrong", "expected"), STAGE_TABLE)
def test_the_next_stage_follows_the_knowledge_bases_formula(stage: int, wrong: int, expected: int) -> None:
    assert next_stage(stage, wrong) == expected


@given(STUDIED, st.integers(min_value=1, max_value=40))
def test_an_error_never_raises_the_stage_and_never_makes_it_a_lesson_again(stage: int, wrong: int) -> None:
    assert 1 <= next_stage(stage, wrong) <= stage


@given(STUDIED, st.integers(min_value=0, max_value=40))
def test_one_more_error_never_helps(stage: int, wrong: int) -> None:
    assert next_stage(stage, wrong + 1) <= next_stage(stage, wrong)


@given(MOMENTS, STUDIED, SYSTEMS)
def test_an_item_is_due_on_a_full_hour_less_than_an_hour_before_its_rest_is_over(
    moment: datetime, stage: int, system: int
) -> None:
    due_at, rest = available_at(moment, stage, system), interval(stage, system)
    assert due_at is not None
    assert rest is not None
    assert (due_at.minute, due_at.second, due_at.microsecond) == (0, 0, 0)
    assert timedelta(0) <= moment + rest - due_at < timedelta(hours=1)


@pytest.mark.parametrize("stage", [0, 9])
@pytest.mark.parametrize("system", [DEFAULT_SYSTEM, ACCELERATED_SYSTEM])
def test_a_lesson_and_a_burned_item_are_never_due(stage: int, system: int) -> None:
    assert available_at(datetime(2024, 1, 1, tzinfo=UTC), stage, system) is None


def test_only_the_apprentice_stages_of_levels_one_and_two_are_shorter() -> None:
    assert [system_of(level) for level in (1, 2, 3, 60)] == [2, 2, 1, 1]
    shorter = [s for s in range(1, 9) if interval(s, ACCELERATED_SYSTEM) != interval(s, DEFAULT_SYSTEM)]
    assert shorter == [1, 2, 3, 4]


@pytest.mark.parametrize(("total", "required"), [(1, 1), (9, 9), (10, 9), (19, 18), (33, 30), (35, 32)])
def test_nine_of_ten_kanji_rounded_up_are_enough(total: int, required: int) -> None:
    assert kanji_to_pass(total) == required


@given(st.integers(min_value=1, max_value=200))
def test_the_kanji_required_are_the_fewest_that_make_ninety_percent(total: int) -> None:
    required = kanji_to_pass(total)
    assert (required - 1) * 10 < total * 9 <= required * 10


@given(st.integers(min_value=0, max_value=1000), st.integers(min_value=0, max_value=20))
def test_a_streak_restarts_at_one_since_every_review_ends_with_a_right_answer(
    streak: int, wrong: int
) -> None:
    assert next_streak(streak, wrong) == (1 if wrong else streak + 1)
