"""The rules by which rows of an archive are accepted as reviews. Pure.

Source: WaniKani's API documentation, revision 20170710, "Reviews"; our own export has some more columns.
"""

import re
from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import Field, TypeAdapter, ValidationError

from collector.core.moments import Moment, moment
from collector.importers.count_rules import WANIKANI_OPENED
from collector.importers.raw_review import RawReview
from collector.importers.rejections import Rejected, RejectionReason

Id = Annotated[int, Field(gt=0, lt=2**63)]
Answers = Annotated[int, Field(ge=0, le=10_000)]
_MOST_DIGITS = 30
# Pydantic takes a day for its midnight, and no review was at that.
_DAY_ALONE = re.compile(r"\s*[0-9]+-[0-9]+-[0-9]+\s*")


@dataclass(frozen=True, slots=True)
class ArchivedReview:
    """A row of `/reviews`; the columns that only our own export has are None, or False, in others.

    A review starts in stage 1 to 8 and ends in 1 to 9. *assignment_id* and *ending_srs_stage* are None where
    the file does not have them. *clock_set*: by the local clock *created_at* came twice, or not at all.
    """

    subject_id: Id
    created_at: datetime
    starting_srs_stage: Annotated[int, Field(ge=1, le=8)]
    incorrect_meaning_answers: Answers
    incorrect_reading_answers: Answers
    assignment_id: Id | None = None
    ending_srs_stage: Annotated[int, Field(ge=1, le=9)] | None = None
    level: Annotated[int, Field(ge=0, le=1000)] | None = None
    late_seconds: Annotated[int, Field(ge=0, lt=2**40)] | None = None
    inferred: bool = False
    clock_set: bool = False

    @property
    def at(self) -> Moment:
        """The moment of the review."""
        return moment(self.created_at)


_ROW = TypeAdapter(ArchivedReview)


def validate_review(
    raw: RawReview, first_poll: Moment, now: Moment, zone: ZoneInfo | None = None
) -> ArchivedReview | Rejected:
    """Return the review of a row, or why it is rejected: it is not a review, or its time is impossible.

    A time that does not say its zone is one of *zone*.
    """
    try:
        row = _in_zone(
            _ROW.validate_python({name: _printable(value) for name, value in raw.columns.items()}), zone
        )
    except ValidationError as error:
        return _not_a_review(raw, error)
    if _DAY_ALONE.fullmatch(str(raw.columns["created_at"])):
        return Rejected(RejectionReason.NO_REVIEW, f"{raw.where} (created_at {_is(raw, 'created_at')})")
    if row.created_at.tzinfo is None:
        return Rejected(RejectionReason.NO_ZONE, _named(raw))
    if row.at < WANIKANI_OPENED:
        return Rejected(RejectionReason.IMPOSSIBLE_TIME, _named(raw))
    if row.at > now:
        return Rejected(RejectionReason.IN_THE_FUTURE, _named(raw))
    return Rejected(RejectionReason.AFTER_FIRST_POLL, _named(raw)) if row.at >= first_poll else row


def _printable(value: object) -> object:
    """Return *value*, as a text if it is so great a number that an integer of it takes all memory."""
    return str(value) if isinstance(value, Decimal) and value.adjusted() > _MOST_DIGITS else value


def _in_zone(row: ArchivedReview, zone: ZoneInfo | None) -> ArchivedReview:
    if row.created_at.tzinfo is not None or zone is None:
        return row
    first, second = (row.created_at.replace(tzinfo=zone, fold=fold) for fold in (0, 1))
    return replace(row, created_at=first, clock_set=first.utcoffset() != second.utcoffset())


def _not_a_review(raw: RawReview, error: ValidationError) -> Rejected:
    first: Any = error.errors(include_url=False)[0]
    column = str(first["loc"][0]) if first["loc"] else "the row"
    what = "is missing" if first["type"] == "missing" else _is(raw, column)
    return Rejected(RejectionReason.NO_REVIEW, f"{raw.where} ({column} {what})")


def _is(raw: RawReview, column: str) -> str:
    return f"is {raw.columns.get(column)!r}"[:43]


def _named(raw: RawReview) -> str:
    return f"{raw.where} ({str(raw.columns['created_at'])[:40]})"
