from datetime import datetime, timedelta

import pytest

from collector.simulator.world.account_rows import Facet, NotAllowed
from collector.simulator.world.world import World
from tests.simulator.world_moves import (
    NOON,
    assignment,
    bring_to,
    of_kind,
    pass_all,
    statistic,
    wait_for_review,
)


@pytest.fixture
def radical(world: World) -> int:
    return of_kind(world, "radical")[0]


@pytest.fixture
def kanji(world: World) -> int:
    """A kanji at stage 2, whose review is due now."""
    pass_all(world, of_kind(world, "radical"))
    subject_id = of_kind(world, "kanji")[0]
    bring_to(world, subject_id, 2)
    wait_for_review(world, subject_id)
    return subject_id


def test_a_lesson_brings_an_item_to_stage_one_due_after_the_accelerated_two_hours(
    world: World, radical: int
) -> None:
    world.advance(NOON + timedelta(minutes=40))
    world.start(radical)
    row = assignment(world, radical)
    assert (row.stage, row.started_at) == (1, NOON + timedelta(minutes=40))
    assert row.available_at == NOON + timedelta(hours=2)


def test_a_lesson_leaves_a_statistic_of_zeros_ten_to_fifteen_milliseconds_later(
    world: World, radical: int
) -> None:
    world.start(radical)
    row = statistic(world, radical)
    assert (row.meaning, row.reading) == (Facet(), Facet())
    assert _milliseconds(assignment(world, radical).changed_at, row.changed_at) in range(10, 16)


def test_a_lesson_cannot_be_done_twice_nor_while_locked(world: World, radical: int) -> None:
    world.start(radical)
    for subject_id in (radical, of_kind(world, "radical", level=2)[0]):
        with pytest.raises(NotAllowed):
            world.start(subject_id)


def test_a_review_stamps_the_assignment_at_its_moment_and_the_statistic_a_little_later(
    world: World, kanji: int
) -> None:
    world.advance(world.now + timedelta(minutes=7, microseconds=123_456))
    moment = world.now
    review = world.review(kanji)
    assert review.moment == assignment(world, kanji).changed_at == moment
    assert _milliseconds(moment, statistic(world, kanji).changed_at) in range(10, 16)


def test_no_stamp_lies_ahead_of_the_worlds_time(world: World, kanji: int) -> None:
    world.review(kanji)
    assert statistic(world, kanji).changed_at < world.now


def test_a_review_without_errors_adds_one_right_answer_to_each_facet(world: World, kanji: int) -> None:
    before = statistic(world, kanji).meaning.correct
    world.review(kanji)
    row = statistic(world, kanji)
    assert row.meaning.correct == row.reading.correct == before + 1
    assert row.meaning.incorrect == row.reading.incorrect == 0


def test_wrong_answers_are_counted_each_but_the_review_still_adds_exactly_one_right_answer(
    world: World, kanji: int
) -> None:
    before = statistic(world, kanji).meaning.correct
    world.review(kanji, meaning_wrong=3)
    row = statistic(world, kanji)
    assert (row.meaning.correct, row.meaning.incorrect) == (before + 1, 3)
    assert (row.reading.correct, row.reading.incorrect) == (before + 1, 0)


def test_a_facet_with_an_error_has_a_streak_of_one_and_keeps_its_longest(world: World, kanji: int) -> None:
    for wrong in (0, 1, 0):
        world.review(kanji, reading_wrong=wrong)
        wait_for_review(world, kanji)
    row = statistic(world, kanji)
    assert (row.meaning.current_streak, row.meaning.max_streak) == (4, 4)
    assert (row.reading.current_streak, row.reading.max_streak) == (2, 2)


def test_radicals_and_kana_words_are_asked_for_their_meaning_only(world: World, radical: int) -> None:
    for subject_id in (radical, of_kind(world, "kana_vocabulary")[0]):
        bring_to(world, subject_id, 2)
        assert statistic(world, subject_id).meaning.correct == 1
        assert statistic(world, subject_id).reading == Facet()
        wait_for_review(world, subject_id)
        with pytest.raises(NotAllowed):
            world.review(subject_id, reading_wrong=1)


def test_a_review_before_its_time_is_refused(world: World, kanji: int) -> None:
    world.review(kanji)
    with pytest.raises(NotAllowed):
        world.review(kanji)


def test_passing_is_stamped_the_first_time_only_and_a_fall_does_not_undo_it(world: World, kanji: int) -> None:
    bring_to(world, kanji, 5)
    passed_at = assignment(world, kanji).passed_at
    wait_for_review(world, kanji)
    world.review(kanji, meaning_wrong=1)
    bring_to(world, kanji, 5)
    assert passed_at is not None
    assert assignment(world, kanji).passed_at == passed_at


def test_a_burned_item_has_no_next_review(world: World, radical: int) -> None:
    bring_to(world, radical, 9)
    row = assignment(world, radical)
    assert row.burned_at is not None
    assert row.available_at is None
    world.advance(world.now + timedelta(days=1000))
    assert radical not in world.due()


def test_a_resurrected_item_is_back_at_stage_one_and_keeps_that_it_was_burned(
    world: World, radical: int
) -> None:
    bring_to(world, radical, 9)
    row = assignment(world, radical)
    stamps = (row.started_at, row.passed_at, row.burned_at)
    world.resurrect(radical)
    assert (row.stage, row.resurrected_at, row.available_at is None) == (1, row.changed_at, False)
    assert (row.started_at, row.passed_at, row.burned_at) == stamps
    bring_to(world, radical, 9)
    assert row.burned_at == stamps[2]


def test_only_a_burned_item_can_be_resurrected(world: World, radical: int) -> None:
    world.start(radical)
    with pytest.raises(NotAllowed):
        world.resurrect(radical)


def test_the_truth_about_a_review_is_kept(world: World, kanji: int) -> None:
    due_at = assignment(world, kanji).available_at
    world.advance(world.now + timedelta(hours=3))
    review = world.review(kanji, meaning_wrong=1, reading_wrong=2)
    assert world.reviews[-1] is review
    assert (review.id, review.subject_id) == (len(world.reviews), kanji)
    assert (review.starting_stage, review.ending_stage) == (2, 1)
    assert (review.meaning_wrong, review.reading_wrong) == (1, 2)
    assert review.due_at == due_at
    assert review.assignment_id == assignment(world, kanji).id


def test_time_never_goes_back(world: World) -> None:
    world.advance(NOON + timedelta(hours=5))
    world.advance(NOON)
    assert world.now == NOON + timedelta(hours=5)


def test_a_moment_without_a_zone_is_refused(world: World) -> None:
    with pytest.raises(ValueError, match="time zone"):
        world.advance(datetime(2030, 1, 1))  # noqa: DTZ001 - the mistake under test


def _milliseconds(earlier: datetime, later: datetime) -> int:
    return (later - earlier) // timedelta(milliseconds=1)
