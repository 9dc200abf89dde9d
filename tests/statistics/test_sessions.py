"""Reviews less than 15 minutes apart belong together."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Session
from collector.core.moments import SECOND, Moment
from collector.statistics.sessions import ReviewResult, changed_sessions, sessions
from tests.reconstruction.items import answered
from tests.statistics.items import NOON

MINUTE = 60 * SECOND


def at(minutes: float) -> Moment:
    return Moment(NOON + round(minutes * MINUTE))


def session(begun: Moment, reviews: int = 1, seconds: int = 0, *, paced: bool = False) -> Session:
    """Return a session without an error."""
    return Session(
        at=begun,
        reviews=reviews,
        correct=reviews,
        meaning_incorrect=0,
        reading_incorrect=0,
        duration_seconds=seconds,
        paced=paced,
    )


def _split(reviews: list[ReviewResult]) -> list[int]:
    return [each.reviews for each in sessions(reviews)]


@pytest.mark.parametrize(
    ("pause", "expected"),
    [
        pytest.param(0, [2], id="two items of one microsecond"),
        pytest.param(15 * MINUTE - 1, [2], id="14:59.999999 is not yet a pause"),
        pytest.param(15 * MINUTE, [1, 1], id="15:00 is"),
    ],
)
def test_a_pause_of_fifteen_minutes_ends_a_session(pause: int, expected: list[int]) -> None:
    assert _split([answered(NOON), answered(Moment(NOON + pause))]) == expected


def test_the_pause_is_counted_from_the_review_before_not_from_the_first() -> None:
    assert _split([answered(at(minutes)) for minutes in (0, 14, 28, 42, 57, 60)]) == [4, 2]


def test_a_session_sums_its_reviews() -> None:
    reviews = [answered(at(0)), answered(at(1), 2, 1), answered(at(2.99), 0, 3)]
    assert sessions(reviews) == [
        Session(
            at(0),
            reviews=3,
            correct=1,
            meaning_incorrect=2,
            reading_incorrect=4,
            duration_seconds=179,
            paced=True,
        )
    ]


def test_a_single_review_takes_no_time_that_is_known() -> None:
    assert sessions([answered(at(0))]) == [session(at(0), seconds=0, paced=False)]


def test_without_reviews_there_is_no_session() -> None:
    assert sessions([]) == []


_REVIEWS = st.lists(
    st.builds(answered, st.integers(0, 24 * 60 * 2).map(lambda halves: at(halves / 2)), st.integers(0, 2)),
    max_size=40,
).map(sorted)


@given(_REVIEWS)
def test_every_review_is_in_exactly_one_session(reviews: list[ReviewResult]) -> None:
    found = sessions(reviews)
    assert sum(each.reviews for each in found) == len(reviews)
    assert sum(each.correct for each in found) == sum(review.correct for review in reviews)
    assert sum(each.meaning_incorrect for each in found) == sum(one.meaning_incorrect for one in reviews)
    assert {each.at for each in found} <= {review.at for review in reviews}


@given(_REVIEWS)
def test_sessions_lie_a_pause_apart_and_hold_none(reviews: list[ReviewResult]) -> None:
    left = list(reviews)
    found = [[left.pop(0) for _ in range(each.reviews)] for each in sessions(reviews)]
    for inside in found:
        assert all(later.at - one.at < 15 * MINUTE for one, later in pairwise(inside))
    for one, later in pairwise(found):
        assert later[0].at - one[-1].at >= 15 * MINUTE


@given(_REVIEWS, st.integers(0, 40))
def test_what_is_written_and_what_changed_make_all_there_is(reviews: list[ReviewResult], known: int) -> None:
    written, found = sessions(reviews[:known]), sessions(reviews)
    now = {each.at: each for each in written} | {each.at: each for each in changed_sessions(found, written)}
    held = {when: each.reviews for when, each in now.items() if each.reviews}
    assert held == {each.at: each.reviews for each in found}


def test_a_session_that_did_not_change_is_not_written_again() -> None:
    same = [session(at(0), 3, 60, paced=True)]
    assert changed_sessions(same, same) == []


def test_a_session_that_grew_is_written_over_itself() -> None:
    grown = session(at(0), 4, 90, paced=True)
    assert changed_sessions([grown], [session(at(0), 3, 60, paced=True)]) == [grown]


def test_a_session_whose_first_review_moved_leaves_zeros_behind() -> None:
    moved = session(at(-5), 4, 400, paced=True)
    assert changed_sessions([moved], [session(at(0), 3, 60, paced=True)]) == [
        moved,
        session(at(0), 0, paced=True),
    ]


@pytest.mark.parametrize("paced", [True, False])
def test_zeros_have_a_pace_only_if_one_was_written(paced: bool) -> None:
    (gone,) = changed_sessions([], [session(at(0), 3, paced=paced)])
    assert gone == session(at(0), 0, paced=paced)


def test_zeros_are_written_once() -> None:
    zeros = session(at(0), 0, paced=True)
    assert changed_sessions([], [zeros]) == []


def test_a_session_that_shrank_to_one_review_keeps_its_pace_written() -> None:
    shrunk = session(at(0), 1, 0, paced=False)
    expected = session(at(0), 1, 0, paced=True)
    assert changed_sessions([shrunk], [session(at(0), 2, 60, paced=True)]) == [expected]
    assert changed_sessions([shrunk], [expected]) == []


def test_a_session_that_comes_back_where_zeros_were_keeps_its_pace_too() -> None:
    back = session(at(0), 1, 0, paced=False)
    assert changed_sessions([back], [session(at(0), 0, paced=True)]) == [session(at(0), 1, 0, paced=True)]
