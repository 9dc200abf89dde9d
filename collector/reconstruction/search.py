"""The reviews between a baseline and what an item is now."""

from collections.abc import Sequence
from dataclasses import replace

from collector.core.moments import HOUR, Moment, hour_of
from collector.core.stages import REVIEWED_STAGES, SrsStage
from collector.reconstruction import dating
from collector.reconstruction.baseline import Baseline, lateness
from collector.reconstruction.snapshots import (
    Comparison,
    ComparisonResult,
    FoundReview,
    Intervals,
    OneReview,
    PollWindow,
    SeveralReviews,
    Unexplained,
)
from collector.reconstruction.srs_rules import due
from collector.reconstruction.stage_paths import PathQuery, Paths, PathStep, find_paths
from collector.reconstruction.wrong_answers import WrongAnswers, wrong_answers_of


def rules_allow(count: int, baseline: Baseline, comparison: Comparison, window: PollWindow) -> bool:
    """Return True if the rules allow *count* reviews in that time, by stages and by the shortest interval."""
    if comparison.now.statistic_at is None or comparison.now.stage not in (*REVIEWED_STAGES, SrsStage.BURNED):
        return False
    if baseline.state.stage is not None and baseline.state.stage not in REVIEWED_STAGES:
        return False
    shortest = max(min(comparison.intervals.values(), default=0) - HOUR, HOUR)
    return (count - 1) * shortest < max(comparison.now.statistic_at - window.since, 1)


def find_reviews(count: int, baseline: Baseline, comparison: Comparison) -> ComparisonResult:
    """Return the *count* reviews that lead from *baseline* to what the item is now."""
    last = dating.last_review(comparison.now, comparison.intervals, baseline.earliest)
    if comparison.has_reading and comparison.now.reading.correct - baseline.state.reading.correct != count:
        reason = "its meaning and its reading were not reviewed equally often"
        return Unexplained(reason, _guess(count, baseline, comparison, last.at))
    wrong_answers = _wrong_answers(count, baseline, comparison)
    found = _find_paths(baseline, comparison, wrong_answers, last.at) if wrong_answers else None
    if wrong_answers is None or found is None:
        return Unexplained("no review by the rules leads there", _guess(count, baseline, comparison, last.at))
    reviews = _reviews(found, wrong_answers, certain=last.certain and baseline.complete)
    if count > 1:
        return SeveralReviews(reviews)
    return OneReview(_with_lateness(reviews[0], baseline) if last.certain else reviews[0])


def _wrong_answers(count: int, baseline: Baseline, comparison: Comparison) -> WrongAnswers | None:
    meaning = wrong_answers_of(baseline.state.meaning, comparison.now.meaning, count)
    reading = wrong_answers_of(
        baseline.state.reading, comparison.now.reading, count if comparison.has_reading else 0
    )
    return WrongAnswers(count, meaning, reading) if meaning and reading else None


def _find_paths(
    baseline: Baseline, comparison: Comparison, wrong_answers: WrongAnswers, last_at: Moment
) -> Paths | None:
    """Return the paths that end at *last_at*; if that guess is too early, as early as they can."""
    found = find_paths(_query(baseline, comparison, wrong_answers, last_at))
    counted = comparison.now.statistic_at
    if found is not None or counted is None:
        return found
    later = find_paths(_query(baseline, comparison, wrong_answers, counted))
    return (
        None
        if later is None
        else replace(later, earliest=_with_early_end(later.earliest, last_at, comparison.intervals))
    )


def _query(
    baseline: Baseline, comparison: Comparison, wrong_answers: WrongAnswers, latest: Moment
) -> PathQuery:
    stage = baseline.state.stage
    starts = tuple(REVIEWED_STAGES) if stage is None else (stage,)
    return PathQuery(
        starts=starts,
        end=comparison.now.stage or 0,
        count=wrong_answers.count,
        wrong_answers=wrong_answers,
        intervals=comparison.intervals,
        earliest=baseline.earliest,
        latest=latest,
    )


def _with_early_end(path: tuple[PathStep, ...], guess: Moment, intervals: Intervals) -> tuple[PathStep, ...]:
    """Return *path* with its last review when it fell due, but not before *guess*."""
    *before, last = path
    fell_due = due(before[-1].at, before[-1].end, intervals) if before else None
    at = max(guess, fell_due if fell_due is not None else guess, before[-1].at + 1 if before else guess)
    return (*before, last._replace(at=Moment(min(at, last.at))))


def _reviews(found: Paths, wrong_answers: WrongAnswers, *, certain: bool) -> tuple[FoundReview, ...]:
    """Return the earliest path; all its reviews but the last are inferred, as no poll saw when they were.

    The last one is not if its moment is *certain* and every other path ends with the same review.
    """
    certain = certain and len(found.last_steps) == 1
    certain = certain and all(wrong_answers.last_is_one_way(wrong) for _, wrong in found.last_steps)
    parts = wrong_answers.split([step.wrong for step in found.earliest])
    reviews = [
        FoundReview(
            at=step.at,
            starting_stage=step.start,
            ending_stage=step.end,
            meaning_incorrect=meaning,
            reading_incorrect=reading,
            inferred=True,
        )
        for step, (meaning, reading) in zip(found.earliest, parts, strict=True)
    ]
    reviews[-1] = replace(reviews[-1], inferred=not certain)
    return tuple(reviews)


def _with_lateness(review: FoundReview, baseline: Baseline) -> FoundReview:
    return replace(review, late_seconds=lateness(baseline.due_at, review.at))


def _guess(
    count: int, baseline: Baseline, comparison: Comparison, last_at: Moment
) -> tuple[FoundReview, ...]:
    """Return *count* reviews of which only the number and the wrong answers are certain."""
    now = comparison.now
    was = baseline.state
    end = now.stage or 1
    start = was.stage if was.stage is not None else min(end, REVIEWED_STAGES[-1])
    *earlier, last = _moments(count, baseline.earliest, last_at, comparison)
    return (
        *(_inferred(at, start, start) for at in earlier),
        replace(
            _inferred(last, start, end),
            meaning_incorrect=now.meaning.incorrect - was.meaning.incorrect,
            reading_incorrect=now.reading.incorrect - was.reading.incorrect,
        ),
    )


def _inferred(at: Moment, start: int, end: int) -> FoundReview:
    return FoundReview(
        at=at, starting_stage=start, ending_stage=end, meaning_incorrect=0, reading_incorrect=0, inferred=True
    )


def _moments(count: int, earliest: Moment, latest: Moment, comparison: Comparison) -> Sequence[Moment]:
    """Return *count* moments in order, the last of them *latest*, as far apart as the shortest interval."""
    shortest = min(comparison.intervals.values(), default=0)
    moments = []
    at = min(earliest, Moment(latest - count + 1))
    for left in range(count - 1, 0, -1):
        moments.append(at)
        at = Moment(min(max(hour_of(Moment(at + shortest)), at + 1), latest - left + 1))
    return [*moments, latest]
