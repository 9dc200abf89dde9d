"""A reader of line protocol, like InfluxDB's, independent of the code that writes it."""

import re
from collections.abc import Iterable
from functools import cache

Field = int | float | str
# Measurement, tags and time identify a point; fields of later lines are added to or replace earlier ones.
Identity = tuple[str, tuple[tuple[str, str], ...], int]
Database = dict[Identity, dict[str, Field]]

_UNESCAPED = {"\\,": ",", "\\=": "=", "\\ ": " "}


def parsed(lines: Iterable[str]) -> Database:
    """Return the database after writing *lines* in order. Raises `ValueError` as `parse` does."""
    database: Database = {}
    for line in lines:
        identity, fields = parse(line)
        database.setdefault(identity, {}).update(fields)
    return database


def parse(line: str) -> tuple[Identity, dict[str, Field]]:
    """Return the point of one line. Raises `ValueError` if it is not line protocol."""
    series, rest = _cut(line)
    text, time = rest.rsplit(" ", 1)
    return (*_series(series), int(time)), dict(_field(field) for field in _fields(text))


@cache
def _series(text: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    # Thousands of lines share one series.
    name, *tags = re.split(r"(?<!\\),", text)
    return _plain(name), tuple(sorted(_tag(tag) for tag in tags))


def _cut(line: str) -> tuple[str, str]:
    found = re.search(r"(?<!\\) ", line)
    if found is None:
        raise ValueError(line)
    return line[: found.start()], line[found.end() :]


def _tag(text: str) -> tuple[str, str]:
    name, value = re.split(r"(?<!\\)=", text, maxsplit=1)
    if not value:
        raise ValueError(text)
    return _plain(name), _plain(value)


def _plain(text: str) -> str:
    return re.sub(r"\\[,= ]", lambda found: _UNESCAPED[found.group()], text)


def _fields(text: str) -> list[str]:
    if '"' not in text:
        return text.split(",")
    return re.findall(r'(?:[^,"]|"(?:[^"\\]|\\.)*")+', text)


def _field(text: str) -> tuple[str, Field]:
    name, value = text.split("=", 1)
    if value.startswith('"'):
        return name, re.sub(r'\\(["\\])', r"\1", value[1:-1])
    if value.endswith("i"):
        return name, int(value[:-1])
    return name, float(value)


def of(database: Database, measurement: str, **tags: str) -> list[tuple[int, dict[str, Field]]]:
    """Return time and fields of the points of *measurement* with *tags*, by time."""
    return sorted(
        ((time, fields) for (name, pairs, time), fields in database.items()
         if name == measurement and tags.items() <= dict(pairs).items()),
        key=lambda point: point[0],
    )  # fmt: skip


def latest(database: Database, measurement: str, **tags: str) -> dict[str, Field]:
    """Return the fields of the newest such point."""
    return of(database, measurement, **tags)[-1][1]
