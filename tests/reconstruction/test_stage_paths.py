"""Several reviews between two polls, against every path there is."""

from dataclasses import replace
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings

from collector.core.moments import Moment
from collector.reconstruction.stage_paths import PathQuery, Paths, PathStep, find_paths
from collector.reconstruction.wrong_answers import FacetWrongAnswers, WrongAnswers
from tests.examples import examples
from tests.reconstruction.every_path import Seen, Taken, every_path, queries
from tests.reconstruction.items import WAITS, full_hour
from tests.statistics.items import NOON, after

SOME = settings(max_examples=examples(120))
RIGHT = FacetWrongAnswers(0, 0)


def _query(start: int, end: int, wrong_answers: WrongAnswers, hours: float) -> PathQuery:
    return PathQuery(
        starts=(start,),
        end=end,
        count=wrong_answers.count,
        wrong_answers=wrong_answers,
        intervals=WAITS,
        earliest=NOON,
        latest=after(hours),
    )


def _steps(path: tuple[Taken, ...]) -> tuple[PathStep, ...]:
    return tuple(PathStep(each.at, each.start, each.end, each.meaning + each.reading) for each in path)


@given(queries())
@SOME
def test_something_fits_exactly_if_some_path_does(example: tuple[Seen, PathQuery]) -> None:
    what, query = example
    assert (find_paths(query) is not None) == any(True for _ in every_path(what, query))


@given(queries())
@SOME
def test_the_last_reviews_are_those_of_all_the_paths(example: tuple[Seen, PathQuery]) -> None:
    what, query = example
    found = find_paths(query)
    expected = {(path[-1].start, path[-1].meaning + path[-1].reading) for path in every_path(what, query)}
    assert (found.last_steps if found else frozenset()) == expected


@given(queries())
@SOME
def test_the_last_review_is_known_exactly_if_all_paths_share_it(example: tuple[Seen, PathQuery]) -> None:
    what, query = example
    found = find_paths(query)
    last_steps = {path[-1] for path in every_path(what, query)}
    known = found is not None and len(found.last_steps) == 1
    known = (
        known
        and found is not None
        and all(query.wrong_answers.last_is_one_way(n) for _, n in found.last_steps)
    )
    assert known == (len(last_steps) == 1)


@given(queries())
@SOME
def test_the_earliest_path_is_one_of_the_paths_and_none_is_earlier(example: tuple[Seen, PathQuery]) -> None:
    what, query = example
    found = find_paths(query)
    if found is None:
        return
    all_paths = [_steps(path) for path in every_path(what, query)]
    assert found.earliest in all_paths
    assert _moments(found.earliest) == min(_moments(path) for path in all_paths)


@given(queries())
@SOME
def test_the_earliest_path_can_be_split_into_both_facets(example: tuple[Seen, PathQuery]) -> None:
    what, query = example
    found = find_paths(query)
    if found is None:
        return
    parts = query.wrong_answers.split([step.wrong for step in found.earliest])
    told = tuple(
        Taken(step.at, step.start, step.end, *part) for step, part in zip(found.earliest, parts, strict=True)
    )
    assert told in set(every_path(what, query))


@given(queries())
@SOME
def test_no_review_is_before_it_was_due(example: tuple[Seen, PathQuery]) -> None:
    _, query = example
    found = find_paths(query)
    for one, following in pairwise(found.earliest if found else ()):
        assert full_hour(one.at + query.intervals[one.end]) <= following.at
        assert one.end == following.start


def _moments(path: tuple[PathStep, ...]) -> list[Moment]:
    return [step.at for step in path]


def test_two_right_reviews_go_up_two_stages() -> None:
    assert find_paths(_query(1, 3, WrongAnswers(2, RIGHT, RIGHT), hours=9)) == Paths(
        earliest=(PathStep(NOON, 1, 2, 0), PathStep(after(9), 2, 3, 0)), last_steps=frozenset({(2, 0)})
    )


@pytest.mark.parametrize(
    ("hours", "fits"),
    [
        pytest.param(7.99, False, id="not before the second was due"),
        pytest.param(8, True, id="but from that hour on"),
    ],
)
def test_two_reviews_need_the_time_between_them(hours: float, fits: bool) -> None:
    assert (find_paths(_query(1, 3, WrongAnswers(2, RIGHT, RIGHT), hours)) is not None) is fits


def test_a_wait_counts_from_the_hour_of_the_review_before() -> None:
    half_past = replace(_query(1, 3, WrongAnswers(2, RIGHT, RIGHT), hours=8.25), earliest=after(0.5))
    found = find_paths(half_past)
    assert found is not None
    assert _moments(found.earliest) == [after(0.5), after(8.25)]


def test_a_fall_that_was_made_good_looks_like_nothing_but_is_two_reviews() -> None:
    fell_first = WrongAnswers(2, FacetWrongAnswers(1, 1), RIGHT)
    assert find_paths(_query(3, 3, fell_first, hours=30)) == Paths(
        earliest=(PathStep(NOON, 3, 2, 1), PathStep(after(30), 2, 3, 0)), last_steps=frozenset({(2, 0)})
    )


def test_where_two_paths_end_alike_both_last_reviews_are_returned() -> None:
    both_or_last = WrongAnswers(2, FacetWrongAnswers(2, 2), RIGHT)
    found = find_paths(_query(1, 1, both_or_last, hours=30))
    assert found is not None
    assert found.last_steps == {(1, 1), (2, 2)}
    assert found.earliest[0] == PathStep(NOON, 1, 1, 1), "the shorter wait comes first"


def test_what_is_burned_has_no_review_after_it() -> None:
    assert find_paths(_query(8, 9, WrongAnswers(2, RIGHT, RIGHT), hours=9000)) is None


@pytest.mark.parametrize(
    "wrong_answers",
    [
        pytest.param(WrongAnswers(5000, RIGHT, RIGHT), id="thousands of right reviews"),
        pytest.param(
            WrongAnswers(5000, FacetWrongAnswers(5000, 4999), RIGHT),
            id="thousands of reviews, each with an error",
        ),
        pytest.param(
            WrongAnswers(3, FacetWrongAnswers(100_000, 3), FacetWrongAnswers(70_000, 2)),
            id="thousands of errors in few reviews",
        ),
        pytest.param(WrongAnswers(10**9, FacetWrongAnswers(10**9, 1), RIGHT), id="a billion of either"),
        pytest.param(
            WrongAnswers(5000, FacetWrongAnswers(18, 4999), RIGHT), id="more reviews than so few errors allow"
        ),
    ],
)
def test_what_no_learner_does_is_answered_at_once(wrong_answers: WrongAnswers) -> None:
    begun = perf_counter()
    long_time = replace(_query(1, 1, wrong_answers, hours=10**6), starts=tuple(range(1, 9)))
    assert find_paths(long_time) is None
    assert perf_counter() - begun < 1


def test_many_reviews_with_many_wrong_answers_are_not_searched_for_long() -> None:
    begin = perf_counter()
    for count, wrong in ((24, 62), (60, 120), (100, 140)):
        wrong_answers = WrongAnswers(
            count, FacetWrongAnswers(wrong // 2, count), FacetWrongAnswers(wrong // 2, count - 1)
        )
        find_paths(_query(1, 1, wrong_answers, hours=5 * count))
    assert perf_counter() - begin < 20
