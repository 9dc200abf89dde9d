"""Numbers, times and cells, as InfluxDB's tools write them. Pure.

>>> parse_number("1.5e+02"), parse_number("7i"), parse_number("many")
(150.0, 7.0, None)
>>> parse_time("1700000000"), parse_time("2023-11-14T22:13:20Z"), parse_time("yesterday")
(1700000000000000000, 1700000000000000000, None)
"""

import csv
import re
from collections.abc import Mapping
from datetime import datetime

from collector.core.moments import moment, nanoseconds

_NUMBER = re.compile(r"([-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,3})?)[iu]?")
# By the digits of a time: what it lacks to nanoseconds.
_PRECISIONS = {10: 10**9, 13: 10**6, 16: 10**3, 19: 1}


def parse_number(text: str) -> float | None:
    """Return the number, or None where *text* is none."""
    found = _NUMBER.fullmatch(text)
    return float(found[1]) if found else None


def parse_time(text: str) -> int | None:
    """Return nanoseconds: of a number in any precision that has as many digits, or of RFC 3339."""
    if text.isascii() and text.isdecimal():
        return int(text) * _PRECISIONS[len(text)] if len(text) in _PRECISIONS else None
    try:
        at = datetime.fromisoformat(text)
        return nanoseconds(moment(at)) if at.tzinfo else None
    except ValueError:
        return None


def parse_numbers(texts: Mapping[str, str]) -> dict[str, float] | None:
    """Return the numbers by name, or None where one of *texts* is none."""
    numbers = {name: parse_number(text) for name, text in texts.items()}
    found = {name: number for name, number in numbers.items() if number is not None}
    return found if len(found) == len(texts) else None


def split_cells(text: str) -> list[str]:
    """Return the cells of a line of CSV; none where it is no CSV."""
    try:
        return next(csv.reader([text]), [])
    except csv.Error:
        return []
