"""What changes an account and is no study: never taken for reviews, and never in the way of finding them."""

from datetime import timedelta
from pathlib import Path

import pytest

from tests.harness import DAY, HOUR
from tests.lines import of
from tests.reconstruction import truth
from tests.scenarios.desk import (
    MINUTE,
    Desk,
    all_exact,
    nanosecond,
    rebuild_gives_the_same,
    studied_for_two_days,
)


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """A small world that moves only as the test says."""
    return Desk(tmp_path / "state")


def _nothing_found(desk: Desk) -> None:
    assert desk.points("review") == []
    assert desk.heartbeats_say("reviews_found") == 0
    assert desk.heartbeats_say("unexplained") == 0


def test_a_resurrection_is_no_review_and_the_next_review_starts_at_stage_one(desk: Desk) -> None:
    item = desk.item(stage=9)
    desk.next_poll()
    desk.world.resurrect(item)
    desk.next_poll()
    _nothing_found(desk)
    desk.next_poll(5 * HOUR)
    desk.world.review(item)
    desk.next_poll()
    all_exact(desk)
    assert desk.points("review")[0]["late_seconds"] == truth.late_seconds(desk.world.reviews[0])


def test_burned_and_resurrected_in_one_gap_is_the_review_that_burned_it(desk: Desk) -> None:
    item = desk.item(stage=8)
    desk.next_poll()
    desk.world.review(item)
    desk.pass_time(10 * MINUTE)
    desk.world.resurrect(item)
    desk.next_poll()
    all_exact(desk)
    assert desk.points("review")[0]["ending_stage"] == 9


def test_burned_resurrected_and_reviewed_in_one_gap_are_two_reviews(desk: Desk) -> None:
    item = desk.item(stage=8)
    desk.next_poll()
    desk.world.review(item)
    desk.world.resurrect(item)
    desk.pass_time(5 * HOUR)
    desk.world.review(item, 1)
    desk.next_poll()
    stages = [(one.starting_stage, one.ending_stage, one.meaning_incorrect) for one in desk.found()]
    assert stages == [(8, 9, 0), (1, 1, 1)]
    assert desk.heartbeats_say("unexplained") == 0


def test_an_item_hidden_and_shown_again_was_not_reviewed(desk: Desk) -> None:
    item = desk.item(stage=3)
    desk.next_poll()
    desk.world.hide(item)
    desk.next_poll()
    desk.world.show(item)
    desk.next_poll()
    _nothing_found(desk)
    desk.world.review(item, 0, 1)
    desk.next_poll()
    all_exact(desk)


def test_an_item_reviewed_and_then_hidden_keeps_its_review(desk: Desk) -> None:
    item = desk.item(stage=3)
    desk.next_poll()
    true = desk.world.review(item, 2, 1)
    desk.pass_time(10 * MINUTE)
    desk.world.hide(item)
    desk.next_poll()
    (found,) = desk.found()
    assert truth.sums([found]) == (1, 2, 1)
    assert (found.starting_stage, found.ending_stage) == (true.starting_stage, true.ending_stage)
    assert found.inferred
    assert desk.heartbeats_say("unexplained") == 0


@pytest.mark.parametrize("cleared", [False, True], ids=["due times kept", "due times cleared"])
def test_a_vacation_is_no_review_and_lateness_is_told_only_where_it_was_seen(
    desk: Desk, cleared: bool
) -> None:
    due, later, last = desk.item(number=0), desk.item(number=1), desk.item(number=2, due_in=8 * HOUR)
    desk.next_poll()
    desk.world.review(later)
    desk.world.begin_vacation()
    if cleared:
        desk.world.clear_due_times()
    desk.next_poll()
    for _ in range(4):
        desk.next_poll(DAY)
    desk.world.end_vacation()
    desk.pass_time(MINUTE)
    desk.world.review(due, 1)
    desk.next_poll()
    for _ in range(10):
        desk.next_poll()
    desk.world.review(last)
    desk.next_poll()
    reviews = {int(one.subject_id): one for one in desk.found()}
    assert [(reviews[item].starting_stage, reviews[item].ending_stage) for item in (later, due, last)] == [
        (1, 2), (1, 1), (1, 2),
    ]  # fmt: skip
    assert len(desk.found()) == 3
    assert [reviews[item].late_seconds is None for item in (later, due, last)] == [True, True, False]
    assert reviews[last].late_seconds == truth.late_seconds(desk.world.reviews[-1])
    assert desk.heartbeats_say("unexplained") == 0
    rebuild_gives_the_same(desk)


def test_a_vacation_begun_and_ended_in_one_gap_is_no_review(desk: Desk) -> None:
    items = desk.items(3)
    desk.next_poll()
    desk.world.begin_vacation()
    desk.pass_time(7 * HOUR)
    desk.world.end_vacation()
    desk.next_poll()
    _nothing_found(desk)
    desk.pass_time(8 * HOUR)
    desk.world.review(items[0], 1)
    desk.next_poll()
    all_exact(desk)


def test_a_free_account_above_level_three_loses_no_review(desk: Desk) -> None:
    low, high = desk.item(level=3), desk.item(level=4)
    desk.item(number=1, due_in=DAY)
    desk.next_poll()
    desk.world.set_subscription(active=False, type="free", max_level_granted=3)
    desk.world.review(low, 1)
    desk.next_poll()
    desk.world.set_subscription(active=True, type="recurring", max_level_granted=60)
    desk.world.review(high, 0, 1)
    desk.next_poll()
    all_exact(desk)
    assert [one.late_seconds for one in desk.found()] == [
        truth.late_seconds(one) for one in desk.world.reviews
    ]


def test_a_statistic_that_appears_with_the_first_review_is_that_review(desk: Desk) -> None:
    desk.world.statistics_with_lessons = False
    for item in desk.items(3):
        desk.next_poll()
        assert desk.world.statistic(item) is None
        desk.world.review(item, 1, 2)
    desk.next_poll()
    all_exact(desk)


@pytest.mark.parametrize("kind", ["radical", "kana_vocabulary"])
def test_a_stray_reading_count_says_nothing(desk: Desk, kind: str) -> None:
    item = desk.item(kind)
    desk.next_poll()
    desk.counters(item).reading.correct = 3
    desk.counters(item).reading.incorrect = 1
    desk.world.touch([item])
    desk.next_poll()
    _nothing_found(desk)
    desk.world.review(item, 1)
    desk.next_poll()
    all_exact(desk)
    assert "reading_correct" not in desk.points("review")[0]


def test_edits_of_all_rows_at_once_are_no_reviews(desk: Desk) -> None:
    studied_for_two_days(desk)
    before = len(desk.world.reviews)
    for _ in range(3):
        desk.world.touch([subject.id for subject in desk.world.subjects])
        desk.next_poll()
    assert len(desk.world.reviews) == before
    all_exact(desk)


@pytest.mark.parametrize("srs_stage", [1, 4, 5, 8])
@pytest.mark.parametrize("wrong", [(0, 0), (1, 2)])
def test_an_edit_after_a_review_leaves_one_review_that_is_marked(
    desk: Desk, srs_stage: int, wrong: tuple[int, int]
) -> None:
    item = desk.item(stage=srs_stage)
    desk.next_poll()
    true = desk.world.review(item, *wrong)
    desk.pass_time(20 * MINUTE)
    desk.world.touch([subject.id for subject in desk.world.subjects])
    desk.next_poll()
    desk.next_poll()
    (found,) = desk.found()
    assert truth.sums([found]) == truth.true_sums([true])
    assert (found.starting_stage, found.ending_stage) == (true.starting_stage, true.ending_stage)
    assert found.inferred or truth.Exactly.of(found) == truth.exactly(desk.world, true)
    assert desk.heartbeats_say("unexplained") == 0


def test_an_edit_that_moves_a_stage_is_unexplained_and_no_review(desk: Desk) -> None:
    item = desk.item(stage=3)
    desk.next_poll()
    desk.world._place(desk.row(item), 5, desk.world.now + DAY)
    desk.world.assignments.stamp(desk.row(item), desk.world._write())
    report = desk.next_poll()
    assert len(report.unexplained) == 1
    assert report.unexplained[0].startswith("kanji ")
    assert desk.next_poll().unexplained == ()
    assert desk.points("review") == []
    assert desk.heartbeats_say("unexplained") == 1


def test_a_counter_that_falls_without_a_reset_is_waited_for_once_and_then_unexplained(desk: Desk) -> None:
    (item,) = desk.items(1)
    desk.next_poll()
    desk.world.review(item, 1)
    desk.next_poll()
    counters = desk.counters(item)
    counters.meaning.correct -= 1
    desk.world.statistics.stamp(counters, desk.world._write())
    assert desk.next_poll(MINUTE).unexplained == ()
    assert len(desk.next_poll().unexplained) == 1
    assert desk.next_poll().unexplained == ()
    assert len(desk.points("review")) == 1
    desk.pass_time(5 * HOUR)
    desk.world.review(item)
    desk.next_poll()
    assert truth.Exactly.of(desk.found()[-1]) == truth.exactly(desk.world, desk.world.reviews[-1])
    assert desk.heartbeats_say("unexplained") == 1
    rebuild_gives_the_same(desk)


def test_twenty_reviews_uploaded_at_once_are_twenty_points_and_one_session(desk: Desk) -> None:
    items = [*desk.items(16), *(desk.item("kanji", number) for number in range(4))]
    desk.next_poll()
    for number, item in enumerate(items):
        desk.world.review(item, number % 2)
    desk.next_poll()
    all_exact(desk)
    assert len(of(desk.database(), "review")) == 20
    assert [one["reviews"] for one in desk.points("session")] == [20]


def test_reviews_of_one_microsecond_are_points_of_their_own(desk: Desk) -> None:
    items = desk.items(12)
    desk.next_poll()
    at = desk.world.now + timedelta(seconds=3)
    for item in items:
        desk.review_at(item, at, item % 2)
    desk.next_poll()
    all_exact(desk)
    assert [time for time, _ in of(desk.database(), "review")] == sorted(
        nanosecond(at) + true.assignment_id % 1000 for true in desk.world.reviews
    )
    rebuild_gives_the_same(desk)
