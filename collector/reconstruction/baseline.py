"""Where reviews are sought from: an item as it was, after a reset, a resurrection or a lesson."""

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

_ENLIGHTENED, _BURNED = int(SrsStage.ENLIGHTENED), int(SrsStage.BURNED)


@dataclass(frozen=True, slots=True)
class Baseline:
    """Where reviews are sought from: *pair* as it was, none before *earliest*.

    *due_at* is when the next review fell due, as an earlier poll read it; None when nobody saw that.
    *already* are reviews found on the way here. Not *sure*: there may be more that nobody can see.
    """

    pair: ItemState
    earliest: Moment
    due_at: Moment | None = None
    already: tuple[FoundReview, ...] = ()
    sure: bool = True


def after_reset(confirmed_at: Moment, window: PollWindow) -> Baseline:
    """Begin with nothing: no lesson, no answer. Reviews between the last poll and the reset left no trace."""
    return Baseline(not_started(confirmed_at), max(window.since, confirmed_at))


def as_it_was(case: Comparison, window: PollWindow) -> Baseline:
    """Begin with what is accounted for."""
    before, bounds = case.before, [window.since]
    if case.last_review_at is not None:
        bounds.append(Moment(case.last_review_at + 1))
    # First seen in the middle of a review, it shows when it falls due after that one.
    due_at = before.available_at if before.stage is not None else None
    if due_at is not None:
        bounds.append(due_at)
    elif case.last_review_at is not None and before.stage is not None:
        # On vacation due times can be gone; they only ever move to later.
        bounds.append(due(Moment(case.last_review_at - SECOND), before.stage, case.intervals) or window.since)
    return Baseline(before, max(bounds), None if window.due_times_moved else due_at)


def after_resurrection(begin: Baseline, case: Comparison) -> Baseline:
    """Put a resurrected item at stage 1; whether `started_at` moves then is unknown, a lesson it is not."""
    now, before = case.now, begin.pair
    if now.resurrected_at is None or now.resurrected_at == before.resurrected_at:
        return begin
    burning = _burning(begin, case)
    meaning, reading = before.meaning, before.reading
    if burning is not None:
        meaning, reading = _right(meaning), _right(reading) if case.has_reading else reading
    pair = replace(before, stage=1, started_at=now.started_at, meaning=meaning, reading=reading)
    fell_due = due(now.resurrected_at, 1, case.intervals) or now.resurrected_at
    return Baseline(
        pair,
        max(begin.earliest, fell_due),
        already=(burning,) if burning else (),
        sure=burning is not None or before.stage == SrsStage.BURNED,
    )


def _burning(begin: Baseline, case: Comparison) -> FoundReview | None:
    """Return the review that burned the item before it was resurrected, all within one gap."""
    before, now = begin.pair, case.now
    count = now.meaning.correct - before.meaning.correct
    if before.stage not in (_ENLIGHTENED, None) or count < 1:
        return None
    new = before.stage is None or now.burned_at != before.burned_at
    burned_at = now.burned_at if new else None
    counted = now.statistic_at
    if burned_at is not None and counted is not None and 0 < counted - burned_at <= SECOND and count == 1:
        seconds = late(begin.due_at, counted)
        return FoundReview(counted, _ENLIGHTENED, _BURNED, 0, 0, False, seconds)
    at = burned_at if burned_at is not None else begin.earliest
    return FoundReview(at, _ENLIGHTENED, _BURNED, 0, 0, inferred=True)


def _right(answers: Answers) -> Answers:
    return Answers(answers.correct + 1, answers.incorrect, answers.streak + 1)


def after_lesson(begin: Baseline, case: Comparison) -> Baseline:
    """Put an item whose lesson was done at stage 1."""
    started_at = case.now.started_at
    if started_at is None or begin.pair.started_at is not None:
        return begin
    fell_due = due(started_at, 1, case.intervals) or started_at
    pair = replace(begin.pair, stage=1, started_at=started_at)
    return replace(begin, pair=pair, earliest=max(begin.earliest, fell_due), due_at=None)


def late(due_at: Moment | None, at: Moment) -> int | None:
    """Return how many seconds after it fell due a review was, if that is known."""
    return None if due_at is None or at < due_at else seconds_between(due_at, at)
