"""Grafana's server-side expressions as far as the dashboards use them: the newest value, and sums. Pure.

Read in pkg/expr (12.2.0-pre): the sum of a series and a number is the series with the number added to each
value.
"""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from tests.grafana.judge.frames import Json


def evaluated(target: Mapping[str, Any], made: Mapping[str, Sequence[Json]]) -> list[Json]:
    """Return the frames of the expression *target* over the frames *made* by refId."""
    if target["type"] == "reduce" and target["reducer"] == "last":
        return [_newest(target["refId"], frame) for frame in made[target["expression"].removeprefix("$")]]
    found = re.fullmatch(r"\$\{?(\w+)\}? \+ \$\{?(\w+)\}?", target["expression"])
    if target["type"] != "math" or found is None:
        raise ValueError(f"an expression that is not known here: {target['expression']}")
    numbers = [_values(frame)[0] for frame in made[found[2]]]
    return [
        _added(target["refId"], frame, number) for frame, number in zip(made[found[1]], numbers, strict=False)
    ]


def _values(frame: Json) -> list[Any]:
    values: list[Any] = frame["data"]["values"][-1]
    return values


def _newest(ref: str, frame: Json) -> Json:
    values = _values(frame)
    return _frame(ref, [{"name": ref, "type": "number"}], [values[-1:] or [None]])


def _added(ref: str, frame: Json, number: float | None) -> Json:
    total = [None if value is None or number is None else value + number for value in _values(frame)]
    fields = [{"name": "Time", "type": "time"}, {"name": ref, "type": "number"}]
    return _frame(ref, fields, [frame["data"]["values"][0], total])


def _frame(ref: str, fields: list[Json], values: list[Any]) -> Json:
    return {"schema": {"refId": ref, "name": ref, "fields": fields}, "data": {"values": values}}
