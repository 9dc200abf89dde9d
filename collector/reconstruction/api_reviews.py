"""Rows of `/reviews`, empty since 2023: should they come again, they replace what was inferred.

Source: WaniKani's API documentation, "Reviews", and its announcement of 2023.
"""

from collections.abc import Sequence
from dataclasses import replace

from collector.core.model import ReviewRecord
from collector.reconstruction.snapshots import FoundReview


def prefer_api_rows(found: Sequence[FoundReview], rows: Sequence[ReviewRecord]) -> tuple[FoundReview, ...]:
    """Return the reviews of one item between two polls: *rows* in place of what was inferred.

    With at least as many rows as reviews, the rows are all of them. Fewer are ignored: what was inferred
    belongs together, and wrong answers would no longer add up.
    """
    if not rows or len(rows) < len(found):
        return tuple(found)
    late_seconds = found[0].late_seconds if len(found) == len(rows) == 1 else None
    ordered = sorted(rows, key=lambda row: row.created_at)
    return tuple(replace(found_review(row), late_seconds=late_seconds) for row in ordered)


def found_review(row: ReviewRecord) -> FoundReview:
    """Return the review in *row*; nothing in it is inferred."""
    return FoundReview(
        at=row.created_at,
        starting_stage=row.starting_srs_stage,
        ending_stage=row.ending_srs_stage,
        meaning_incorrect=row.incorrect_meaning_answers,
        reading_incorrect=row.incorrect_reading_answers,
        inferred=False,
    )
