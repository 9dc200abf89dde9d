"""Lessons, burnings and resurrections: where the reviews of an item begin within a gap."""

from dataclasses import replace

from collector.reconstruction.reconstruct import compare
from collector.reconstruction.snapshots import OneReview, SeveralReviews, Unexplained
from tests.reconstruction.items import (
    burned,
    comparison,
    edited,
    found,
    item_state,
    learned,
    lesson_waits,
    resurrected,
    reviewed,
    window,
)
from tests.statistics.items import after

HALF_PAST = after(0.5)


def test_lesson_and_first_review_can_lie_in_one_gap() -> None:
    now = reviewed(learned(lesson_waits(), after(0.2)), after(4.3))
    assert compare(comparison(lesson_waits(), now), window(5)) == OneReview(found(after(4.3), (1, 2)))


def test_lesson_and_several_reviews_can_lie_in_one_gap() -> None:
    first = reviewed(learned(lesson_waits(), after(0.2)), after(4.3))
    now = reviewed(first, after(14))
    assert compare(comparison(lesson_waits(), now), window(15)) == SeveralReviews(
        (found(after(4), (1, 2), inferred=True), found(after(14), (2, 3)))
    )


def test_an_item_is_burned_and_resurrected_in_one_gap() -> None:
    before = item_state(stage=8, passed_at=after(-5000))
    now = resurrected(reviewed(before, after(0.2)), HALF_PAST)
    assert compare(comparison(before, now), window()) == OneReview(
        found(after(0.2), (8, 9), late_seconds=720)
    )


def test_an_item_is_burned_and_resurrected_and_reviewed_in_one_gap() -> None:
    before = item_state(stage=8, passed_at=after(-5000))
    burning = reviewed(before, after(0.2))
    now = reviewed(resurrected(burning, HALF_PAST), after(5))
    assert compare(comparison(before, now), window(6)) == SeveralReviews(
        (
            found(burning.assignment_at, (8, 9), inferred=True),
            found(after(5), (1, 2)),
        )
    )


def test_a_resurrected_item_is_reviewed_from_the_first_stage_on() -> None:
    now = reviewed(resurrected(burned(), HALF_PAST), after(5), meaning=1)
    assert compare(comparison(burned(), now), window(6)) == OneReview(
        found(after(5), (1, 1), meaning_incorrect=1)
    )


def test_an_item_that_was_never_seen_burned_is_not_certain_after_its_resurrection() -> None:
    before = item_state(stage=7, passed_at=after(-5000))
    now = reviewed(resurrected(before, HALF_PAST), after(5))
    assert compare(comparison(before, now), window(6)) == OneReview(found(after(5), (1, 2), inferred=True))


def test_a_burning_is_no_longer_certain_if_what_came_after_is_unclear() -> None:
    before = item_state(stage=8, passed_at=after(-5000))
    now = replace(resurrected(reviewed(before, after(0.2)), HALF_PAST), stage=3)
    burning = found(after(0.2), (8, 9), late_seconds=720, inferred=True)
    assert compare(comparison(before, now), window()) == Unexplained(
        "its stage moved without a review", (burning,)
    )


def test_without_a_due_time_the_last_known_review_limits_the_next() -> None:
    before = item_state(stage=2, available_at=None)
    now = replace(edited(reviewed(before, after(9.5)), after(12.5)), available_at=after(40.3))
    known = comparison(before, now, last_review_at=after(-0.25))
    assert compare(known, window(13)) == OneReview(found(after(7), (2, 3), inferred=True))
