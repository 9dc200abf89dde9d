"""Turns the coverage of a kanji list into a point, for `from_facts`."""

from collector.core.facts import Coverage
from collector.core.moments import nanoseconds
from collector.points import measurements as catalogue
from collector.points.measurements import Point, Value


def coverage_points(coverage: Coverage) -> list[Point]:
    """Return the point of a kanji list."""
    fields: dict[str, Value] = {
        "known": coverage.known,
        "learning": coverage.learning,
        "total": coverage.total,
    }
    return [Point(catalogue.COVERAGE, nanoseconds(coverage.at), {"list": coverage.list_name}, fields)]
