"""Rows of `/reviews`, empty since 2023: should they come again, they are what happened."""

from collections.abc import Sequence
from dataclasses import replace

from collector.core.model import ReviewRecord
from collector.core.moments import SECOND
from collector.reconstruction.snapshots import FoundReview

# How far apart two moments of one assignment are at most that are the same review's.
SAME = SECOND


def agreed(found: Sequence[FoundReview], rows: Sequence[ReviewRecord]) -> tuple[FoundReview, ...]:
    """Return the reviews of one item in one gap: *rows* in place of what was inferred.

    With as many rows as reviews (or more) the rows are all of them. Fewer say nothing: what was inferred
    belongs together, and wrong answers would no longer add up.
    """
    if not rows or len(rows) < len(found):
        return tuple(found)
    lateness = found[0].late_seconds if len(found) == len(rows) == 1 else None
    ordered = sorted(rows, key=lambda row: row.created_at)
    return tuple(replace(as_found(row), late_seconds=lateness) for row in ordered)


def as_found(row: ReviewRecord) -> FoundReview:
    """Return what a row says; nothing in it is inferred."""
    return FoundReview(
        at=row.created_at,
        starting_stage=row.starting_srs_stage,
        ending_stage=row.ending_srs_stage,
        meaning_incorrect=row.incorrect_meaning_answers,
        reading_incorrect=row.incorrect_reading_answers,
        inferred=False,
    )
