"""What changes an account and is no study: never taken for reviews, and never in the way of finding them."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.harness import DAY, HOUR
from tests.lines import of
from tests.reconstruction import truth
from tests.scenarios.scene import (
    MINUTE,
    Scene,
    all_exact,
    nanosecond,
    rebuild_gives_the_same,
    studied_for_two_days,
)


@pytest.fixture
def scene(tmp_path: Path) -> Scene:
    """A small world that moves only as the test says."""
    return Scene(tmp_path / "state")


def _nothing_found(scene: Scene) -> None:
    assert scene.points("review") == []
    assert scene.heartbeats_say("reviews_found") == 0
    assert scene.heartbeats_say("unexplained") == 0


def test_a_resurrection_is_no_review_and_the_next_review_starts_at_stage_one(scene: Scene) -> None:
    item = scene.item(stage=9)
    scene.next_poll()
    scene.world.resurrect(item)
    scene.next_poll()
    _nothing_found(scene)
    scene.next_poll(5 * HOUR)
    scene.world.review(item)
    scene.next_poll()
    all_exact(scene)
    assert scene.points("review")[0]["late_seconds"] == truth.late_seconds(scene.world.reviews[0])


def test_burned_and_resurrected_in_one_gap_is_the_review_that_burned_it(scene: Scene) -> None:
    item = scene.item(stage=8)
    scene.next_poll()
    scene.world.review(item)
    scene.pass_time(10 * MINUTE)
    scene.world.resurrect(item)
    scene.next_poll()
    all_exact(scene)
    assert scene.points("review")[0]["ending_stage"] == 9


def test_burned_resurrected_and_reviewed_in_one_gap_are_two_reviews(scene: Scene) -> None:
    item = scene.item(stage=8)
    scene.next_poll()
    scene.world.review(item)
    scene.world.resurrect(item)
    scene.pass_time(5 * HOUR)
    scene.world.review(item, 1)
    scene.next_poll()
    stages = [(one.starting_stage, one.ending_stage, one.meaning_incorrect) for one in scene.found()]
    assert stages == [(8, 9, 0), (1, 1, 1)]
    assert scene.heartbeats_say("unexplained") == 0


def test_an_item_hidden_and_shown_again_was_not_reviewed(scene: Scene) -> None:
    item = scene.item(stage=3)
    scene.next_poll()
    scene.world.hide(item)
    scene.next_poll()
    scene.world.show(item)
    scene.next_poll()
    _nothing_found(scene)
    scene.world.review(item, 0, 1)
    scene.next_poll()
    all_exact(scene)


def test_an_item_reviewed_and_then_hidden_keeps_its_review(scene: Scene) -> None:
    item = scene.item(stage=3)
    scene.next_poll()
    true = scene.world.review(item, 2, 1)
    scene.pass_time(10 * MINUTE)
    scene.world.hide(item)
    scene.next_poll()
    (found,) = scene.found()
    assert truth.sums([found]) == (1, 2, 1)
    assert (found.starting_stage, found.ending_stage) == (true.starting_stage, true.ending_stage)
    assert found.inferred
    assert scene.heartbeats_say("unexplained") == 0


@pytest.mark.parametrize("cleared", [False, True], ids=["due times kept", "due times cleared"])
def test_a_vacation_is_no_review_and_lateness_is_told_only_where_it_was_seen(
    scene: Scene, cleared: bool
) -> None:
    due, later, last = scene.item(number=0), scene.item(number=1), scene.item(number=2, due_in=8 * HOUR)
    scene.next_poll()
    scene.world.review(later)
    scene.world.begin_vacation()
    if cleared:
        scene.world.clear_due_times()
    scene.next_poll()
    for _ in range(4):
        scene.next_poll(DAY)
    scene.world.end_vacation()
    scene.pass_time(MINUTE)
    scene.world.review(due, 1)
    scene.next_poll()
    for _ in range(10):
        scene.next_poll()
    scene.world.review(last)
    scene.next_poll()
    reviews = {int(one.subject_id): one for one in scene.found()}
    assert [(reviews[item].starting_stage, reviews[item].ending_stage) for item in (later, due, last)] == [
        (1, 2), (1, 1), (1, 2),
    ]  # fmt: skip
    assert len(scene.found()) == 3
    assert [reviews[item].late_seconds is None for item in (later, due, last)] == [True, True, False]
    assert reviews[last].late_seconds == truth.late_seconds(scene.world.reviews[-1])
    assert scene.heartbeats_say("unexplained") == 0
    rebuild_gives_the_same(scene)


def test_a_vacation_begun_and_ended_in_one_gap_is_no_review(scene: Scene) -> None:
    items = scene.items(3)
    scene.next_poll()
    scene.world.begin_vacation()
    scene.pass_time(7 * HOUR)
    scene.world.end_vacation()
    scene.next_poll()
    _nothing_found(scene)
    scene.pass_time(8 * HOUR)
    scene.world.review(items[0], 1)
    scene.next_poll()
    all_exact(scene)


def test_a_free_account_above_level_three_loses_no_review(scene: Scene) -> None:
    low, high = scene.item(level=3), scene.item(level=4)
    scene.item(number=1, due_in=DAY)
    scene.next_poll()
    scene.world.set_subscription(active=False, type="free", max_level_granted=3)
    scene.world.review(low, 1)
    scene.next_poll()
    scene.world.set_subscription(active=True, type="recurring", max_level_granted=60)
    scene.world.review(high, 0, 1)
    scene.next_poll()
    all_exact(scene)
    assert [one.late_seconds for one in scene.found()] == [
        truth.late_seconds(one) for one in scene.world.reviews
    ]


def test_a_statistic_that_appears_with_the_first_review_is_that_review(scene: Scene) -> None:
    scene.world.state.statistics_with_lessons = False
    for item in scene.items(3):
        scene.next_poll()
        assert scene.world.statistic(item) is None
        scene.world.review(item, 1, 2)
    scene.next_poll()
    all_exact(scene)


@pytest.mark.parametrize("kind", ["radical", "kana_vocabulary"])
def test_a_stray_reading_count_says_nothing(scene: Scene, kind: str) -> None:
    item = scene.item(kind)
    scene.next_poll()
    scene.counters(item).reading.correct = 3
    scene.counters(item).reading.incorrect = 1
    scene.world.touch([item])
    scene.next_poll()
    _nothing_found(scene)
    scene.world.review(item, 1)
    scene.next_poll()
    all_exact(scene)
    assert "reading_correct" not in scene.points("review")[0]


def test_edits_of_all_rows_at_once_are_no_reviews(scene: Scene) -> None:
    studied_for_two_days(scene)
    before = len(scene.world.reviews)
    for _ in range(3):
        scene.world.touch([subject.id for subject in scene.world.subjects])
        scene.next_poll()
    assert len(scene.world.reviews) == before
    all_exact(scene)


@pytest.mark.parametrize("srs_stage", [1, 4, 5, 8])
@pytest.mark.parametrize("wrong", [(0, 0), (1, 2)])
def test_an_edit_after_a_review_leaves_one_review_that_is_marked(
    scene: Scene, srs_stage: int, wrong: tuple[int, int]
) -> None:
    item = scene.item(stage=srs_stage)
    scene.next_poll()
    true = scene.world.review(item, *wrong)
    scene.pass_time(20 * MINUTE)
    scene.world.touch([subject.id for subject in scene.world.subjects])
    scene.next_poll()
    scene.next_poll()
    (found,) = scene.found()
    assert truth.sums([found]) == truth.true_sums([true])
    assert (found.starting_stage, found.ending_stage) == (true.starting_stage, true.ending_stage)
    assert found.inferred or truth.Exactly.of(found) == truth.exactly(scene.world, true)
    assert scene.heartbeats_say("unexplained") == 0


def test_an_edit_that_moves_a_stage_is_unexplained_and_no_review(scene: Scene) -> None:
    item = scene.item(stage=3)
    scene.next_poll()
    scene.world.state.place(scene.row(item), 5, scene.world.now + DAY)
    scene.world.assignments.stamp(scene.row(item), scene.world.state.write_stamp())
    report = scene.next_poll()
    assert len(report.unexplained) == 1
    assert report.unexplained[0].startswith("kanji ")
    assert scene.next_poll().unexplained == ()
    assert scene.points("review") == []
    assert scene.heartbeats_say("unexplained") == 1


def test_a_counter_that_falls_without_a_reset_is_waited_for_once_and_then_unexplained(scene: Scene) -> None:
    (item,) = scene.items(1)
    scene.next_poll()
    scene.world.review(item, 1)
    scene.next_poll()
    counters = scene.counters(item)
    counters.meaning.correct -= 1
    scene.world.statistics.stamp(counters, scene.world.state.write_stamp())
    assert scene.next_poll(MINUTE).unexplained == ()
    assert len(scene.next_poll().unexplained) == 1
    assert scene.next_poll().unexplained == ()
    assert len(scene.points("review")) == 1
    scene.pass_time(5 * HOUR)
    scene.world.review(item)
    scene.next_poll()
    assert truth.Exactly.of(scene.found()[-1]) == truth.exactly(scene.world, scene.world.reviews[-1])
    assert scene.heartbeats_say("unexplained") == 1
    rebuild_gives_the_same(scene)


def test_twenty_reviews_uploaded_at_once_are_twenty_points_and_one_session(scene: Scene) -> None:
    items = [*scene.items(16), *(scene.item("kanji", number) for number in range(4))]
    scene.next_poll()
    for number, item in enumerate(items):
        scene.world.review(item, number % 2)
    scene.next_poll()
    all_exact(scene)
    assert len(of(scene.database(), "review")) == 20
    assert [one["reviews"] for one in scene.points("session")] == [20]


def test_reviews_of_one_microsecond_are_points_of_their_own(scene: Scene) -> None:
    items = scene.items(12)
    scene.next_poll()
    at = scene.world.now + timedelta(seconds=3)
    for item in items:
        scene.review_at(item, at, item % 2)
    scene.next_poll()
    all_exact(scene)
    assert [time for time, _ in of(scene.database(), "review")] == sorted(
        nanosecond(at) + true.assignment_id % 1000 for true in scene.world.reviews
    )
    rebuild_gives_the_same(scene)
