"""The rules by which rows of an archive are accepted as reviews. Pure.

Source: WaniKani's API documentation, revision 20170710, "Reviews"; our own export has some more columns.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import AwareDatetime, Field, TypeAdapter, ValidationError

from collector.core.moments import Moment, moment
from collector.importers.count_rules import WANIKANI_OPENED
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.review_archive import RawReview

Id = Annotated[int, Field(gt=0, lt=2**63)]
Answers = Annotated[int, Field(ge=0, le=10_000)]
_NO_ZONE = {"timezone_aware", "timezone_offset"}


@dataclass(frozen=True, slots=True)
class ArchivedReview:
    """A row of `/reviews`; the columns that only our own export has are None, or False, in others.

    A review starts in stage 1 to 8 and ends in 1 to 9.
    """

    assignment_id: Id
    subject_id: Id
    created_at: AwareDatetime
    starting_srs_stage: Annotated[int, Field(ge=1, le=8)]
    ending_srs_stage: Annotated[int, Field(ge=1, le=9)]
    incorrect_meaning_answers: Answers
    incorrect_reading_answers: Answers
    level: Annotated[int, Field(ge=0, le=1000)] | None = None
    late_seconds: Annotated[int, Field(ge=0, lt=2**40)] | None = None
    inferred: bool = False

    @property
    def at(self) -> Moment:
        """The moment of the review."""
        return moment(self.created_at)


_ROW = TypeAdapter(ArchivedReview)


def validate_review(raw: RawReview, first_poll: Moment, now: Moment) -> ArchivedReview | Rejected:
    """Return the review of a row, or why it is rejected: it is no review, or of an impossible time."""
    try:
        row = _ROW.validate_python(dict(raw.columns))
    except ValidationError as error:
        return _not_a_review(raw, error)
    if row.at < WANIKANI_OPENED:
        return Rejected(RejectionReason.IMPOSSIBLE_TIME, _named(raw))
    if row.at > now:
        return Rejected(RejectionReason.IN_THE_FUTURE, _named(raw))
    return Rejected(RejectionReason.AFTER_FIRST_POLL, _named(raw)) if row.at >= first_poll else row


def _not_a_review(raw: RawReview, error: ValidationError) -> Rejected:
    first: Any = error.errors(include_url=False)[0]
    column = str(first["loc"][0]) if first["loc"] else "the row"
    if first["type"] in _NO_ZONE:
        return Rejected(RejectionReason.NO_ZONE, f"{raw.where} ({str(first['input'])[:40]})")
    what = "is missing" if first["type"] == "missing" else f"is {_shown(raw.columns, column)}"
    return Rejected(RejectionReason.NO_REVIEW, f"{raw.where} ({column} {what})")


def _shown(columns: Mapping[str, object], column: str) -> str:
    return repr(columns.get(column))[:40]


def _named(raw: RawReview) -> str:
    return f"{raw.where} ({str(raw.columns['created_at'])[:40]})"
