"""Every path that reviews can have taken, tried one by one: slow, and too simple to be wrong."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import NamedTuple

from hypothesis import strategies as st

from collector.core.moments import Moment
from collector.reconstruction.snapshots import Answers, Intervals
from collector.reconstruction.stage_paths import PathQuery
from collector.reconstruction.wrong_answers import WrongAnswers, wrong_answers_of
from tests.reconstruction.items import ACCELERATED, WAITS, full_hour, one_more, stage_after
from tests.statistics.items import after

# The wrong answers to meaning and to reading in each of several reviews.
Wrong = tuple[tuple[int, int], ...]

WRONG = st.lists(st.tuples(st.integers(0, 2), st.integers(0, 2)), min_size=1, max_size=4).filter(
    lambda wrong: sum(meaning for meaning, _ in wrong) <= 4 and sum(reading for _, reading in wrong) <= 4
)


@dataclass(frozen=True)
class Seen:
    """Both facets before and after *count* reviews."""

    count: int
    meaning: tuple[Answers, Answers]
    reading: tuple[Answers, Answers]


class Taken(NamedTuple):
    """A review of a path: when, from which stage to which, and the wrong answers to either facet."""

    at: Moment
    start: int
    end: int
    meaning: int
    reading: int


def seen(wrong: Wrong, meaning_streak: int = 0, reading_streak: int = 0) -> Seen:
    """Return what is to be seen of reviews with *wrong* answers."""
    meaning, reading = Answers(9, 9, meaning_streak), Answers(9, 9, reading_streak)
    return Seen(
        len(wrong),
        (meaning, _answered(meaning, [each for each, _ in wrong])),
        (reading, _answered(reading, [each for _, each in wrong])),
    )


def wrong_answers_in(what: Seen) -> WrongAnswers:
    meaning, reading = (
        wrong_answers_of(*what.meaning, what.count),
        wrong_answers_of(*what.reading, what.count),
    )
    assert meaning is not None
    assert reading is not None
    return WrongAnswers(what.count, meaning, reading)


def _answered(before: Answers, wrong: list[int]) -> Answers:
    for each in wrong:
        before = one_more(before, each)
    return before


def spread(before: Answers, after_all: Answers, count: int) -> list[tuple[int, ...]]:
    """Return every way to put a facet's wrong answers in *count* reviews that ends with its streak."""
    total = after_all.incorrect - before.incorrect
    return [
        wrong
        for wrong in product(range(total + 1), repeat=count)
        if sum(wrong) == total and _answered(before, list(wrong)).streak == after_all.streak
    ]


def every_wrong(what: Seen) -> Iterator[Wrong]:
    """Yield every way to put the wrong answers that gives the counts and the streaks seen."""
    for meaning in spread(*what.meaning, what.count):
        for reading in spread(*what.reading, what.count):
            yield tuple(zip(meaning, reading, strict=True))


def every_path(what: Seen, query: PathQuery) -> Iterator[tuple[Taken, ...]]:
    """Yield every path through the stages, each with its reviews as early as can be and the last as asked."""
    for wrong in every_wrong(what):
        for start in query.starts:
            path = _walked(start, wrong, query)
            if path is not None:
                yield path


def _walked(start: int, wrong: Wrong, query: PathQuery) -> tuple[Taken, ...] | None:
    path: list[Taken] = []
    stage, soonest = start, query.earliest
    for meaning, reading in wrong:
        if stage == 9:
            return None
        end = stage_after(stage, meaning + reading)
        path.append(Taken(at=soonest, start=stage, end=end, meaning=meaning, reading=reading))
        stage, soonest = end, _soonest_after(soonest, end, query.intervals)
    if stage != query.end or path[-1].at > query.latest:
        return None
    return (*path[:-1], path[-1]._replace(at=query.latest))


def _soonest_after(at: Moment, stage: int, intervals: Intervals) -> Moment:
    return full_hour(at + intervals.get(stage, 0))


@st.composite
def queries(draw: st.DrawFn) -> tuple[Seen, PathQuery]:
    """Return reviews that took place, as a poll sees them; often the time is too short for them."""
    wrong = tuple(draw(WRONG))
    what = seen(wrong, draw(st.integers(0, 2)), draw(st.integers(0, 2)))
    start = draw(st.integers(1, 8))
    end = start
    for meaning, reading in wrong:
        end = stage_after(end, meaning + reading)
    hours = draw(st.sampled_from((3, 5, 9, 12, 13, 30, 60, 110, 500, 9000)))
    query = PathQuery(
        starts=(start,) if draw(st.booleans()) else tuple(range(1, 9)),
        end=draw(st.sampled_from((min(end, 9), min(end, 9), 1, 4))),
        count=len(wrong),
        wrong_answers=wrong_answers_in(what),
        intervals=draw(st.sampled_from((WAITS, ACCELERATED))),
        earliest=after(draw(st.integers(0, 119)) / 60),
        latest=after(hours + draw(st.integers(0, 119)) / 60),
    )
    return what, query
