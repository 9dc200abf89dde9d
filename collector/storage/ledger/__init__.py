"""Facts that cannot be fetched again: appended, never changed. One file a fact.

`append_…` functions return the facts that were really new; only these become points.
"""

from collector.storage.ledger import (
    annotations,
    forecast,
    heartbeats,
    leeches,
    levels,
    milestones,
    polls,
    reviews,
    study_time,
)

__all__ = [
    "annotations",
    "forecast",
    "heartbeats",
    "leeches",
    "levels",
    "milestones",
    "polls",
    "reviews",
    "study_time",
]
