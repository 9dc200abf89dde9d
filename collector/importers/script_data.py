"""The old script's measurement as it was read, before one history of it is chosen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias

from collector.core.errors import FileUnusable
from collector.importers.input_file import Line
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.tag_sets import TagSet

_MAX_POINTS = 2_000_000

# The script's fields by time, in nanoseconds.
Points: TypeAlias = dict[int, dict[str, float]]


@dataclass(frozen=True, slots=True)
class HistoryQuery:
    """The owner's choice of a history.

    *tags* (`NAME=VALUE`, `NAME=`) select one of several in the measurement. *policies* are the retention
    policies to read, the earlier before the later; none means all. *ignored_fields* are columns of CSV that
    are fields, and not the script's.
    """

    database: str
    tags: tuple[str, ...] = ()
    policies: tuple[str, ...] = ()
    ignored_fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Series:
    """The series of points: the retention *policy*, empty where the source does not have it, and the tags.

    *unclassified* are the values of columns that may be tags or fields.
    """

    policy: str
    tags: TagSet
    unclassified: TagSet = ()


@dataclass(slots=True)
class ScriptData:
    """The points by series.

    *other_lines* counts lines of other measurements, databases and fields; *other_databases* have the
    measurement too.
    """

    series: dict[Series, Points] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    other_lines: int = 0
    other_databases: set[str] = field(default_factory=set)
    _text: set[tuple[Series, int]] = field(default_factory=set)
    _count: int = 0

    def add(self, series: Series, time: int, values: Mapping[str, float], *, text: bool = False) -> None:
        """Add fields; a later value replaces an earlier one, as in InfluxDB.

        *text* says that a number was stored as a text. Raises `FileUnusable` when there are more points than
        an old script can have written.
        """
        points = self.series.setdefault(series, {})
        if time not in points:
            self._count += 1
            if self._count > _MAX_POINTS:
                raise FileUnusable(
                    f"There are more than {_MAX_POINTS:,} points, more than the old script can have written."
                )
        points.setdefault(time, {}).update(values)
        if text:
            self._text.add((series, time))

    def contradicts(self, series: Series, time: int, values: Mapping[str, float]) -> bool:
        """Return True if a field of that moment already has another value."""
        known = self.series.get(series, {}).get(time, {})
        return any(known.get(name, value) != value for name, value in values.items())

    def reject(self, line: Line) -> None:
        """Count *line* as one that cannot be read."""
        self.rejected.append(Rejected(RejectionReason.UNREADABLE, line.named))

    def text_count(self, series: Series) -> int:
        """Return how many points of *series* have numbers that were stored as texts."""
        return sum(each == series for each, _ in self._text)
