"""The very text that InfluxDB is sent. Source: InfluxDB documentation, "Line protocol".

Types: integers end in `i`, floats never do, strings are quoted. Tags are sorted by name, so that one
point has one text.
"""

import re
from functools import lru_cache

from collector.points.measurements import Point, Value

# A backslash needs no escape in names and tag values, but one at the end would swallow what follows.
_SPECIAL = re.compile(r"([,= ])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def line(point: Point, account: str) -> str:
    """Return the line of *point* for *account*, without a newline."""
    tags = {name: _tag(value) for name, value in {**point.tags, "account": account}.items()}
    series = ",".join(
        [point.measurement.name, *(f"{name}={tags[name]}" for name in sorted(tags) if tags[name])]
    )
    fields = ",".join(f"{name}={_field(value)}" for name, value in point.fields.items())
    return f"{series} {fields} {point.time}"


def stored_tag(value: str) -> str:
    """Return the value of a tag as InfluxDB stores it, for a query."""
    return _CONTROL.sub(" ", value).rstrip("\\")


@lru_cache(maxsize=1024)  # the same few hundred values again and again
def _tag(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", stored_tag(value))


def _field(value: Value) -> str:
    if isinstance(value, str):
        clean = _CONTROL.sub(" ", value).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{clean}"'
    return f"{value}i" if isinstance(value, int) else repr(value)
