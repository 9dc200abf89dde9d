"""The reviews between a beginning and what an item is now."""

from collections.abc import Sequence
from dataclasses import replace

from collector.core.moments import HOUR, Moment, hour_of
from collector.core.stages import REVIEWED_STAGES, SrsStage
from collector.reconstruction import dating
from collector.reconstruction.baseline import Baseline, late
from collector.reconstruction.snapshots import (
    Comparison,
    FoundReview,
    Intervals,
    OneReview,
    Outcome,
    PollWindow,
    SeveralReviews,
    Unexplained,
)
from collector.reconstruction.srs_rules import due
from collector.reconstruction.stage_paths import PathQuery, Paths, Step, ways
from collector.reconstruction.wrong_answers import WrongAnswers, wrong_answers_of


def possible(count: int, begin: Baseline, case: Comparison, window: PollWindow) -> bool:
    """Return whether the rules allow *count* reviews in that time, by stages and by the shortest wait."""
    if case.now.statistic_at is None or case.now.stage not in (*REVIEWED_STAGES, SrsStage.BURNED):
        return False
    if begin.pair.stage is not None and begin.pair.stage not in REVIEWED_STAGES:
        return False
    shortest = max(min(case.intervals.values(), default=0) - HOUR, HOUR)
    return (count - 1) * shortest < max(case.now.statistic_at - window.since, 1)


def seek(count: int, begin: Baseline, case: Comparison) -> Outcome:
    """Return *count* reviews from *begin* to what the item is now."""
    last = dating.last_review(case.now, case.intervals, begin.earliest)
    if case.has_reading and case.now.reading.correct - begin.pair.reading.correct != count:
        why = "its meaning and its reading were not reviewed equally often"
        return Unexplained(why, _guessed(count, begin, case, last.at))
    errors = _errors(count, begin, case)
    found = _ways(begin, case, errors, last.at) if errors else None
    if errors is None or found is None:
        return Unexplained("no review by the rules leads there", _guessed(count, begin, case, last.at))
    reviews = _reviews(found, errors, certain=last.certain and begin.sure)
    if count > 1:
        return SeveralReviews(reviews)
    return OneReview(_with_lateness(reviews[0], begin) if last.certain else reviews[0])


def _errors(count: int, begin: Baseline, case: Comparison) -> WrongAnswers | None:
    meaning = wrong_answers_of(begin.pair.meaning, case.now.meaning, count)
    reading = wrong_answers_of(begin.pair.reading, case.now.reading, count if case.has_reading else 0)
    return WrongAnswers(count, meaning, reading) if meaning and reading else None


def _ways(begin: Baseline, case: Comparison, errors: WrongAnswers, last_at: Moment) -> Paths | None:
    """Return the ways that end at *last_at*; where that is a guess too early, as early as can be."""
    found = ways(_question(begin, case, errors, last_at))
    counted = case.now.statistic_at
    if found is not None or counted is None:
        return found
    later = ways(_question(begin, case, errors, counted))
    return (
        None
        if later is None
        else replace(later, earliest=_early_end(later.earliest, last_at, case.intervals))
    )


def _question(begin: Baseline, case: Comparison, errors: WrongAnswers, latest: Moment) -> PathQuery:
    stage = begin.pair.stage
    starts = tuple(REVIEWED_STAGES) if stage is None else (stage,)
    return PathQuery(
        starts, case.now.stage or 0, errors.count, errors, case.intervals, begin.earliest, latest
    )


def _early_end(way: tuple[Step, ...], guess: Moment, intervals: Intervals) -> tuple[Step, ...]:
    """Return *way* with its last review when it fell due, but not before *guess*."""
    *before, last = way
    fell_due = due(before[-1].at, before[-1].end, intervals) if before else None
    at = max(guess, fell_due if fell_due is not None else guess, before[-1].at + 1 if before else guess)
    return (*before, last._replace(at=Moment(min(at, last.at))))


def _reviews(found: Paths, errors: WrongAnswers, *, certain: bool) -> tuple[FoundReview, ...]:
    """Return the earliest way; all but its last review are marked, for nobody knows when they were.

    The last one is not when its moment is *certain* and every other way ends with the very same review.
    """
    certain = certain and len(found.lasts) == 1
    certain = certain and all(errors.last_is_one_way(wrong) for _, wrong in found.lasts)
    parts = errors.split([step.wrong for step in found.earliest])
    reviews = [
        FoundReview(step.at, step.start, step.end, *wrong, inferred=True)
        for step, wrong in zip(found.earliest, parts, strict=True)
    ]
    reviews[-1] = replace(reviews[-1], inferred=not certain)
    return tuple(reviews)


def _with_lateness(review: FoundReview, begin: Baseline) -> FoundReview:
    return replace(review, late_seconds=late(begin.due_at, review.at))


def _guessed(count: int, begin: Baseline, case: Comparison, last_at: Moment) -> tuple[FoundReview, ...]:
    """Return *count* reviews that are certain in nothing but their number and their wrong answers."""
    now, was = case.now, begin.pair
    end = now.stage or 1
    start = was.stage if was.stage is not None else min(end, REVIEWED_STAGES[-1])
    wrong = (now.meaning.incorrect - was.meaning.incorrect, now.reading.incorrect - was.reading.incorrect)
    *earlier, last = _moments(count, begin.earliest, last_at, case)
    return (
        *(FoundReview(at, start, start, 0, 0, inferred=True) for at in earlier),
        FoundReview(last, start, end, *wrong, inferred=True),
    )


def _moments(count: int, earliest: Moment, latest: Moment, case: Comparison) -> Sequence[Moment]:
    """Return *count* moments in order, the last of them *latest*, as far apart as the shortest wait."""
    shortest = min(case.intervals.values(), default=0)
    moments, at = [], min(earliest, Moment(latest - count + 1))
    for left in range(count - 1, 0, -1):
        moments.append(at)
        at = Moment(min(max(hour_of(Moment(at + shortest)), at + 1), latest - left + 1))
    return [*moments, latest]
