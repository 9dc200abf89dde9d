"""Several reviews of one item between two polls: which ways through the stages fit what was seen.

A way is a sequence of reviews, each with its wrong answers. It fits when the stages begin and end as
seen, the wrong answers add up, the streaks end as seen, and every review lies after the one before was
due again. The number of ways explodes; so stages, answers used up and time are followed step by step:
since a due time is an hour rounded down, the earlier one review is, the earlier the next may be.

What matters of a review is only how many answers were wrong in it, not to which facet. A facet's streak
tells in which review its last error was: it is 1 after that one.
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
    errors: WrongAnswers
    intervals: Intervals
    earliest: Moment
    latest: Moment


class Step(NamedTuple):
    """One review of a way: when at the earliest, from which stage to which, wrong answers in all."""

    at: Moment
    start: int
    end: int
    wrong: int


@dataclass(frozen=True, slots=True)
class Paths:
    """What fits: the earliest way, and every last review there can be, as (stage before, wrong answers)."""

    earliest: tuple[Step, ...]
    lasts: frozenset[tuple[int, int]]


class _State(NamedTuple):
    """Before a review: the stage, and how many wrong answers were given in those before it."""

    stage: int
    used: int


def ways(question: PathQuery) -> Paths | None:
    """Return what fits *question*, None when nothing does (or when it is beyond all reason)."""
    if question.count * (question.errors.total + 1) ** 2 > _MOST_WORK:
        return None
    search = _Search(question)
    earliest = search.earliest_way()
    return Paths(earliest, search.lasts()) if earliest else None


class _Search:
    def __init__(self, question: PathQuery) -> None:
        self._question = question
        # From the end backwards: the latest time at which review *number* may be for the rest to fit.
        self._latest = cache(self._find_latest)

    def earliest_way(self) -> tuple[Step, ...]:
        """Return a way with the smallest sequence of moments, always the same one of equals."""
        q = self._question
        begin = [_State(stage, 0) for stage in q.starts]
        ends: dict[_State, tuple[Step, ...]] = {
            state: () for state in begin if self._latest(1, state) >= self._first
        }
        at = self._first
        for number in range(1, q.count + 1):
            ends, at = self._advance(number, ends, at)
        return min(ends.values(), default=())

    @property
    def _first(self) -> Moment:
        q = self._question
        return q.latest if q.count == 1 else q.earliest

    def _advance(
        self, number: int, ends: dict[_State, tuple[Step, ...]], at: Moment
    ) -> tuple[dict[_State, tuple[Step, ...]], Moment]:
        """Take review *number* at *at* in every state, and keep what leads to the earliest next moment."""
        reached: dict[Moment, dict[_State, tuple[Step, ...]]] = {}
        for state, steps in sorted(ends.items()):
            for wrong, after in self._after(number, state):
                moment = self._next_moment(number, at, after.stage)
                if number < self._question.count and self._latest(number + 1, after) < moment:
                    continue
                way = (*steps, Step(at, state.stage, after.stage, wrong))
                reached.setdefault(moment, {}).setdefault(after, way)
        moment = min(reached, default=_NEVER)
        return reached.get(moment, {}), moment

    def lasts(self) -> frozenset[tuple[int, int]]:
        """Return every (stage before, wrong answers) that the last review of some fitting way has."""
        q = self._question
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
        """Yield what review *number* in *state* can lead to: wrong answers and the state after it."""
        q = self._question
        for wrong in q.errors.possible(number, state.used):
            stage = next_stage(state.stage, wrong)
            if stage == q.end if number == q.count else stage in REVIEWED_STAGES:
                yield wrong, _State(stage, state.used + wrong)

    def _next_moment(self, number: int, at: Moment, stage: int) -> Moment:
        """Return when the review after one at *at* may be at the earliest; the last one is when it is."""
        q = self._question
        due = max(hour_of(Moment(at + q.intervals.get(stage, 0))), Moment(at + 1))
        return q.latest if number + 1 == q.count and due <= q.latest else Moment(due)

    def _find_latest(self, number: int, state: _State) -> Moment:
        q = self._question
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
