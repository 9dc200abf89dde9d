"""Going back to an earlier level: no failures, no reviews, and what is studied again is found."""

from pathlib import Path

import pytest

from collector.simulator.world.levels import open_level
from collector.simulator.world.resetting import reset_assignment, reset_statistic
from tests.harness import DAY, HOUR
from tests.scenarios.scene import (
    MINUTE,
    SECOND,
    Scene,
    all_exact,
    rebuild_gives_the_same,
    studied_for_two_days,
)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A small world that moves only as the test says."""
    return Scene(tmp_path / "state")


def _fresh_lesson_and_review(scene: Scene) -> None:
    """Do a lesson as after a reset, and its first review with one wrong answer; poll hourly meanwhile."""
    item = scene.world.lessons()[0]
    scene.world.start(item)
    for _ in range(5):
        scene.next_poll()
    scene.world.review(item, 1)
    scene.next_poll()


def test_a_reset_seen_between_its_own_steps_takes_no_review_away_and_adds_none(scene: Scene) -> None:
    studied_for_two_days(scene)
    scene.world.request_reset(1)
    scene.next_poll(MINUTE)
    scene.world.confirm_reset()
    scene.next_poll(SECOND)
    scene.api.before("assignments", scene.world.carry_out_reset)
    scene.next_poll(SECOND)
    scene.next_poll()
    all_exact(scene)
    _fresh_lesson_and_review(scene)
    all_exact(scene)
    assert scene.found()[-1].starting_stage == 1
    rebuild_gives_the_same(scene)


def test_a_reset_whose_assignments_are_back_before_its_statistics_is_waited_for(scene: Scene) -> None:
    studied_for_two_days(scene)
    world = scene.world
    world.request_reset(1)
    world.confirm_reset()
    scene.pass_time(5 * SECOND)
    for assignment in world.assignments:
        reset_assignment(world.state, assignment, world.state.write_stamp())
    scene.next_poll(SECOND)
    scene.next_poll(20 * SECOND)
    for statistic in world.statistics:
        reset_statistic(world.state, statistic, world.state.write_stamp())
    scene.next_poll(SECOND)
    scene.next_poll()
    all_exact(scene)
    rebuild_gives_the_same(scene)


@pytest.mark.parametrize("polled", [True, False], ids=["with a poll in between", "in one gap"])
def test_two_resets_in_a_row_are_no_failures(scene: Scene, polled: bool) -> None:
    studied_for_two_days(scene)
    for _ in range(2):
        scene.world.request_reset(1)
        scene.world.carry_out_reset()
        scene.pass_time(10 * MINUTE)
        if polled:
            scene.good_poll()
    scene.next_poll()
    all_exact(scene)
    _fresh_lesson_and_review(scene)
    all_exact(scene)


def test_reset_lesson_and_review_in_one_gap_are_one_review_from_stage_one(scene: Scene) -> None:
    item = scene.item("radical", stage=6)
    scene.next_poll()
    scene.world.request_reset(1)
    scene.world.carry_out_reset()
    scene.world.start(item)
    scene.pass_time(5 * HOUR)
    scene.world.review(item, 2)
    scene.next_poll()
    all_exact(scene)
    (point,) = scene.points("review")
    assert point["starting_stage"] == 1
    assert "late_seconds" not in point


def test_lesson_and_review_in_one_gap_are_one_review_from_stage_one(scene: Scene) -> None:
    scene.next_poll()
    item = scene.world.lessons()[0]
    scene.world.start(item)
    scene.pass_time(5 * HOUR)
    scene.world.review(item)
    scene.next_poll()
    all_exact(scene)
    assert "late_seconds" not in scene.points("review")[0]


def test_a_reset_that_was_never_confirmed_is_none(scene: Scene) -> None:
    (item,) = scene.items(1)
    scene.next_poll()
    scene.world.request_reset(1)
    scene.world.review(item)
    scene.next_poll()
    all_exact(scene)


def test_a_subject_that_moves_out_of_a_resets_way_keeps_its_reviews(scene: Scene) -> None:
    item = scene.item(stage=3)
    open_level(scene.world.state, 2)
    scene.next_poll()
    scene.world.request_reset(2)
    scene.world.carry_out_reset()
    scene.world.move_subject(item, 3)
    scene.next_poll(DAY)
    scene.world.review(item, 1, 1)
    scene.next_poll()
    all_exact(scene)


def test_a_subject_that_moved_into_a_resets_way_is_reset_with_the_others(scene: Scene) -> None:
    item = scene.item(stage=3)
    open_level(scene.world.state, 2)
    scene.next_poll()
    scene.world.review(item, 1, 1)
    scene.next_poll()
    scene.world.move_subject(item, 2)
    scene.next_poll(DAY)
    scene.world.request_reset(2)
    scene.world.carry_out_reset()
    scene.next_poll()
    scene.next_poll(DAY)
    all_exact(scene)


def test_a_subject_that_moved_out_of_a_resets_way_before_it_keeps_its_reviews(scene: Scene) -> None:
    item = scene.item(level=2, stage=3)
    open_level(scene.world.state, 2)
    scene.next_poll()
    scene.world.review(item, 0, 1)
    scene.next_poll()
    scene.world.move_subject(item, 1)
    scene.world.request_reset(2)
    scene.world.carry_out_reset()
    scene.next_poll(5 * HOUR)
    scene.next_poll(5 * HOUR)
    scene.world.review(item, 1, 1)
    scene.next_poll()
    all_exact(scene)


def test_a_reset_to_a_higher_level_leaves_the_lower_ones_their_reviews(scene: Scene) -> None:
    before, after = scene.item("radical", stage=3), scene.item("kanji", stage=4)
    again = scene.item("radical", level=2, stage=3)
    open_level(scene.world.state, 2)
    scene.next_poll()
    scene.world.review(before, 1)
    scene.pass_time(10 * MINUTE)
    scene.world.request_reset(2)
    scene.world.carry_out_reset()
    scene.world.review(after, 1, 1)
    scene.next_poll()
    scene.world.start(again)
    scene.pass_time(5 * HOUR)
    scene.world.review(again)
    scene.next_poll()
    all_exact(scene)
    rebuild_gives_the_same(scene)


@pytest.mark.parametrize("level", [2, 1], ids=["into its way", "and back out of it"])
def test_a_subject_moved_on_the_day_of_a_reset_loses_no_review(scene: Scene, level: int) -> None:
    item = scene.item("radical", stage=3)
    open_level(scene.world.state, 2)
    scene.next_poll()
    scene.world.review(item, 1)
    scene.next_poll()
    scene.world.move_subject(item, 2)
    scene.world.request_reset(2)
    scene.world.carry_out_reset()
    scene.world.move_subject(item, level)
    scene.world.start(item)
    scene.pass_time(5 * HOUR)
    scene.world.review(item, 1)
    scene.next_poll()
    scene.next_poll(DAY)
    assert len(scene.found()) == len(scene.world.reviews) == 2
    assert scene.heartbeats_say("unexplained") == 0
