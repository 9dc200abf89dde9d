"""Going back to an earlier level: no failures, no reviews, and what is studied again is found."""

from pathlib import Path

import pytest

from tests.harness import DAY, HOUR
from tests.scenarios.desk import MINUTE, SECOND, Desk, all_exact, rebuild_gives_the_same, studied_for_two_days


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A small world that moves only as the test says."""
    return Desk(tmp_path / "state")


def _fresh_lesson_and_review(desk: Desk) -> None:
    """Do a lesson as after a reset, and its first review with one wrong answer; poll hourly meanwhile."""
    item = desk.world.lessons()[0]
    desk.world.start(item)
    for _ in range(5):
        desk.next_poll()
    desk.world.review(item, 1)
    desk.next_poll()


def test_a_reset_seen_between_its_own_steps_takes_no_review_away_and_adds_none(desk: Desk) -> None:
    studied_for_two_days(desk)
    desk.world.request_reset(1)
    desk.next_poll(MINUTE)
    desk.world.confirm_reset()
    desk.next_poll(SECOND)
    desk.api.before("assignments", desk.world.carry_out_reset)
    desk.next_poll(SECOND)
    desk.next_poll()
    all_exact(desk)
    _fresh_lesson_and_review(desk)
    all_exact(desk)
    assert desk.found()[-1].starting_stage == 1
    rebuild_gives_the_same(desk)


def test_a_reset_whose_assignments_are_back_before_its_statistics_is_waited_for(desk: Desk) -> None:
    studied_for_two_days(desk)
    world = desk.world
    world.request_reset(1)
    world.confirm_reset()
    desk.pass_time(5 * SECOND)
    for assignment in world.assignments:
        world._forget_assignment(assignment, world._write())
    desk.next_poll(SECOND)
    desk.next_poll(20 * SECOND)
    for statistic in world.statistics:
        world._forget_statistic(statistic, world._write())
    desk.next_poll(SECOND)
    desk.next_poll()
    all_exact(desk)
    rebuild_gives_the_same(desk)


@pytest.mark.parametrize("polled", [True, False], ids=["with a poll in between", "in one gap"])
def test_two_resets_in_a_row_are_no_failures(desk: Desk, polled: bool) -> None:
    studied_for_two_days(desk)
    for _ in range(2):
        desk.world.request_reset(1)
        desk.world.carry_out_reset()
        desk.pass_time(10 * MINUTE)
        if polled:
            desk.good_poll()
    desk.next_poll()
    all_exact(desk)
    _fresh_lesson_and_review(desk)
    all_exact(desk)


def test_reset_lesson_and_review_in_one_gap_are_one_review_from_stage_one(desk: Desk) -> None:
    item = desk.item("radical", stage=6)
    desk.next_poll()
    desk.world.request_reset(1)
    desk.world.carry_out_reset()
    desk.world.start(item)
    desk.pass_time(5 * HOUR)
    desk.world.review(item, 2)
    desk.next_poll()
    all_exact(desk)
    (point,) = desk.points("review")
    assert point["starting_stage"] == 1
    assert "late_seconds" not in point


def test_lesson_and_review_in_one_gap_are_one_review_from_stage_one(desk: Desk) -> None:
    desk.next_poll()
    item = desk.world.lessons()[0]
    desk.world.start(item)
    desk.pass_time(5 * HOUR)
    desk.world.review(item)
    desk.next_poll()
    all_exact(desk)
    assert "late_seconds" not in desk.points("review")[0]


def test_a_reset_that_was_never_confirmed_is_none(desk: Desk) -> None:
    (item,) = desk.items(1)
    desk.next_poll()
    desk.world.request_reset(1)
    desk.world.review(item)
    desk.next_poll()
    all_exact(desk)


def test_a_subject_that_moves_out_of_a_resets_way_keeps_its_reviews(desk: Desk) -> None:
    item = desk.item(stage=3)
    desk.world._open_level(2)
    desk.next_poll()
    desk.world.request_reset(2)
    desk.world.carry_out_reset()
    desk.world.move_subject(item, 3)
    desk.next_poll(DAY)
    desk.world.review(item, 1, 1)
    desk.next_poll()
    all_exact(desk)


def test_a_subject_that_moved_into_a_resets_way_is_reset_with_the_others(desk: Desk) -> None:
    item = desk.item(stage=3)
    desk.world._open_level(2)
    desk.next_poll()
    desk.world.review(item, 1, 1)
    desk.next_poll()
    desk.world.move_subject(item, 2)
    desk.next_poll(DAY)
    desk.world.request_reset(2)
    desk.world.carry_out_reset()
    desk.next_poll()
    desk.next_poll(DAY)
    all_exact(desk)


def test_a_subject_that_moved_out_of_a_resets_way_before_it_keeps_its_reviews(desk: Desk) -> None:
    item = desk.item(level=2, stage=3)
    desk.world._open_level(2)
    desk.next_poll()
    desk.world.review(item, 0, 1)
    desk.next_poll()
    desk.world.move_subject(item, 1)
    desk.world.request_reset(2)
    desk.world.carry_out_reset()
    desk.next_poll(5 * HOUR)
    desk.next_poll(5 * HOUR)
    desk.world.review(item, 1, 1)
    desk.next_poll()
    all_exact(desk)


def test_a_reset_to_a_higher_level_leaves_the_lower_ones_their_reviews(desk: Desk) -> None:
    before, after = desk.item("radical", stage=3), desk.item("kanji", stage=4)
    again = desk.item("radical", level=2, stage=3)
    desk.world._open_level(2)
    desk.next_poll()
    desk.world.review(before, 1)
    desk.pass_time(10 * MINUTE)
    desk.world.request_reset(2)
    desk.world.carry_out_reset()
    desk.world.review(after, 1, 1)
    desk.next_poll()
    desk.world.start(again)
    desk.pass_time(5 * HOUR)
    desk.world.review(again)
    desk.next_poll()
    all_exact(desk)
    rebuild_gives_the_same(desk)


@pytest.mark.parametrize("level", [2, 1], ids=["into its way", "and back out of it"])
def test_a_subject_moved_on_the_day_of_a_reset_loses_no_review(desk: Desk, level: int) -> None:
    item = desk.item("radical", stage=3)
    desk.world._open_level(2)
    desk.next_poll()
    desk.world.review(item, 1)
    desk.next_poll()
    desk.world.move_subject(item, 2)
    desk.world.request_reset(2)
    desk.world.carry_out_reset()
    desk.world.move_subject(item, level)
    desk.world.start(item)
    desk.pass_time(5 * HOUR)
    desk.world.review(item, 1)
    desk.next_poll()
    desk.next_poll(DAY)
    assert len(desk.found()) == len(desk.world.reviews) == 2
    assert desk.heartbeats_say("unexplained") == 0
