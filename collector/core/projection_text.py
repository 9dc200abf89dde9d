"""A projection as text and back: as the state keeps it, and as the process that made it hands it over.

It is JSON, in ASCII whatever the machine's encoding: an object by the names of its fields for each value of
`core.projection`, and an array for each band.

>>> to_text(Projection(Moment(0), "UTC", 1, "No reviews yet.", None, ()))
'{"at":0,"zone":"UTC","level":1,"reason":"No reviews yet.","grounds":null,"outcomes":[]}'
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import fields
from typing import Any, TypeVar

from collector.core.moments import Moment
from collector.core.projection import (
    Band,
    Grounds,
    Outcome,
    ProjectedCount,
    ProjectedDate,
    ProjectedDay,
    ProjectedStages,
    ProjectedWeek,
    Projection,
)

T = TypeVar("T")


def to_text(projection: Projection) -> str:
    """Return *projection* as text, all in one line."""
    return _encode(projection)


def from_text(text: str) -> Projection:
    """Return the projection that *text* was made of; raises `ValueError` where it was cut off, or is none."""
    try:
        return _projection(json.loads(text))
    except (LookupError, TypeError, RecursionError) as error:
        raise ValueError(f"this is no projection: {error!r}") from None


def _by_name(value: Any) -> dict[str, object]:
    return {field.name: getattr(value, field.name) for field in fields(value)}


# Bands and other tuples are arrays already.
_encode = json.JSONEncoder(default=_by_name, separators=(",", ":")).encode


def _all(one: Callable[[Any], T], raw: Iterable[Any]) -> tuple[T, ...]:
    return tuple(map(one, raw))


def _projection(raw: Any) -> Projection:
    grounds = raw["grounds"]
    return Projection(
        at=raw["at"],
        zone=raw["zone"],
        level=raw["level"],
        reason=raw["reason"],
        grounds=None if grounds is None else Grounds(**grounds),
        outcomes=_all(_outcome, raw["outcomes"]),
    )


def _outcome(raw: Any) -> Outcome:
    return Outcome(
        label=raw["label"],
        lessons_a_day=raw["lessons_a_day"],
        reviews_a_day=raw["reviews_a_day"],
        minutes_a_day=raw["minutes_a_day"],
        days=_all(_day, raw["days"]),
        weeks=_all(_week, raw["weeks"]),
        stages=_all(_stages, raw["stages"]),
        dates=_all(_date, raw["dates"]),
    )


def _day(raw: Any) -> ProjectedDay:
    return ProjectedDay(
        noon=Moment(raw["noon"]),
        due=_count(raw["due"]),
        done=_count(raw["done"]),
        backlog=_count(raw["backlog"]),
        minutes=_band(raw["minutes"]),
    )


def _count(raw: Any) -> ProjectedCount:
    return ProjectedCount(total=_band(raw["total"]), by_group=_all(_band, raw["by_group"]))


def _week(raw: Any) -> ProjectedWeek:
    return ProjectedWeek(days_ahead=raw["days_ahead"], ends=raw["ends"], done=_band(raw["done"]))


def _stages(raw: Any) -> ProjectedStages:
    return ProjectedStages(months=raw["months"], noon=raw["noon"], by_group=_all(_band, raw["by_group"]))


def _date(raw: Any) -> ProjectedDate:
    return ProjectedDate(**raw)


def _band(raw: Any) -> Band:
    p10, p50, p90 = raw
    return Band(p10, p50, p90)
