"""The very text that InfluxDB is sent. Source: InfluxDB documentation, "Line protocol".

Types: integers end in `i`, floats never do, strings are quoted. Tags are sorted by name, so that one
point has one text.
"""

import re
from functools import lru_cache

from collector.points.measurements import Point

# A backslash needs no escape in names and tag values, but one at the end would swallow what follows.
_SPECIAL = re.compile(r"([,= ])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


def line(point: Point, account: str) -> str:
    """Return the line of *point* for *account*, without a newline."""
    series = _series(point.measurement.name, (*point.tags.items(), ("account", account)))
    fields = ",".join(
        # Nine of ten are whole numbers.
        [
            f"{name}={value}i" if type(value) is int else f"{name}={_field(value)}"
            for name, value in point.fields.items()
        ]
    )
    return f"{series} {fields} {point.time}"


@lru_cache(maxsize=2048)  # the same few hundred series again and again
def _series(measurement: str, tags: tuple[tuple[str, str], ...]) -> str:
    """Return the measurement with its tags; one whose value is empty is none."""
    written = [f"{name}={text}" for name, value in sorted(tags) if (text := _tag(value))]
    return ",".join([measurement, *written])


def stored_tag(value: str) -> str:
    """Return the value of a tag as InfluxDB stores it, for a query."""
    return _CONTROL.sub(" ", value).rstrip("\\")


def _tag(value: str) -> str:
    return _SPECIAL.sub(r"\\\1", stored_tag(value))


def _field(value: float | str) -> str:
    if isinstance(value, str):
        clean = _CONTROL.sub(" ", value).replace("\\", "\\\\").replace('"', '\\"')
        return f'"{clean}"'
    return repr(value)
