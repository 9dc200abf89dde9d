"""JSON documents as dataclasses: `Annotated` says what each field means, where the field is defined.

The names of fields are in snake_case and name their unit. Times are those of UTC, days those of the learner.
What is not known is null, a list of nothing is empty.

>>> time_in_json(Moment(0)), time_in_json(None)
('1970-01-01T00:00:00Z', None)
"""

import json
from dataclasses import asdict
from datetime import date
from typing import TYPE_CHECKING, NewType

from collector.core.moments import Moment, instant
from collector.core.redaction import redaction

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

# `2026-11-30T14:05:00Z`
JsonTime = NewType("JsonTime", str)
# `2026-11-30`
JsonDay = NewType("JsonDay", str)


def time_in_json(at: Moment | None) -> JsonTime | None:
    """Return *at* to the second."""
    return None if at is None else exact_time(at)


def exact_time(at: Moment) -> JsonTime:
    """Return *at*, which is known, to the second."""
    return JsonTime(f"{instant(at):%Y-%m-%dT%H:%M:%SZ}")


def day_in_json(day: date | None) -> JsonDay | None:
    """Return *day* as ISO 8601 writes it."""
    return None if day is None else JsonDay(day.isoformat())


def as_json(document: "DataclassInstance", *, indent: int | None = None) -> str:
    """Return *document* as JSON, without secrets."""
    return json.dumps(redaction(None, "", asdict(document)), ensure_ascii=False, indent=indent)
