"""The evidence that an item was reset since it was last accounted for.

A reset takes 2–80 s from `confirmed_at` on (seven real ones), first the assignments, then the statistics:
a poll may see one half of it. The state an item was accounted for shows which resets it has been through:
a lesson done after the reset cannot be touched by it any more.
"""

from enum import Enum

from collector.core.moments import SECOND, Moment
from collector.reconstruction.snapshots import ItemState, PollWindow

RESET_TAKES = 180 * SECOND


class ResetEvidence(Enum):
    """The part of a reset that an item shows: neither half, one of them, or both."""

    NOTHING = "nothing"
    HALF = "half"
    WHOLE = "whole"


def newest_evidence(
    before: ItemState, now: ItemState, resets: tuple[Moment, ...]
) -> tuple[ResetEvidence, Moment | None]:
    """Return the evidence for *resets* in *now*, and when the newest one with evidence was confirmed.

    A whole one outranks a later half: the later one has nothing left to remove.
    """
    evidence = {at: _evidence(before, now, at) for at in sorted(resets) if _could_touch(before, at)}
    for part in (ResetEvidence.WHOLE, ResetEvidence.HALF):
        if found := [at for at, shows in evidence.items() if shows is part]:
            return part, found[-1]
    return ResetEvidence.NOTHING, None


def _could_touch(before: ItemState, confirmed_at: Moment) -> bool:
    """Return True if the item, as accounted for, had anything that a reset at *confirmed_at* would remove."""
    if before.started_at is None:
        return not before.never_answered
    return before.started_at <= confirmed_at


def _evidence(before: ItemState, now: ItemState, confirmed_at: Moment) -> ResetEvidence:
    assignment = now.started_at is None or now.started_at > confirmed_at
    long_after = now.statistic_at is not None and now.statistic_at > confirmed_at + RESET_TAKES
    emptied = now.never_answered and now.statistic_at is not None and now.statistic_at > confirmed_at
    if not assignment and long_after and not emptied:
        # Reviewed since, on its old lesson: its subject came to this level after the reset.
        return ResetEvidence.NOTHING
    statistic = before.never_answered or now.statistic_at is None or emptied or long_after
    if before.never_answered and not assignment:
        return ResetEvidence.NOTHING
    if assignment and statistic:
        return ResetEvidence.WHOLE
    return ResetEvidence.HALF if assignment or statistic else ResetEvidence.NOTHING


def counters_decreased(before: ItemState, now: ItemState) -> bool:
    """Return True if a number that only ever grows is less than it was, or a lesson undone."""
    undone = before.started_at is not None and now.started_at is None
    facets = ((before.meaning, now.meaning), (before.reading, now.reading))
    return undone or any(new.correct < old.correct or new.incorrect < old.incorrect for old, new in facets)


def looks_reset(before: ItemState, now: ItemState) -> bool:
    """Return True if the item looks reset, whatever its level: counters decreased, or its lesson is later."""
    if before.started_at is None or now.started_at is None or now.resurrected_at != before.resurrected_at:
        return counters_decreased(before, now)
    return now.started_at > before.started_at or counters_decreased(before, now)


def is_fresh(now: ItemState, window: PollWindow) -> bool:
    """Return True if the change is so new that the rest of a reset may still follow."""
    return max(now.assignment_at, now.statistic_at or now.assignment_at) > window.now - RESET_TAKES
