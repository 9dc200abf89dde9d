"""An archive of reviews in the shape of `/reviews`: JSON, JSON lines, or CSV with the same columns.

JSON may be a collection as WaniKani answers it, a list of rows, or several of these one after the other.
Rows are read one at a time, so that the years of a diligent learner need no memory.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import ijson

from collector.importers.input_file import LONGEST_LINE, Line, Source, lines
from collector.importers.rejections import Rejected, RejectionReason

REQUIRED = (
    "assignment_id", "subject_id", "created_at", "starting_srs_stage", "ending_srs_stage",
    "incorrect_meaning_answers", "incorrect_reading_answers",
)  # fmt: skip
_SEPARATORS = ",;\t"
_EXAMPLE = 60
_DEEPEST = 20


@dataclass(frozen=True, slots=True)
class RawReview:
    """A row as it stands in the file: *where*, and its columns."""

    where: str
    columns: Mapping[str, object]


def raw_reviews(source: Source) -> Iterator[RawReview | Rejected]:
    """Yield the rows of *source*; raises `FileUnusable` when it is none of the forms, or breaks off."""
    begin = source.content.peek().lstrip()
    if begin[:1] == b"[":
        return _of_document(source, "item")
    if begin[:1] == b"{":
        return _of_lines(source) if _is_a_line(begin) else _of_document(source, "data.item")
    return _of_csv(source)


def _is_a_line(begin: bytes) -> bool:
    """Whether the first line is JSON by itself, and not the beginning of something longer."""
    try:
        return isinstance(json.loads(begin.partition(b"\n")[0]), dict)
    except (ValueError, RecursionError):
        return False


class _Stretch:
    """The content, which must not go on for ever without a row in it."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._read = 0

    def read(self, size: int) -> bytes:
        """Return the next *size* bytes; raises `FileUnusable` when there was no row for too long."""
        self._read += size
        if self._read > 4 * LONGEST_LINE:
            raise self._source.refused("goes on and on without a review in it: nothing was taken.")
        return self._source.content.read(size)

    def begin_anew(self) -> None:
        """Note that there was a row."""
        self._read = 0


def _of_document(source: Source, rows: str) -> Iterator[RawReview | Rejected]:
    content = _Stretch(source)
    try:
        events = _shallow(ijson.basic_parse(content, multiple_values=True))
        for number, row in enumerate(ijson.items(ijson.parse(events), rows), start=1):
            content.begin_anew()
            yield from _rows(row, f"row {number}")
    except (ijson.JSONError, ValueError, RecursionError):
        raise source.refused("is not whole JSON, it breaks off or is damaged: nothing was taken.") from None


def _shallow(events: Iterable[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    """Yield *events* of a document no deeper than any of ours: ijson remembers the way to every depth."""
    depth = 0
    for event, value in events:
        depth += (event in {"start_map", "start_array"}) - (event in {"end_map", "end_array"})
        if depth > _DEEPEST:
            raise ValueError("too deep")
        yield event, value


def _of_lines(source: Source) -> Iterator[RawReview | Rejected]:
    for line in lines(source):
        try:
            yield from _rows(json.loads(line.text or ""), f"line {line.number}")
        except (ValueError, RecursionError):
            yield Rejected(RejectionReason.UNREADABLE, line.named)


def _rows(row: object, where: str) -> Iterator[RawReview | Rejected]:
    """Yield a row, or those of a page; WaniKani's rows have their columns in `data`."""
    if not isinstance(row, dict):
        yield Rejected(RejectionReason.NO_REVIEW, f"{where} ({str(row)[:_EXAMPLE]})")
        return
    data = row.get("data", row)
    if isinstance(data, list):
        for number, one in enumerate(data, start=1):
            yield from _rows(one, f"{where}, row {number}")
    else:
        yield RawReview(where, data if isinstance(data, dict) else row)


def _of_csv(source: Source) -> Iterator[RawReview | Rejected]:
    rest = lines(source)
    first = next(rest, None)
    if first is None:
        raise source.refused("is empty.")
    separator, columns = _header(first.text or "")
    missing = [name for name in REQUIRED if name not in columns]
    if len(missing) == len(REQUIRED):
        raise source.refused(
            "is neither JSON nor CSV with the columns of /reviews (assignment_id, created_at, …)."
        )
    if missing:
        raise source.refused(f"lacks the columns {', '.join(missing)}: a review is not known without them.")
    return (_csv_row(line, columns, separator) for line in rest)


def _header(text: str) -> tuple[str, list[str]]:
    """Return what separates the columns (a European Excel writes semicolons), and their names."""
    found = {mark: [name.strip().lower() for name in _cells(text, mark)] for mark in _SEPARATORS}
    return max(found.items(), key=lambda pair: len(pair[1]))


def _csv_row(line: Line, columns: list[str], separator: str) -> RawReview | Rejected:
    cells = _cells(line.text or "", separator)
    if len(cells) != len(columns):
        return Rejected(RejectionReason.UNREADABLE, line.named)
    named = zip(columns, cells, strict=True)
    return RawReview(f"line {line.number}", {name: text for name, text in named if text})


def _cells(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        return []
