"""How far each endpoint has been read, and how to ask it for what came since."""

from dataclasses import dataclass
from enum import StrEnum

from collector.core.moments import Moment


class Endpoint(StrEnum):
    """The parts of WaniKani's API that are asked, in the order a poll asks them.

    Statistics come before assignments: a review between the two requests then always shows as a new
    assignment with an old statistic, which can be told from an edit.
    """

    USER = "user"
    RESETS = "resets"
    REVIEW_STATISTICS = "review_statistics"
    ASSIGNMENTS = "assignments"
    LEVEL_PROGRESSIONS = "level_progressions"
    SUMMARY = "summary"
    REVIEWS = "reviews"
    SUBJECTS = "subjects"
    SRS_SYSTEMS = "spaced_repetition_systems"


@dataclass(frozen=True, slots=True)
class Validators:
    """What makes the next request for the very same *url* a conditional one."""

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """All that *endpoint* changed up to *seen_until* is in the mirror, as of the poll at *asked_at*.

    *seen_until* is None for what has no rows, or never had any. *validators* belong to the last answer,
    and are None when that had several pages.
    """

    endpoint: Endpoint
    asked_at: Moment
    seen_until: Moment | None = None
    validators: Validators | None = None
