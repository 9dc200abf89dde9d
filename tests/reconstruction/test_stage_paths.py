"""Several reviews between two polls, against every way there is."""

from dataclasses import replace
from itertools import pairwise
from time import perf_counter

import pytest
from hypothesis import given, settings

from collector.core.moments import Moment
from collector.reconstruction.stage_paths import PathQuery, Paths, Step, ways
from collector.reconstruction.wrong_answers import FacetWrongAnswers, WrongAnswers
from tests.reconstruction.every_way import Seen, Taken, every_way, questions
from tests.reconstruction.items import WAITS, full_hour
from tests.statistics.items import NOON, after

SOME = settings(max_examples=120)
RIGHT = FacetWrongAnswers(0, 0)


def _question(start: int, end: int, errors: WrongAnswers, hours: float) -> PathQuery:
    return PathQuery((start,), end, errors.count, errors, WAITS, NOON, after(hours))


def _steps(way: tuple[Taken, ...]) -> tuple[Step, ...]:
    return tuple(Step(each.at, each.start, each.end, each.meaning + each.reading) for each in way)


@given(questions())
@SOME
def test_something_fits_exactly_if_some_way_does(asked: tuple[Seen, PathQuery]) -> None:
    what, question = asked
    assert (ways(question) is not None) == any(True for _ in every_way(what, question))


@given(questions())
@SOME
def test_the_last_reviews_are_those_of_all_the_ways(asked: tuple[Seen, PathQuery]) -> None:
    what, question = asked
    found = ways(question)
    expected = {(way[-1].start, way[-1].meaning + way[-1].reading) for way in every_way(what, question)}
    assert (found.lasts if found else frozenset()) == expected


@given(questions())
@SOME
def test_the_last_review_is_known_exactly_if_all_ways_share_it(asked: tuple[Seen, PathQuery]) -> None:
    what, question = asked
    found = ways(question)
    lasts = {way[-1] for way in every_way(what, question)}
    known = found is not None and len(found.lasts) == 1
    known = known and found is not None and all(question.errors.last_is_one_way(n) for _, n in found.lasts)
    assert known == (len(lasts) == 1)


@given(questions())
@SOME
def test_the_earliest_way_is_one_of_the_ways_and_none_is_earlier(asked: tuple[Seen, PathQuery]) -> None:
    what, question = asked
    found = ways(question)
    if found is None:
        return
    all_ways = [_steps(way) for way in every_way(what, question)]
    assert found.earliest in all_ways
    assert _moments(found.earliest) == min(_moments(way) for way in all_ways)


@given(questions())
@SOME
def test_the_earliest_way_can_be_told_with_both_facets(asked: tuple[Seen, PathQuery]) -> None:
    what, question = asked
    found = ways(question)
    if found is None:
        return
    parts = question.errors.split([step.wrong for step in found.earliest])
    told = tuple(
        Taken(step.at, step.start, step.end, *part) for step, part in zip(found.earliest, parts, strict=True)
    )
    assert told in set(every_way(what, question))


@given(questions())
@SOME
def test_no_review_is_before_it_was_due(asked: tuple[Seen, PathQuery]) -> None:
    _, question = asked
    found = ways(question)
    for one, following in pairwise(found.earliest if found else ()):
        assert full_hour(one.at + question.intervals[one.end]) <= following.at
        assert one.end == following.start


def _moments(way: tuple[Step, ...]) -> list[Moment]:
    return [step.at for step in way]


def test_two_right_reviews_go_up_two_stages() -> None:
    assert ways(_question(1, 3, WrongAnswers(2, RIGHT, RIGHT), hours=9)) == Paths(
        earliest=(Step(NOON, 1, 2, 0), Step(after(9), 2, 3, 0)), lasts=frozenset({(2, 0)})
    )


@pytest.mark.parametrize(
    ("hours", "fits"),
    [
        pytest.param(7.99, False, id="not before the second was due"),
        pytest.param(8, True, id="but from that hour on"),
    ],
)
def test_two_reviews_need_the_time_between_them(hours: float, fits: bool) -> None:
    assert (ways(_question(1, 3, WrongAnswers(2, RIGHT, RIGHT), hours)) is not None) is fits


def test_a_wait_counts_from_the_hour_of_the_review_before() -> None:
    half_past = replace(_question(1, 3, WrongAnswers(2, RIGHT, RIGHT), hours=8.25), earliest=after(0.5))
    found = ways(half_past)
    assert found is not None
    assert _moments(found.earliest) == [after(0.5), after(8.25)]


def test_a_fall_that_was_made_good_looks_like_nothing_but_is_two_reviews() -> None:
    fell_first = WrongAnswers(2, FacetWrongAnswers(1, 1), RIGHT)
    assert ways(_question(3, 3, fell_first, hours=30)) == Paths(
        earliest=(Step(NOON, 3, 2, 1), Step(after(30), 2, 3, 0)), lasts=frozenset({(2, 0)})
    )


def test_where_two_ways_end_alike_both_last_reviews_are_told() -> None:
    both_or_last = WrongAnswers(2, FacetWrongAnswers(2, 2), RIGHT)
    found = ways(_question(1, 1, both_or_last, hours=30))
    assert found is not None
    assert found.lasts == {(1, 1), (2, 2)}
    assert found.earliest[0] == Step(NOON, 1, 1, 1), "the shorter wait comes first"


def test_what_is_burned_has_no_review_after_it() -> None:
    assert ways(_question(8, 9, WrongAnswers(2, RIGHT, RIGHT), hours=9000)) is None


@pytest.mark.parametrize(
    "errors",
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
def test_what_no_learner_does_is_answered_at_once(errors: WrongAnswers) -> None:
    begun = perf_counter()
    long_time = replace(_question(1, 1, errors, hours=10**6), starts=tuple(range(1, 9)))
    assert ways(long_time) is None
    assert perf_counter() - begun < 1


def test_many_reviews_with_many_wrong_answers_are_not_searched_for_long() -> None:
    begin = perf_counter()
    for count, wrong in ((24, 62), (60, 120), (100, 140)):
        errors = WrongAnswers(
            count, FacetWrongAnswers(wrong // 2, count), FacetWrongAnswers(wrong // 2, count - 1)
        )
        ways(_question(1, 1, errors, hours=5 * count))
    assert perf_counter() - begin < 20
