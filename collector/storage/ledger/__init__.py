"""Facts that cannot be fetched again: appended, never changed. One file per fact (`core.facts`).

Each file has `append_…`, which takes facts, and what reads them again. Where some of the facts may be known
already, `append_…` returns those that were new: only these become points.
"""

from collector.storage.ledger import (
    annotations,
    coverage,
    forecast,
    heartbeats,
    leeches,
    levels,
    milestones,
    polls,
    projected,
    projection_scores,
    reviews,
    study_time,
)

__all__ = [
    "annotations",
    "coverage",
    "forecast",
    "heartbeats",
    "leeches",
    "levels",
    "milestones",
    "polls",
    "projected",
    "projection_scores",
    "reviews",
    "study_time",
]
