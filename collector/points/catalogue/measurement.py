"""The words in which the catalogue is written: field types, units, fields, measurements.

>>> text("The kanji itself.").type.value, Field(Unit.SECONDS, "How long it took.").type.value
('string', 'integer')
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from typing import NamedTuple


class FieldType(Enum):
    """The types a field can have; a field never changes its type."""

    INTEGER = "integer"
    FLOAT = "float"
    STRING = "string"


class Unit(Enum):
    """The unit of a field, or the things it counts."""

    ITEMS = "items"
    WEIGHTED_ITEMS = "weighted items"
    REVIEWS = "reviews"
    LESSONS = "lessons"
    ANSWERS = "answers"
    KANJI = "kanji"
    SESSIONS = "sessions"
    EVENTS = "events"
    SECONDS = "seconds"
    MINUTES = "minutes"
    DAYS = "days"
    UNIX_SECONDS = "seconds since 1970"
    REVIEWS_A_DAY = "reviews a day"
    LESSONS_A_DAY = "lessons a day"
    MINUTES_A_DAY = "minutes a day"
    SECONDS_A_REVIEW = "seconds a review"
    LEVEL = "level"
    STAGE = "SRS stage"
    SCORE = "leech score"
    REQUESTS = "requests"
    ROWS = "rows"
    CHANGES = "changes"
    POINTS = "points"
    FLAG = "0 or 1"
    ID = "id"
    TEXT = "text"


class Field(NamedTuple):
    """One field: its unit, what it means and when it is absent, in a sentence, and its type."""

    unit: Unit
    meaning: str
    type: FieldType = FieldType.INTEGER


Value = int | float | str
_PYTHON: dict[FieldType, type] = {FieldType.INTEGER: int, FieldType.FLOAT: float, FieldType.STRING: str}


@dataclass(frozen=True)
class Measurement:
    """One kind of point. *tags* says what each tag's values are; every point has the tag `account` too.

    *time* is what a point's time stands for, *written* when points are written.
    """

    name: str
    meaning: str
    fields: Mapping[str, Field]
    tags: Mapping[str, str] = field(default_factory=dict)
    time: str = ""
    written: str = ""

    @cached_property
    def types(self) -> Mapping[str, type]:
        """The type of each field in Python."""
        return {name: _PYTHON[each.type] for name, each in self.fields.items()}


def decimal(unit: Unit, meaning: str) -> Field:
    """Return a field that is a float."""
    return Field(unit, meaning, FieldType.FLOAT)


def text(meaning: str) -> Field:
    """Return a field that is a string."""
    return Field(Unit.TEXT, meaning, FieldType.STRING)
