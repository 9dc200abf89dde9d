"""How many a learner does at most: exact where something was left, else a draw beyond what was done."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from collector.projection.limits import limits

INFINITE = float("inf")
sessions = st.lists(st.tuples(st.integers(0, 200), st.integers(0, 300)), max_size=40)


def of(done: list[int], left: list[int]) -> list[float]:
    return list(limits(done, left, np.random.default_rng(1)))


def test_an_hour_that_left_many_reviews_sets_a_limit() -> None:
    assert of([50, 30], [40, 99]) == [50, 30]


def test_a_learner_who_never_leaves_reviews_has_no_limit() -> None:
    assert of([50, 3, 120], [0, 0, 2]) == [INFINITE, INFINITE, INFINITE]


def test_a_few_left_are_as_good_as_none() -> None:
    assert of([100], [5]) == [INFINITE]


def test_an_hour_with_only_ten_reviews_could_have_had_as_many_as_longer_ones() -> None:
    done = [10] * 50 + [60] * 25 + [80] * 25
    drawn = of(done, [0] * 50 + [200] * 50)[:50]
    assert set(drawn) == {60, 80}


@given(sessions)
def test_no_limit_is_less_than_what_was_done(seen: list[tuple[int, int]]) -> None:
    done, left = [count for count, _ in seen], [waits for _, waits in seen]
    assert all(limit >= count for limit, count in zip(of(done, left), done, strict=True))
