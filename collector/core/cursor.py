"""Cursors: how far each endpoint of WaniKani's API has been read, and how to request newer rows."""

from dataclasses import dataclass
from enum import StrEnum

from collector.core.moments import Moment


class Endpoint(StrEnum):
    """The endpoints of WaniKani's API that a poll requests, in its order.

    Statistics come before assignments: a review between the two requests then always shows as a new
    assignment with an old statistic, which differs from an edit.
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


# These change only with WaniKani's content, so they are requested once a day.
DAILY = frozenset({Endpoint.SUBJECTS, Endpoint.SRS_SYSTEMS})


@dataclass(frozen=True, slots=True)
class Validators:
    """The validators that make the next request for exactly this *url* conditional.

    Source: WaniKani API documentation, "Conditional Requests".
    """

    url: str
    etag: str | None
    last_modified: str | None


@dataclass(frozen=True, slots=True)
class Cursor:
    """All changes of *endpoint* up to *seen_until* are in the mirror, as of the poll at *asked_at*.

    If nothing has changed since, it stays as it is, except for endpoints that are requested once a day.

    *seen_until* is None for a single resource, and for a collection that never had rows. *validators* are
    those of the last response, and None when it had several pages.
    """

    endpoint: Endpoint
    asked_at: Moment
    seen_until: Moment | None = None
    validators: Validators | None = None
