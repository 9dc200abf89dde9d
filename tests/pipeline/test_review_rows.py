"""Rows of `/reviews`, should they come again, and what was there before the collector could look."""

from datetime import timedelta
from pathlib import Path

import pytest

from collector.simulator.learner.learner import Learner
from collector.simulator.world import account_rows
from tests.harness import DAY, HOUR
from tests.lines import of
from tests.reconstruction import truth
from tests.scenarios.scene import (
    ROUND_THE_CLOCK,
    RowsOfReviews,
    Scene,
    all_exact,
    nanosecond,
    rebuild_gives_the_same,
)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A small world that moves only as the test says."""
    return Scene(tmp_path / "state")


@pytest.fixture
def learning(tmp_path: Path) -> Scene:
    """A learner who studies round the clock in the small world."""
    scene = Scene(tmp_path / "state")
    scene.items(14)
    scene.learner = Learner(scene.world, seed=5, habits=ROUND_THE_CLOCK)
    return scene


def _polled(scene: Scene, transport: RowsOfReviews) -> int:
    report = scene.poll(transport)
    assert report.problem is None
    return report.reviews_found


def _as_rows_say(scene: Scene) -> None:
    """Each review there was is a point at the moment its row says, and nothing is inferred."""
    true = sorted(scene.world.reviews, key=lambda one: one.moment)
    points = of(scene.database(), "review")
    assert [time // 1000 * 1000 for time, _ in points] == [nanosecond(one.moment) for one in true]
    facts = ("assignment_id", "starting_stage", "ending_stage", "meaning_incorrect", "reading_incorrect")
    assert [[fields[name] for name in facts] for _, fields in points] == [
        [one.assignment_id, one.starting_stage, one.ending_stage, one.meaning_wrong, one.reading_wrong]
        for one in true
    ]
    assert {fields["inferred"] for _, fields in points} == {0}
    assert scene.heartbeats_say("unexplained") == 0


def test_rows_of_the_time_before_the_first_poll_become_reviews_once(learning: Scene) -> None:
    transport = RowsOfReviews(learning, lambda: learning.world.reviews)
    learning.pass_time(4 * DAY)
    learning.learner = None
    assert len(learning.world.reviews) > 50
    for _ in range(3):
        _polled(learning, transport)
        learning.pass_time(HOUR)
    _as_rows_say(learning)
    assert learning.heartbeats_say("reviews_found") == 0, "only live ones are found"
    for name in ("session", "study_hour", "study_day"):
        assert sum(int(fields["reviews"]) for fields in learning.points(name)) == len(learning.world.reviews)
    assert len(learning.points("study_day")) == 5
    lessons = of(learning.database(), "milestone", kind="started")
    counted = [
        time for time, _ in lessons if time >= nanosecond(min(one.moment for one in learning.world.reviews))
    ]
    assert sum(int(fields["lessons"]) for fields in learning.points("study_day")) == len(counted)
    rebuild_gives_the_same(learning)


def test_an_archive_that_comes_after_years_still_becomes_reviews_once(learning: Scene) -> None:
    learning.pass_time(3 * DAY)
    learning.good_poll()
    past = list(learning.world.reviews)
    learning.poll_hourly(10)
    live = len(learning.world.reviews) - len(past)
    assert len(learning.points("review")) <= live
    transport = RowsOfReviews(learning, lambda: past)
    learning.learner = None
    for _ in range(3):
        learning.pass_time(HOUR)
        _polled(learning, transport)
    assert len(learning.points("review")) == len(learning.world.reviews)
    rebuild_gives_the_same(learning)


def test_a_row_of_a_live_review_meets_it(learning: Scene) -> None:
    transport = RowsOfReviews(learning, lambda: learning.world.reviews)
    _polled(learning, transport)
    found = 0
    for _ in range(30):
        learning.pass_time(HOUR)
        found += _polled(learning, transport)
    learning.learner = None
    learning.pass_time(HOUR)
    found += _polled(learning, transport)
    assert found == len(learning.world.reviews) > 10
    _as_rows_say(learning)
    assert all("late_seconds" in fields for fields in learning.points("review"))


def test_a_row_that_comes_polls_after_its_review_adds_nothing(scene: Scene) -> None:
    shown: list[account_rows.Review] = []
    transport = RowsOfReviews(scene, lambda: shown)
    items = scene.items(3)
    scene.pass_time(HOUR)
    _polled(scene, transport)
    for item in items:
        scene.world.review(item, 1)
        scene.pass_time(HOUR)
        _polled(scene, transport)
    shown.extend(scene.world.reviews)
    for _ in range(2):
        scene.pass_time(HOUR)
        _polled(scene, transport)
    all_exact(scene)


def test_polled_once_a_week_rows_say_what_could_only_be_guessed(learning: Scene) -> None:
    transport = RowsOfReviews(learning, lambda: learning.world.reviews)
    _polled(learning, transport)
    for _ in range(2):
        learning.pass_time(timedelta(weeks=1))
        _polled(learning, transport)
    learning.learner = None
    learning.pass_time(HOUR)
    _polled(learning, transport)
    assert max(len(each) for each in truth.of_each(learning.world.reviews).values()) > 3
    _as_rows_say(learning)
    rebuild_gives_the_same(learning)


def test_without_rows_the_same_weeks_have_as_many_reviews(learning: Scene) -> None:
    learning.good_poll()
    for _ in range(2):
        learning.next_poll(timedelta(weeks=1))
    learning.learner = None
    learning.next_poll()
    assert truth.sums(learning.found()) == truth.true_sums(learning.world.reviews)
    assert learning.heartbeats_say("unexplained") == 0
    rebuild_gives_the_same(learning)


@pytest.mark.parametrize("later", [0, 2], ids=["complete at the next poll", "reviewed twice more until then"])
def test_rows_of_an_item_that_is_held_are_no_second_reviews(scene: Scene, later: int) -> None:
    item = scene.item()
    wire = RowsOfReviews(scene, lambda: scene.world.reviews)
    scene.pass_time(HOUR)
    _polled(scene, wire)
    scene.world.review(item)
    scene.api.before("assignments", lambda: scene.world.review(item, 1))
    scene.pass_time(8 * HOUR)
    _polled(scene, wire)
    for _ in range(later):
        scene.pass_time(8 * HOUR)
        scene.world.review(item)
    for _ in range(2):
        scene.pass_time(HOUR)
        _polled(scene, wire)
    assert len(scene.found()) == len(scene.world.reviews) == 2 + later
    assert scene.heartbeats_say("unexplained") == 0


def test_a_row_for_one_of_several_reviews_leaves_the_sums_right(scene: Scene) -> None:
    item = scene.item("radical", stage=4)
    wire = RowsOfReviews(scene, lambda: scene.world.reviews[1:])
    scene.pass_time(HOUR)
    _polled(scene, wire)
    scene.world.review(item, 1)
    scene.pass_time(30 * HOUR)
    scene.world.review(item, 3)
    scene.pass_time(HOUR)
    _polled(scene, wire)
    assert truth.sums(scene.found()) == truth.true_sums(scene.world.reviews)
