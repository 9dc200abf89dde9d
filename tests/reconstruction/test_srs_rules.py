"""The rules of the game: stages after a review, waits until the next one, streaks."""

from pathlib import Path

import pytest

from collector.core.moments import HOUR, SECOND, Moment
from collector.reconstruction.snapshots import Answers
from collector.reconstruction.srs_rules import due, next_stage
from collector.reconstruction.wrong_answers import FacetWrongAnswers, wrong_answers_of
from collector.wanikani import decode
from tests.reconstruction.items import ACCELERATED_HOURS, HOURS, WAITS
from tests.statistics.items import NOON, after

SYSTEMS = Path(__file__).parent.parent / "fixtures" / "recorded" / "spaced_repetition_systems.json"

# For each stage the stage after a review with none, one, two ... wrong answers.
STAGES_AFTER = {
    1: [2, 1, 1, 1, 1, 1, 1, 1, 1],
    2: [3, 1, 1, 1, 1, 1, 1, 1, 1],
    3: [4, 2, 2, 1, 1, 1, 1, 1, 1],
    4: [5, 3, 3, 2, 2, 1, 1, 1, 1],
    5: [6, 3, 3, 1, 1, 1, 1, 1, 1],
    6: [7, 4, 4, 2, 2, 1, 1, 1, 1],
    7: [8, 5, 5, 3, 3, 1, 1, 1, 1],
    8: [9, 6, 6, 4, 4, 2, 2, 1, 1],
}


@pytest.mark.parametrize("stage", STAGES_AFTER)
def test_the_stage_after_a_review(stage: int) -> None:
    assert [next_stage(stage, wrong) for wrong in range(9)] == STAGES_AFTER[stage]


@pytest.mark.parametrize(
    ("stage", "wrong", "expected"),
    [
        pytest.param(8, 0, 9, id="the last right answer burns"),
        pytest.param(4, 0, 5, id="without an error up by one"),
        pytest.param(4, 1, 3, id="an apprentice falls by one"),
        pytest.param(4, 2, 3, id="a second error costs nothing more"),
        pytest.param(4, 3, 2, id="a third one does"),
        pytest.param(5, 1, 3, id="from guru on the fall is double"),
        pytest.param(6, 1, 4, id="and may lead below guru"),
        pytest.param(1, 1, 1, id="a failure in the first stage moves nothing"),
        pytest.param(8, 1000, 1, id="nothing falls below the first stage"),
    ],
)
def test_the_rule_of_stages(stage: int, wrong: int, expected: int) -> None:
    assert next_stage(stage, wrong) == expected


@pytest.mark.parametrize(
    ("at", "stage", "expected"),
    [
        pytest.param(NOON, 1, after(4), id="at the full hour the wait is whole"),
        pytest.param(Moment(NOON + 1), 1, after(4), id="a moment later no longer"),
        pytest.param(Moment(after(1) - 1), 1, after(4), id="the hour is rounded down"),
        pytest.param(after(0.5), 8, after(2879), id="in every stage"),
        pytest.param(NOON, 0, None, id="a lesson is not due"),
        pytest.param(NOON, 9, None, id="what is burned is not due"),
    ],
)
def test_when_an_item_falls_due(at: Moment, stage: int, expected: Moment | None) -> None:
    assert due(at, stage, WAITS) == expected


def test_the_recorded_systems_have_the_waits_the_reconstruction_was_made_for() -> None:
    rows = decode.SRS_SYSTEMS.page(SYSTEMS.read_bytes(), "/spaced_repetition_systems").rows
    intervals = [{stage: seconds * SECOND for stage, seconds in row.intervals if seconds} for row in rows]
    assert [list(each) for each in intervals] == [list(range(1, 9))] * 2
    assert [[wait // HOUR for wait in each.values()] for each in intervals] == [
        [4, 8, 23, 47, 167, 335, 719, 2879],
        [2, 4, 8, 23, 167, 335, 719, 2879],
    ]
    assert [list(HOURS), list(ACCELERATED_HOURS)] == [
        [wait // HOUR for wait in each.values()] for each in intervals
    ]


@pytest.mark.parametrize(
    ("stage", "intervals", "hours"),
    [
        pytest.param(1, WAITS, 4, id="four hours at first"),
        pytest.param(5, WAITS, 167, id="an hour short of a week in guru"),
    ],
)
def test_an_item_is_due_the_same_hour_it_was_reviewed_in(
    stage: int, intervals: dict[int, int], hours: int
) -> None:
    assert {due(after(minutes / 60), stage, intervals) for minutes in range(60)} == {after(hours)}


@pytest.mark.parametrize(
    ("streak", "expected"),
    [
        pytest.param(
            1, FacetWrongAnswers(wrong=1, last=1), id="one after an error, for the review ended right"
        ),
        pytest.param(0, None, id="never zero"),
        pytest.param(2, None, id="nor more than the reviews since"),
        pytest.param(4, None, id="nor what it was and one more"),
    ],
)
def test_the_streak_after_an_error_is_one(streak: int, expected: FacetWrongAnswers | None) -> None:
    assert wrong_answers_of(Answers(3, 0, 3), Answers(4, 1, streak), count=1) == expected
