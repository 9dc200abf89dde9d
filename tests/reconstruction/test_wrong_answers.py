"""Where wrong answers can have been, against every way there is."""

from itertools import product

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from collector.reconstruction.snapshots import Answers
from collector.reconstruction.wrong_answers import FacetWrongAnswers, WrongAnswers, wrong_answers_of
from tests.reconstruction.every_path import WRONG, Wrong, every_wrong, seen, spread, wrong_answers_in

FEW = st.integers(0, 3)


def _followed(wrong_answers: WrongAnswers, begun: tuple[int, ...] = ()) -> set[tuple[int, ...]]:
    """Return all that comes of taking whatever is possible, review by review."""
    if len(begun) == wrong_answers.count:
        return {begun}
    possible = wrong_answers.possible(len(begun) + 1, sum(begun))
    return {whole for wrong in possible for whole in _followed(wrong_answers, (*begun, wrong))}


def _sums(wrong: Wrong) -> tuple[int, ...]:
    return tuple(meaning + reading for meaning, reading in wrong)


@pytest.mark.parametrize("count", range(5))
def test_a_streak_fits_exactly_if_some_way_ends_with_it(count: int) -> None:
    for was, wrong, streak in product(range(4), range(4), range(9)):
        before, after = Answers(5, 5, was), Answers(5 + count, 5 + wrong, streak)
        find_paths = spread(before, after, count)
        found = wrong_answers_of(before, after, count)
        assert (found is not None) == bool(find_paths), (was, wrong, streak)


@given(WRONG.map(tuple), FEW, FEW)
def test_the_last_error_is_where_every_way_has_it(wrong: Wrong, meaning: int, reading: int) -> None:
    what = seen(wrong, meaning, reading)
    wrong_answers = wrong_answers_in(what)
    for path in every_wrong(what):
        last = [max((n for n, each in enumerate(path, 1) if each[part]), default=0) for part in (0, 1)]
        assert last == [wrong_answers.meaning.last, wrong_answers.reading.last]


@given(WRONG.map(tuple), FEW, FEW)
def test_step_by_step_exactly_those_ways_are_possible_that_there_are(
    wrong: Wrong, meaning: int, reading: int
) -> None:
    what = seen(wrong, meaning, reading)
    assert _followed(wrong_answers_in(what)) == {_sums(path) for path in every_wrong(what)}


@given(WRONG.map(tuple), FEW, FEW)
def test_a_split_adds_up_and_ends_with_the_streaks_seen(wrong: Wrong, meaning: int, reading: int) -> None:
    what = seen(wrong, meaning, reading)
    wrong_answers, find_paths = wrong_answers_in(what), set(every_wrong(what))
    for sums in {_sums(path) for path in find_paths}:
        split = tuple(wrong_answers.split(sums))
        assert _sums(split) == sums
        assert split in find_paths


@given(WRONG.map(tuple))
@example(((0, 0), (1, 1)))
@example(((1, 1), (1, 2)))
@example(((0, 2), (2, 1)))
def test_the_last_review_has_one_split_exactly_if_every_way_has_the_same(wrong: Wrong) -> None:
    what = seen(wrong)
    last = {(sum(path[-1]), path[-1]) for path in every_wrong(what)}
    for total in {total for total, _ in last}:
        splits = [split for each, split in last if each == total]
        assert wrong_answers_in(what).last_is_one_way(total) == (len(splits) == 1)


@given(WRONG.map(tuple), st.integers(0, 8))
def test_a_streak_that_no_way_ends_with_does_not_fit(wrong: Wrong, streak: int) -> None:
    what = seen(wrong)
    before, after = what.meaning
    other = Answers(after.correct, after.incorrect, streak)
    assume(not spread(before, other, what.count))
    assert wrong_answers_of(before, other, what.count) is None


@pytest.mark.parametrize(
    ("wrong", "last", "expected"),
    [
        pytest.param((0, 0), (0, 0), [0], id="without an error there is nothing to place"),
        pytest.param((1, 0), (3, 0), [0], id="an error in the third review was not in the first"),
        pytest.param((2, 0), (3, 0), [0, 1], id="of two one may have been"),
        pytest.param((1, 0), (1, 0), [1], id="an error in the first review was in the first"),
        pytest.param((2, 2), (1, 3), [2, 3], id="all of one facet, and what the other can spare"),
    ],
)
def test_wrong_answers_of_the_first_of_three_reviews(
    wrong: tuple[int, int], last: tuple[int, int], expected: list[int]
) -> None:
    wrong_answers = WrongAnswers(
        3, FacetWrongAnswers(wrong[0], last[0]), FacetWrongAnswers(wrong[1], last[1])
    )
    assert list(wrong_answers.possible(1, 0)) == expected
