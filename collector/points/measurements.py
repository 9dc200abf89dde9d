"""The catalogue: every measurement with its tags, fields and field types. The only source of these names.

This is the contract with everyone who reads the database. InfluxDB rejects a field whose type changes, and
users' own queries break when a name changes: a golden file in the tests makes either change visible.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import Enum
from functools import cached_property
from math import isfinite

from collector.core.kanji_lists import NAMES
from collector.core.kinds import KINDS
from collector.core.stages import DIVIDED_GROUPS, REVIEWED_GROUPS, STAGES


class FieldType(Enum):
    """The types a field can have; a field never changes its type."""

    INTEGER = "integer"
    FLOAT = "float"
    STRING = "string"


Value = int | float | str
_PYTHON: dict[FieldType, type] = {FieldType.INTEGER: int, FieldType.FLOAT: float, FieldType.STRING: str}


@dataclass(frozen=True)
class Measurement:
    """One kind of point. *tags* says what each tag's values are; every point has the tag `account` too."""

    name: str
    meaning: str
    fields: Mapping[str, FieldType]
    tags: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def types(self) -> Mapping[str, type]:
        """The type of each field in Python."""
        return {name: _PYTHON[kind] for name, kind in self.fields.items()}


@dataclass(frozen=True, slots=True)
class Point:
    """One point: identity is measurement, tags and *time* (nanoseconds since 1970)."""

    measurement: Measurement
    time: int
    tags: Mapping[str, str]
    fields: Mapping[str, Value]

    def __post_init__(self) -> None:
        """Check the names and types against the catalogue.

        Raises ValueError or TypeError when one is not in it: an internal error, found by the tests.
        """
        if self.tags.keys() != self.measurement.tags.keys():
            raise ValueError(f"{self.measurement.name} has the tags {sorted(self.measurement.tags)}")
        types = self.measurement.types
        if not self.fields or not self.fields.keys() <= types.keys():
            raise ValueError(f"{self.measurement.name} has the fields {sorted(types)}")
        for name, value in self.fields.items():
            kind = types[name]
            if type(value) is not kind:
                raise TypeError(f"{self.measurement.name}.{name} is {self.measurement.fields[name].value}")
            if kind is float and not isfinite(float(value)):
                raise ValueError(f"{self.measurement.name}.{name} must be a number InfluxDB can hold")


def _integers(*names: str) -> dict[str, FieldType]:
    return dict.fromkeys(names, FieldType.INTEGER)


def _strings(*names: str) -> dict[str, FieldType]:
    return dict.fromkeys(names, FieldType.STRING)


ALL = "all"
_ALL_AND_KINDS = ", ".join((ALL, *KINDS))

SRS_DISTRIBUTION = Measurement(
    "srs_distribution",
    "Items in each stage at a poll, when they changed and twice a day: unlocked, not hidden; "
    "lesson = not started yet.",
    tags={"subject_type": _ALL_AND_KINDS},
    fields=_integers(*STAGES, *DIVIDED_GROUPS),
)
QUEUE = Measurement(
    "queue",
    "Lessons and reviews that wait at a poll, as WaniKani's summary counts them.",
    fields=_integers(
        "lessons_available",
        "reviews_available",
        "reviews_next_hour",
        "reviews_next_24h",
        "next_reviews_in_seconds",
        "on_vacation",
        "streak_days",
    ),
)
REVIEW_FORECAST = Measurement(
    "review_forecast",
    "Reviews that fall due in the hour, by the stage the items are in now.",
    tags={"subject_type": ", ".join(KINDS)},
    fields=_integers(*REVIEWED_GROUPS, "reviews"),
)
REVIEW = Measurement(
    "review",
    "One finished review of one item, reconstructed; inferred = 0 when it is certain.",
    tags={
        "subject_type": "the item's kind",
        "srs_stage": "before the review: apprentice_1 … enlightened",
        "srs_group": ", ".join(REVIEWED_GROUPS),
    },
    fields=_integers(
        "correct",
        "meaning_correct",
        "reading_correct",
        "meaning_incorrect",
        "reading_incorrect",
        "starting_stage",
        "ending_stage",
        "subject_id",
        "assignment_id",
        "level",
        "late_seconds",
        "inferred",
    ),
)
SESSION = Measurement(
    "session",
    "Reviews less than 15 minutes apart, at the first of them.",
    fields={
        **_integers("reviews", "correct", "meaning_incorrect", "reading_incorrect", "duration_seconds"),
        "seconds_per_review": FieldType.FLOAT,
    },
)
STUDY_HOUR = Measurement(
    "study_hour",
    "Reviews and lessons of a local hour.",
    tags={"weekday": "1 (Monday) … 7", "hour": "00 … 23"},
    fields=_integers("reviews", "correct", "lessons"),
)
STUDY_DAY = Measurement(
    "study_day",
    "Reviews, lessons and sessions of a local day, at its midnight.",
    fields=_integers("reviews", "correct", "lessons", "sessions", "study_seconds"),
)
MILESTONE = Measurement(
    "milestone",
    "An event of an item, such as unlocked or passed, when it happened.",
    tags={"subject_type": "the item's kind", "kind": "unlocked, started, passed, burned, resurrected"},
    fields=_integers("subject_id", "level", "count"),
)
ACCURACY = Measurement(
    "accuracy",
    "Lifetime totals of answers to items that are not hidden, and leeches among them; at a poll, when they "
    "changed and twice a day.",
    tags={"subject_type": _ALL_AND_KINDS},
    fields=_integers(
        "meaning_correct", "meaning_incorrect", "reading_correct", "reading_incorrect", "leeches"
    ),
)
LEVEL = Measurement(
    "level",
    "Progress in the learner's level, by its kanji; at a poll, when it changed and twice a day.",
    fields=_integers("level", "kanji_total", "kanji_passed", "kanji_required", "seconds_on_level"),
)
WORKLOAD = Measurement(
    "workload",
    "How much there is to do, beside the learner's own last 90 days; at a poll, when it changed and twice "
    "a day.",
    fields={
        **_integers("apprentice_weight", "apprentice_weight_usual", "apprentice_weight_high"),
        "reviews_per_day": FieldType.FLOAT,
        **_integers("reviews_per_day_capacity"),
        "seconds_per_review": FieldType.FLOAT,
        "seconds_per_review_usual": FieldType.FLOAT,
    },
)
LEVEL_PROGRESSION = Measurement(
    "level_progression",
    "One attempt at a level, at the moment it was unlocked.",
    tags={"level": "two digits"},
    fields=_integers("level_number", "passed", "abandoned", "duration_seconds"),
)
LEECH = Measurement(
    "leech",
    "The leech at this rank, 01 being the worst; written when it changed.",
    tags={"rank": "01 … 50"},
    fields={
        **_integers("subject_id", "srs_stage", "incorrect", "current_streak"),
        "score": FieldType.FLOAT,
        **_strings("characters", "meaning", "subject_type"),
    },
)
ANNOTATION = Measurement(
    "annotation",
    "A mark on the charts, when it happened.",
    tags={"kind": "level_up, reset, vacation_start, vacation_end, subscription, outage"},
    fields=_strings("title", "text"),
)
COLLECTOR = Measurement(
    "collector",
    "The heartbeat: the result of a poll, good or bad.",
    tags={"timezone": "the configured zone"},
    fields={
        **_integers(
            "ok",
            "token_ok",
            "seconds_since_success",
            "requests",
            "not_modified",
            "changed_rows",
            "reviews_found",
            "unexplained",
            "outbox_pending",
            "outbox_rejected",
        ),
        "duration_seconds": FieldType.FLOAT,
    },
)
PROJECTION = Measurement(
    "projection",
    "Reviews of a local day to come, at its noon: what a tenth, half and nine tenths of the newest "
    "projection's futures do not exceed.",
    tags={"quantile": "p10, p50, p90"},
    fields=_integers("due", "done", "backlog", "minutes"),
)
PROJECTED_LEVEL = Measurement(
    "projected_level",
    "A level to come, at the noon of the day on which half the futures have reached it; burned = all items.",
    tags={"level": "two digits, or burned"},
    fields=_integers("early_seconds", "late_seconds"),
)
PROJECTION_PACE = Measurement(
    "projection_pace",
    "What comes of so many lessons a day, as the projection made at that time foresees.",
    tags={"pace": "two digits, or own for the learner's own pace"},
    fields=_integers("lessons_a_day", "reviews_a_day", "minutes_a_day", "level_60_at", "burned_at"),
)
PROJECTION_SCORE = Measurement(
    "projection_score",
    "What was projected for a week so many days before its end, and what came; at the noon of its last day.",
    tags={"days_ahead": "07, 28, 84"},
    fields={
        **_integers("projected", "low", "high", "came", "inside"),
        "level_days_off": FieldType.FLOAT,
    },
)
COVERAGE = Measurement(
    "coverage",
    "Kanji of a list that are known (passed) and that are being learned, of all in it; when they changed, "
    "for the whole past.",
    tags={"list": ", ".join(NAMES)},
    fields=_integers("known", "learning", "total"),
)

CATALOGUE = (
    SRS_DISTRIBUTION,
    QUEUE,
    REVIEW_FORECAST,
    REVIEW,
    SESSION,
    STUDY_HOUR,
    STUDY_DAY,
    MILESTONE,
    ACCURACY,
    LEVEL,
    WORKLOAD,
    LEVEL_PROGRESSION,
    LEECH,
    ANNOTATION,
    COLLECTOR,
    PROJECTION,
    PROJECTED_LEVEL,
    PROJECTION_PACE,
    PROJECTION_SCORE,
    COVERAGE,
)


def described() -> str:
    """Return the catalogue as text, one name a line: what the golden file holds."""
    lines = []
    for measurement in CATALOGUE:
        lines.append(measurement.name)
        lines.extend(f"  tag {name}" for name in ("account", *measurement.tags))
        lines.extend(f"  field {name} {kind.value}" for name, kind in measurement.fields.items())
    return "\n".join(lines) + "\n"
