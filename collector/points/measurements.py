"""The catalogue: every measurement with its tags, fields, types and units. The only source of these names.

This is the contract with everyone who reads the database. InfluxDB rejects a field whose type changes, and
users' own queries break when a name changes: a golden file in the tests makes either change visible.
`catalogue/` describes the measurements, `docs/data-reference.md` is generated from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite

from collector.points.catalogue.at_a_poll import (
    ACCURACY,
    ALL,
    COLLECTOR,
    LEECH,
    LEVEL,
    QUEUE,
    SRS_DISTRIBUTION,
    WORKLOAD,
)
from collector.points.catalogue.events import ANNOTATION, COVERAGE, LEVEL_PROGRESSION, MILESTONE, REVIEW
from collector.points.catalogue.future import (
    PROJECTED_LEVEL,
    PROJECTION,
    PROJECTION_PACE,
    PROJECTION_SCORE,
    REVIEW_FORECAST,
)
from collector.points.catalogue.measurement import Field, FieldType, Measurement, Unit, Value
from collector.points.catalogue.study import SESSION, STUDY_DAY, STUDY_HOUR

__all__ = [
    "ACCURACY",
    "ALL",
    "ANNOTATION",
    "CATALOGUE",
    "COLLECTOR",
    "COVERAGE",
    "LEECH",
    "LEVEL",
    "LEVEL_PROGRESSION",
    "MILESTONE",
    "PROJECTED_LEVEL",
    "PROJECTION",
    "PROJECTION_PACE",
    "PROJECTION_SCORE",
    "QUEUE",
    "REVIEW",
    "REVIEW_FORECAST",
    "SESSION",
    "SRS_DISTRIBUTION",
    "STUDY_DAY",
    "STUDY_HOUR",
    "WORKLOAD",
    "Field",
    "FieldType",
    "Measurement",
    "Point",
    "Unit",
    "Value",
    "described",
]


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
                raise TypeError(
                    f"{self.measurement.name}.{name} is {self.measurement.fields[name].type.value}"
                )
            if kind is float and not isfinite(float(value)):
                raise ValueError(f"{self.measurement.name}.{name} must be a number InfluxDB can hold")


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
    """Return the catalogue as text, one name per line, as in the golden file."""
    lines = []
    for measurement in CATALOGUE:
        lines.append(measurement.name)
        lines.extend(f"  tag {name}" for name in ("account", *measurement.tags))
        lines.extend(
            f"  field {name} {each.type.value}, {each.unit.value}"
            for name, each in measurement.fields.items()
        )
    return "\n".join(lines) + "\n"
