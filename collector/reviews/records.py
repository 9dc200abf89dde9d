"""Rows of `/reviews`, empty since 2023: should they come again, they are what happened."""

from collections.abc import Sequence
from dataclasses import replace

from collector.model import ReviewRecord
from collector.moments import SECOND, Moment
from collector.reviews.pair import Found

SAME = SECOND


def same(one: Moment, other: Moment) -> bool:
    """Whether two moments of one assignment are the same review."""
    return abs(one - other) <= SAME


def agreed(found: Sequence[Found], rows: Sequence[ReviewRecord]) -> tuple[Found, ...]:
    """Return the reviews of one item in one gap: *rows* in place of what was inferred.

    With as many rows as reviews (or more) the rows are all of them; of fewer, each replaces the review
    within a second of it.
    """
    if not rows:
        return tuple(found)
    if len(rows) >= len(found):
        lateness = found[0].late_seconds if len(found) == len(rows) == 1 else None
        ordered = sorted(rows, key=lambda row: row.created_at)
        return tuple(replace(as_found(row), late_seconds=lateness) for row in ordered)
    return tuple(next((as_found(row) for row in rows if same(row.created_at, one.at)), one) for one in found)


def as_found(row: ReviewRecord) -> Found:
    """Return what a row says; nothing in it is inferred."""
    return Found(
        at=row.created_at,
        starting_stage=row.starting_srs_stage,
        ending_stage=row.ending_srs_stage,
        meaning_incorrect=row.incorrect_meaning_answers,
        reading_incorrect=row.incorrect_reading_answers,
        inferred=False,
    )
