"""Several reviews of one item between two polls: the paths through the stages that fit what was seen.

A path is a sequence of reviews, each with its wrong answers. It fits when the stages start and end as
seen, the wrong answers add up, the streaks end as seen, and each review is no earlier than its item fell due
after the one before. The number of paths explodes, so the search goes step by step over stage, wrong answers
used so far and time: a due time is rounded down to the hour, so the earlier a review is, the earlier the
next can be.

Only the number of wrong answers in a review matters, not which facet they belong to. A facet's streak shows
in which review its last wrong answer was: the streak is 1 after that review.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from collector.core.moments import HOUR, Moment, hour_of
from collector.core.stages import REVIEWED_STAGES
from collector.reconstruction.snapshots import Intervals
from collector.reconstruction.srs_rules import next_stage
from collector.reconstruction.wrong_answers import WrongAnswers

# The work grows with reviews and answers; no learner comes near this, an edit by WaniKani might.
_MOST_WORK = 100_000
_NEVER = Moment(-1)


@dataclass(frozen=True, slots=True)
class PathQuery:
    """*count* reviews from one of *starts* to *end*, none before *earliest*, the last at *latest*."""

    starts: tuple[int, ...]
    end: int
    count: int
    wrong_answers: WrongAnswers
    intervals: Intervals
    earliest: Moment
    latest: Moment


class PathStep(NamedTuple):
    """One review of a path: its earliest time, the stages before and after it, its wrong answers."""

    at: Moment
    start: int
    end: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Paths:
    """The solutions: the earliest path, and every possible last review as (stage before, wrong answers)."""

    earliest: tuple[PathStep, ...]
    last_steps: frozenset[tuple[int, int]]


class _State(NamedTuple):
    """Before a review: the stage, and the number of wrong answers in the reviews so far."""

    stage: int
    used: int


def find_paths(query: PathQuery) -> Paths | None:
    """Return what fits *query*; None when nothing does, or when the search would be too large."""
    if query.count * (query.wrong_answers.total + 1) ** 2 > _MOST_WORK:
        return None
    search = _Search(query)
    earliest = search.earliest_path()
    return Paths(earliest, search.last_steps()) if earliest else None


class _Search:
    def __init__(self, query: PathQuery) -> None:
        self._query = query
        # Backwards from the end: the latest time of review *number* that lets the rest fit.
        self._latest = cache(self._find_latest)

    def earliest_path(self) -> tuple[PathStep, ...]:
        """Return the path with the smallest sequence of moments; of equal ones always the same."""
        q = self._query
        starts = [_State(stage, 0) for stage in q.starts]
        ends: dict[_State, tuple[PathStep, ...]] = {
            state: () for state in starts if self._latest(1, state) >= self._first
        }
        at = self._first
        for number in range(1, q.count + 1):
            ends, at = self._advance(number, ends, at)
        return min(ends.values(), default=())

    @property
    def _first(self) -> Moment:
        q = self._query
        return q.latest if q.count == 1 else q.earliest

    def _advance(
        self, number: int, ends: dict[_State, tuple[PathStep, ...]], at: Moment
    ) -> tuple[dict[_State, tuple[PathStep, ...]], Moment]:
        """Take review *number* at *at* in every state, and keep what leads to the earliest next moment."""
        reached: dict[Moment, dict[_State, tuple[PathStep, ...]]] = {}
        for state, steps in sorted(ends.items()):
            for wrong, after in self._after(number, state):
                moment = self._next_moment(number, at, after.stage)
                if number < self._query.count and self._latest(number + 1, after) < moment:
                    continue
                path = (*steps, PathStep(at, state.stage, after.stage, wrong))
                reached.setdefault(moment, {}).setdefault(after, path)
        moment = min(reached, default=_NEVER)
        return reached.get(moment, {}), moment

    def last_steps(self) -> frozenset[tuple[int, int]]:
        """Return every (stage before, wrong answers) that the last review of a fitting path can have."""
        q = self._query
        soonest = {_State(stage, 0): self._first for stage in q.starts}
        for number in range(1, q.count):
            soonest = self._soonest_after(number, soonest)
        return frozenset(
            (state.stage, wrong)
            for state, at in soonest.items()
            if at <= q.latest
            for wrong, _ in self._after(q.count, state)
        )

    def _soonest_after(self, number: int, soonest: dict[_State, Moment]) -> dict[_State, Moment]:
        following: dict[_State, Moment] = {}
        for state, at in soonest.items():
            for _, after in self._after(number, state):
                moment = self._next_moment(number, at, after.stage)
                following[after] = min(moment, following.get(after, moment))
        return following

    def _after(self, number: int, state: _State) -> Iterator[tuple[int, _State]]:
        """Yield the possible results of review *number* in *state*: wrong answers, the state after it."""
        q = self._query
        for wrong in q.wrong_answers.possible(number, state.used):
            stage = next_stage(state.stage, wrong)
            if stage == q.end if number == q.count else stage in REVIEWED_STAGES:
                yield wrong, _State(stage, state.used + wrong)

    def _next_moment(self, number: int, at: Moment, stage: int) -> Moment:
        """Return the earliest moment of the review after one at *at*; that of the last one is fixed."""
        q = self._query
        due = max(hour_of(Moment(at + q.intervals.get(stage, 0))), Moment(at + 1))
        return q.latest if number + 1 == q.count and due <= q.latest else Moment(due)

    def _find_latest(self, number: int, state: _State) -> Moment:
        q = self._query
        found = _NEVER
        for _, after in self._after(number, state):
            if number == q.count:
                return q.latest
            following = self._latest(number + 1, after)
            if following != _NEVER:
                wait = q.intervals.get(after.stage, 0)
                before = hour_of(following) + HOUR - 1 - wait if wait else following - 1
                found = max(found, Moment(before))
        return found
