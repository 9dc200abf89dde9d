"""The state from which reviews are searched: an item as it was, after a reset, a resurrection or a lesson."""

from dataclasses import dataclass, replace

from collector.core.moments import SECOND, Moment, seconds_between
from collector.core.stages import SrsStage
from collector.reconstruction.snapshots import (
    Answers,
    Comparison,
    FoundReview,
    ItemState,
    PollWindow,
    not_started,
)
from collector.reconstruction.srs_rules import due

_ENLIGHTENED = int(SrsStage.ENLIGHTENED)
_BURNED = int(SrsStage.BURNED)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The state that reviews are searched from, none of them before *earliest*.

    *due_at* is when the next review fell due, as an earlier poll read it; None when no poll did.
    *earlier_reviews* took place before this state. *complete* is False if there may be more of them that left
    no trace.
    """

    state: ItemState
    earliest: Moment
    due_at: Moment | None = None
    earlier_reviews: tuple[FoundReview, ...] = ()
    complete: bool = True


def after_reset(confirmed_at: Moment, window: PollWindow) -> Baseline:
    """Return the state a reset leaves: no lesson, no answer. Reviews just before the reset left no trace."""
    return Baseline(not_started(confirmed_at), max(window.since, confirmed_at))


def as_it_was(comparison: Comparison, window: PollWindow) -> Baseline:
    """Return the state as it was last accounted for."""
    before = comparison.before
    bounds = [window.since]
    if comparison.last_review_at is not None:
        bounds.append(Moment(comparison.last_review_at + 1))
    # An item first seen in the middle of a review shows when it falls due after that review.
    due_at = before.available_at if before.stage is not None else None
    if due_at is not None:
        bounds.append(due_at)
    elif comparison.last_review_at is not None and before.stage is not None:
        # On vacation due times can be missing; they only ever move to later.
        bounds.append(
            due(Moment(comparison.last_review_at - SECOND), before.stage, comparison.intervals)
            or window.since
        )
    return Baseline(before, max(bounds), None if window.due_times_moved else due_at)


def after_resurrection(baseline: Baseline, comparison: Comparison) -> Baseline:
    """Return *baseline* with a resurrected item at stage 1.

    A resurrection is no lesson. It is not known if it changes `started_at`.
    """
    now = comparison.now
    before = baseline.state
    if now.resurrected_at is None or now.resurrected_at == before.resurrected_at:
        return baseline
    burning = _burning(baseline, comparison)
    meaning = before.meaning
    reading = before.reading
    if burning is not None:
        meaning = _right(meaning)
        reading = _right(reading) if comparison.has_reading else reading
    state = replace(before, stage=1, started_at=now.started_at, meaning=meaning, reading=reading)
    fell_due = due(now.resurrected_at, 1, comparison.intervals) or now.resurrected_at
    return Baseline(
        state,
        max(baseline.earliest, fell_due),
        earlier_reviews=(burning,) if burning else (),
        complete=burning is not None or before.stage == SrsStage.BURNED,
    )


def _burning(baseline: Baseline, comparison: Comparison) -> FoundReview | None:
    """Return the review that burned the item, if it was burned and resurrected between the same two polls."""
    before = baseline.state
    now = comparison.now
    count = now.meaning.correct - before.meaning.correct
    if before.stage not in (_ENLIGHTENED, None) or count < 1:
        return None
    new = before.stage is None or now.burned_at != before.burned_at
    burned_at = now.burned_at if new else None
    counted = now.statistic_at
    if burned_at is not None and counted is not None and 0 < counted - burned_at <= SECOND and count == 1:
        seconds = lateness(baseline.due_at, counted)
        return _burning_review(counted, late_seconds=seconds, inferred=False)
    at = burned_at if burned_at is not None else baseline.earliest
    return _burning_review(at, late_seconds=None, inferred=True)


def _burning_review(at: Moment, *, late_seconds: int | None, inferred: bool) -> FoundReview:
    return FoundReview(
        at=at,
        starting_stage=_ENLIGHTENED,
        ending_stage=_BURNED,
        meaning_incorrect=0,
        reading_incorrect=0,
        inferred=inferred,
        late_seconds=late_seconds,
    )


def _right(answers: Answers) -> Answers:
    return Answers(answers.correct + 1, answers.incorrect, answers.streak + 1)


def after_lesson(baseline: Baseline, comparison: Comparison) -> Baseline:
    """Return *baseline* with an item at stage 1 whose lesson was done."""
    started_at = comparison.now.started_at
    if started_at is None or baseline.state.started_at is not None:
        return baseline
    fell_due = due(started_at, 1, comparison.intervals) or started_at
    state = replace(baseline.state, stage=1, started_at=started_at)
    return replace(baseline, state=state, earliest=max(baseline.earliest, fell_due), due_at=None)


def lateness(due_at: Moment | None, at: Moment) -> int | None:
    """Return the seconds from falling due to the review; None if the due time is not known."""
    return None if due_at is None or at < due_at else seconds_between(due_at, at)
