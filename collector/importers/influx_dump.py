"""Reads the old script's points from a file: `influx_inspect export`, or the `influx` client's CSV.

Formats: as influx_inspect 1.8.10 and influx 1.6.7 write them (observed). The former writes every field on a
line of its own, and all of one field before the next, so points are put together before they are judged.
"""

import csv
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain

from collector.core.errors import FileUnusable
from collector.core.moments import moment, nanoseconds
from collector.importers.count_rules import FIELDS, MEASUREMENT, ScriptPoint
from collector.importers.input_file import Line, Source, lines
from collector.importers.rejections import Rejected, RejectionReason

_MAX_POINTS = 2_000_000
_CONTEXT = "# CONTEXT-DATABASE:"
_OLD_MEASUREMENT = re.compile(rf"{MEASUREMENT}[, ]")
_POINT = re.compile(rf"{MEASUREMENT}((?:,(?:\\.|[^\\ ])*)?) (.+) (-?[0-9]{{1,19}})")
_STRING = re.compile(r'"(?:\\.|[^"\\])*"')
_NUMBER = re.compile(r"([-+]?[0-9]+(?:\.[0-9]*)?(?:[eE][-+]?[0-9]{1,3})?)[iu]?")
# By the digits of a time: what it lacks to nanoseconds.
_PRECISIONS = {10: 10**9, 13: 10**6, 16: 10**3, 19: 1}


@dataclass(slots=True)
class Dump:
    """The old measurement in a file: its fields by series (the tags) and time.

    *other_lines* counts lines of other measurements and databases; *other_databases* have the
    measurement too.
    """

    series: dict[str, dict[int, dict[str, float]]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    other_lines: int = 0
    other_databases: set[str] = field(default_factory=set)
    _count: int = 0

    def points(self, series: str) -> Iterator[ScriptPoint]:
        """Yield the points of *series* in the order of time."""
        return (ScriptPoint(time, values) for time, values in sorted(self.series[series].items()))

    def add(self, series: str, time: int, values: Mapping[str, float]) -> None:
        """Add fields; a later value replaces an earlier one, as in InfluxDB.

        Raises `FileUnusable` when there are more points than an old script can have written.
        """
        points = self.series.setdefault(series, {})
        if time not in points:
            self._count += 1
            if self._count > _MAX_POINTS:
                raise FileUnusable(f"There are more than {_MAX_POINTS:,} points: that is no old script's.")
        points.setdefault(time, {}).update(values)

    def reject(self, line: Line) -> None:
        """Count *line* as one that cannot be read."""
        self.rejected.append(Rejected(RejectionReason.UNREADABLE, line.named))


def read_dump(source: Source, database: str) -> Dump:
    """Return the points of *database*. Raises `FileUnusable` when the file has neither of the two formats."""
    rest = lines(source)
    first = next(rest, None)
    if first is None:
        raise source.error("is empty.")
    everything = chain([first], rest)
    if first.text is not None and _columns(first.text):
        return _read_csv(everything)
    if first.text is not None and re.match(r"#|\S+ \S+=", first.text):
        return _read_lines(everything, database)
    raise source.error(
        "is neither an export of influx_inspect nor CSV of the influx client: the README says how to make one"
        " of these."
    )


def _read_lines(rows: Iterable[Line], database: str) -> Dump:
    dump = Dump()
    here = database
    for line in rows:
        text = line.text or ""
        if text.startswith(_CONTEXT):
            here = text.removeprefix(_CONTEXT)
        elif text.startswith("#"):
            continue
        elif not _OLD_MEASUREMENT.match(text):
            dump.other_lines += 1
        elif here == database:
            _add_line(dump, line)
        else:
            dump.other_lines += 1
            dump.other_databases.add(here)
    return dump


def _add_line(dump: Dump, line: Line) -> None:
    found = _POINT.fullmatch(line.text or "")
    if found is None:
        dump.reject(line)
        return
    tags, written, time = found.groups()
    # A text may look like anything.
    pairs = dict(pair.partition("=")[::2] for pair in _STRING.sub("", written).split(","))
    values = {name: _number(pairs[name]) for name in FIELDS if name in pairs}
    if None in values.values():
        dump.reject(line)
        return
    dump.add(tags.removeprefix(","), int(time), _present(values))


def _read_csv(rows: Iterable[Line]) -> Dump:
    dump = Dump()
    columns = list[str]()
    for line in rows:
        # The client writes the columns again for every series.
        header = _columns(line.text or "")
        if header:
            columns = header
        else:
            _add_row(dump, line, columns)
    return dump


def _columns(text: str) -> list[str]:
    """Return the names of the columns; none if *text* is no header."""
    names = [name.strip().lower() for name in _cells(text)]
    return names if "time" in names and any(name in names for name in FIELDS) else []


def _add_row(dump: Dump, line: Line, columns: list[str]) -> None:
    cells = _cells(line.text or "")
    row = dict(zip(columns, cells, strict=False))
    if row.get("name", MEASUREMENT) != MEASUREMENT:
        dump.other_lines += 1
        return
    time = _time(row.get("time", ""))
    values = {name: _number(row[name]) for name in FIELDS if row.get(name)}
    if time is None or None in values.values() or len(cells) != len(columns):
        dump.reject(line)
        return
    dump.add(_series(row), time, _present(values))


def _series(row: Mapping[str, str]) -> str:
    """Return a row's tags as line protocol has them; the client writes one column, or one for each tag."""
    tags = {name: text for name, text in row.items() if name not in {"name", "time", "tags", *FIELDS}}
    own = [f"{name}={text}" for name, text in sorted(tags.items()) if text and _number(text) is None]
    return ",".join([*([row["tags"]] if row.get("tags") else []), *own])


def _cells(text: str) -> list[str]:
    try:
        return next(csv.reader([text]), [])
    except csv.Error:
        return []


def _time(text: str) -> int | None:
    """Return nanoseconds: of a number in any precision that has as many digits, or of RFC 3339."""
    if text.isascii() and text.isdecimal():
        return int(text) * _PRECISIONS[len(text)] if len(text) in _PRECISIONS else None
    try:
        at = datetime.fromisoformat(text)
        return nanoseconds(moment(at)) if at.tzinfo else None
    except ValueError:
        return None


def _number(text: str) -> float | None:
    found = _NUMBER.fullmatch(text)
    return float(found[1]) if found else None


def _present(values: Mapping[str, float | None]) -> dict[str, float]:
    return {name: value for name, value in values.items() if value is not None}
