"""Classifies the columns of CSV: by the owner or by the file, never by guessing from their values.

A tag of numbers looks like a field, and a field of texts or booleans like a tag. Other columns are kept as
*unclassified*: they matter only where their value changes within a history.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from collector.core.links import IMPORT_PAGE
from collector.importers.count_rules import FIELDS
from collector.importers.input_file import Line, Source
from collector.importers.script_data import HistoryQuery, ScriptData, Series
from collector.importers.script_values import parse_numbers, parse_time
from collector.importers.tag_sets import TagSet, tag_set


@dataclass(frozen=True, slots=True)
class CsvRow:
    """A row of the old measurement: its *time* and *fields* as written, and its other columns.

    *own_tags* are those that the file itself calls tags.
    """

    time: str
    fields: Mapping[str, str]
    others: Mapping[str, str]
    own_tags: TagSet = ()


@dataclass(slots=True)
class CsvData:
    """Collects rows of *source* into *data*, by what *query* says of their columns."""

    source: Source
    query: HistoryQuery
    data: ScriptData = field(default_factory=ScriptData)
    _columns: set[str] = field(default_factory=set)

    def add(self, line: Line, row: CsvRow) -> None:
        """Add *row* from *line*, or reject it.

        Raises `FileUnusable` if two rows of one history disagree about one moment.
        """
        tags = {name: value for name, value in row.others.items() if self._is_tag(name)}
        told = {*tags, *self.query.ignored_fields}
        unclassified = {name: value for name, value in row.others.items() if name not in told}
        series = Series("", tag_set(dict(row.own_tags) | tags), tag_set(unclassified))
        time, numbers = parse_time(row.time), parse_numbers(row.fields)
        if time is None or numbers is None:
            self.data.reject(line)
            return
        if not numbers:
            self.data.other_lines += 1
            return
        if self.data.contradicts(series, time, numbers):
            raise self.source.error(
                f"has two different counts of one moment ({line.named}), so it mixes histories: export it "
                f"again with GROUP BY * ({IMPORT_PAGE}), or choose one with --tag."
            )
        self.data.add(series, time, numbers)
        self._columns.update(row.others)

    def checked(self) -> ScriptData:
        """Return the data. Raises `FileUnusable` where `--field` names a column that is not there."""
        for name in self.query.ignored_fields:
            if name not in self._columns:
                raise self.source.error(
                    f"has no column “{name}” that can be a field: correct --field, or leave it out."
                )
        return self.data

    def _is_tag(self, name: str) -> bool:
        return any(text.startswith(f"{name}=") for text in self.query.tags)


def script_fields(row: Mapping[str, str]) -> dict[str, str]:
    """Return the script's fields in *row*, without those that have no value."""
    return {name: row[name] for name in FIELDS if row.get(name)}
