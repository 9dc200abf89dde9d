"""What happened to one item between two polls: the documented order of the questions is the order here.

Reset, resurrection and lesson put the item at a new beginning; reviews are sought from there. A finished
review adds exactly one to `meaning_correct`, and to `reading_correct` where a reading is asked, and
nothing else does (API documentation; 33 of 33 real reviews).
"""

from dataclasses import replace
from typing import assert_never

from collector.reconstruction import dating, resets
from collector.reconstruction.baseline import (
    Baseline,
    after_lesson,
    after_reset,
    after_resurrection,
    as_it_was,
)
from collector.reconstruction.resets import ResetEvidence
from collector.reconstruction.search import possible, seek
from collector.reconstruction.snapshots import (
    Comparison,
    FoundReview,
    Intervals,
    ItemState,
    NoReview,
    OneReview,
    Outcome,
    PollWindow,
    SeveralReviews,
    Torn,
    Unexplained,
)


def first_seen(now: ItemState, intervals: Intervals, window: PollWindow) -> ItemState:
    """Return what an item of the first sync is accounted for as: what it is, but for a torn pair's stage."""
    behind = now.statistic_at is None or now.statistic_at < now.assignment_at
    torn = behind and dating.may_lack_its_statistic(now, intervals, window)
    return replace(now, stage=None) if torn else now


def compare(case: Comparison, window: PollWindow) -> Outcome:
    """Return what happened to an item since it was last accounted for."""
    shown, confirmed_at = resets.newest_shown(case.before, case.now, case.resets)
    if shown is ResetEvidence.WHOLE and confirmed_at is not None:
        begin = after_reset(confirmed_at, window)
    elif shown is ResetEvidence.HALF or resets.counters_decreased(case.before, case.now):
        return _torn_or(case, window, "its counters fell without a reset")
    else:
        begin = as_it_was(case, window)
    begin = after_lesson(after_resurrection(begin, case), case)
    return _joined(begin.already, _sought(begin, case, window))


def _torn_or(case: Comparison, window: PollWindow, why: str) -> Outcome:
    """What just happened may not be over: wait one poll before calling it unexplained."""
    return Torn() if resets.is_fresh(case.now, window) else Unexplained(why)


def _joined(already: tuple[FoundReview, ...], outcome: Outcome) -> Outcome:
    """Put the reviews *already* found before those of *outcome*."""
    match outcome:
        case Unexplained(why, reviews):
            return Unexplained(why, (*(replace(one, inferred=True) for one in already), *reviews))
        case Torn():
            return outcome
        case NoReview():
            return OneReview(already[0]) if already else outcome
        case OneReview(review):
            return SeveralReviews((*already, review)) if already else outcome
        case SeveralReviews(reviews):
            return SeveralReviews((*already, *reviews))
        case _:
            assert_never(outcome)


def _sought(begin: Baseline, case: Comparison, window: PollWindow) -> Outcome:
    """Look for reviews from *begin* on: as many as `meaning_correct` grew by."""
    was, now = begin.pair, case.now
    if _ahead_of_its_statistic(case, window):
        return Torn()
    count = now.meaning.correct - was.meaning.correct
    if count == 0:
        return _without_review(begin, case, window)
    if case.before.stage is not None and now.assignment_at == case.before.assignment_at:
        return _torn_or(case, window, "its statistic grew, but its assignment did not move")
    if not possible(count, begin, case, window):
        return _torn_or(case, window, f"its counters grew by {count}, which the rules do not allow")
    return seek(count, begin, case)


def _ahead_of_its_statistic(case: Comparison, window: PollWindow) -> bool:
    """Whether the assignment is that of a review which the statistic, read before it, does not know yet."""
    now = case.now
    if now.assignment_at == case.before.assignment_at and case.before.stage is not None:
        return False
    behind = now.statistic_at is None or now.statistic_at < now.assignment_at
    return behind and dating.may_lack_its_statistic(now, case.intervals, window)


def _without_review(begin: Baseline, case: Comparison, window: PollWindow) -> Outcome:
    was, now = begin.pair, case.now
    if (was.meaning, was.reading) != (now.meaning, now.reading):
        return _torn_or(case, window, "its counters changed without a review")
    if now.hidden or was.stage is None or now.stage == was.stage:
        return NoReview()
    return Unexplained("its stage moved without a review")
