"""Compares two snapshots of one item and returns its reviews: the one entrance to this room.

A reset, a resurrection or a lesson replaces the baseline; reviews are searched from there. A finished
review adds exactly one to `meaning_correct`, and to `reading_correct` where a reading is asked, and
nothing else does (API documentation; 33 of 33 real reviews).

>>> from collector.core.moments import HOUR, Moment
>>> from collector.reconstruction.snapshots import Answers
>>> before = ItemState(
...     stage=1, started_at=Moment(0), passed_at=None, burned_at=None, resurrected_at=None,
...     available_at=Moment(4 * HOUR), hidden=False, assignment_at=Moment(0),
...     meaning=Answers(), reading=Answers(), statistic_at=None,
... )
>>> reviewed_at = Moment(5 * HOUR)
>>> now = replace(
...     before, stage=2, available_at=Moment(12 * HOUR), assignment_at=Moment(reviewed_at - 12_000),
...     meaning=Answers(1, 0, 1), reading=Answers(1, 0, 1), statistic_at=reviewed_at,
... )
>>> waits = {1: 4 * HOUR, 2: 8 * HOUR}
>>> window = PollWindow(since=Moment(3 * HOUR), statistics_at=Moment(6 * HOUR), now=Moment(6 * HOUR))
>>> result = compare(Comparison(before, now, waits, has_reading=True), window)
>>> result.review.starting_stage, result.review.ending_stage, result.review.late_seconds
(1, 2, 3600)
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
from collector.reconstruction.search import find_reviews, rules_allow
from collector.reconstruction.snapshots import (
    Comparison,
    ComparisonResult,
    FoundReview,
    Intervals,
    ItemState,
    NoReview,
    OneReview,
    PollWindow,
    SeveralReviews,
    Torn,
    Unexplained,
)


def first_seen(now: ItemState, intervals: Intervals, window: PollWindow) -> ItemState:
    """Return the baseline of an item that the first poll found: as it is, without the stage if it is torn."""
    behind = now.statistic_at is None or now.statistic_at < now.assignment_at
    torn = behind and dating.may_lack_its_statistic(now, intervals, window)
    return replace(now, stage=None) if torn else now


def compare(comparison: Comparison, window: PollWindow) -> ComparisonResult:
    """Return what happened to an item in *window*, the time between two polls."""
    evidence, confirmed_at = resets.newest_evidence(comparison.before, comparison.now, comparison.resets)
    if evidence is ResetEvidence.WHOLE and confirmed_at is not None:
        baseline = after_reset(confirmed_at, window)
    elif evidence is ResetEvidence.HALF or resets.counters_decreased(comparison.before, comparison.now):
        return _torn_or_unexplained(comparison, window, "its counters decreased without a reset")
    else:
        baseline = as_it_was(comparison, window)
    baseline = after_lesson(after_resurrection(baseline, comparison), comparison)
    return _with_earlier_reviews(baseline.earlier_reviews, _search(baseline, comparison, window))


def _torn_or_unexplained(comparison: Comparison, window: PollWindow, reason: str) -> ComparisonResult:
    """Return Torn while the change is fresh: it may not be over, so one poll more decides."""
    return Torn() if resets.is_fresh(comparison.now, window) else Unexplained(reason)


def _with_earlier_reviews(earlier: tuple[FoundReview, ...], result: ComparisonResult) -> ComparisonResult:
    """Put the reviews *earlier* before those of *result*."""
    match result:
        case Unexplained(reason, reviews):
            return Unexplained(reason, (*(replace(one, inferred=True) for one in earlier), *reviews))
        case Torn():
            return result
        case NoReview():
            return OneReview(earlier[0]) if earlier else result
        case OneReview(review):
            return SeveralReviews((*earlier, review)) if earlier else result
        case SeveralReviews(reviews):
            return SeveralReviews((*earlier, *reviews))
        case _:
            assert_never(result)


def _search(baseline: Baseline, comparison: Comparison, window: PollWindow) -> ComparisonResult:
    """Look for reviews from *baseline* on: as many as `meaning_correct` grew by."""
    was = baseline.state
    now = comparison.now
    if _ahead_of_its_statistic(comparison, window):
        return Torn()
    count = now.meaning.correct - was.meaning.correct
    if count == 0:
        return _without_review(baseline, comparison, window)
    if comparison.before.stage is not None and now.assignment_at == comparison.before.assignment_at:
        return _torn_or_unexplained(comparison, window, "its statistic grew, but its assignment did not move")
    if not rules_allow(count, baseline, comparison, window):
        return _torn_or_unexplained(
            comparison, window, f"its counters grew by {count}, which the rules do not allow"
        )
    return find_reviews(count, baseline, comparison)


def _ahead_of_its_statistic(comparison: Comparison, window: PollWindow) -> bool:
    """Return True if the assignment shows a review that the statistic, read before it, does not show yet."""
    now = comparison.now
    if now.assignment_at == comparison.before.assignment_at and comparison.before.stage is not None:
        return False
    behind = now.statistic_at is None or now.statistic_at < now.assignment_at
    return behind and dating.may_lack_its_statistic(now, comparison.intervals, window)


def _without_review(baseline: Baseline, comparison: Comparison, window: PollWindow) -> ComparisonResult:
    was = baseline.state
    now = comparison.now
    if (was.meaning, was.reading) != (now.meaning, now.reading):
        return _torn_or_unexplained(comparison, window, "its counters changed without a review")
    if now.hidden or was.stage is None or now.stage == was.stage:
        return NoReview()
    return Unexplained("its stage moved without a review")
