"""Whether an item shows a reset that was confirmed since it was last accounted for.

A reset takes 2–80 s from `confirmed_at` on (seven real ones), first the assignments, then the statistics:
a poll may see one half of it. What an item's accounted pair holds tells which resets it has been through:
one that began after the reset cannot be touched by it any more.
"""

from enum import Enum

from collector.core.moments import SECOND, Moment
from collector.reconstruction.snapshots import ItemState, PollWindow

TAKES = 180 * SECOND


class ResetEvidence(Enum):
    """How much of a reset an item shows."""

    NOTHING = "nothing"
    HALF = "half"
    WHOLE = "whole"


def newest_shown(
    before: ItemState, now: ItemState, resets: tuple[Moment, ...]
) -> tuple[ResetEvidence, Moment | None]:
    """Return how much *now* shows of *resets*, and when the newest that it shows was confirmed.

    One that it shows whole counts for more than a later one it shows half: that has nothing left to take.
    """
    shown = {at: _shown(before, now, at) for at in sorted(resets) if _could_touch(before, at)}
    for much in (ResetEvidence.WHOLE, ResetEvidence.HALF):
        if found := [at for at, shows in shown.items() if shows is much]:
            return much, found[-1]
    return ResetEvidence.NOTHING, None


def _could_touch(before: ItemState, confirmed_at: Moment) -> bool:
    """Whether the item, as accounted for, had anything that a reset at *confirmed_at* would take away."""
    if before.started_at is None:
        return not before.never_answered
    return before.started_at <= confirmed_at


def _shown(before: ItemState, now: ItemState, confirmed_at: Moment) -> ResetEvidence:
    assignment = now.started_at is None or now.started_at > confirmed_at
    long_after = now.statistic_at is not None and now.statistic_at > confirmed_at + TAKES
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
    """Whether anything that only ever grows is less than it was, or a lesson undone."""
    undone = before.started_at is not None and now.started_at is None
    pairs = ((before.meaning, now.meaning), (before.reading, now.reading))
    return undone or any(new.correct < old.correct or new.incorrect < old.incorrect for old, new in pairs)


def looks_reset(before: ItemState, now: ItemState) -> bool:
    """Whether it looks reset, whatever its subject's level: it fell, or has a later lesson than it had."""
    if before.started_at is None or now.started_at is None or now.resurrected_at != before.resurrected_at:
        return counters_decreased(before, now)
    return now.started_at > before.started_at or counters_decreased(before, now)


def is_fresh(now: ItemState, window: PollWindow) -> bool:
    """Whether the change is so new that the rest of a reset may still be on its way."""
    return max(now.assignment_at, now.statistic_at or now.assignment_at) > window.now - TAKES
