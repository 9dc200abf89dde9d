"""An archive of reviews in the shape of `/reviews`: JSON, JSON lines, or CSV with the same columns.

JSON may be a collection as WaniKani answers it, a list of rows, or several of these one after the other.
Rows are read one at a time, so that memory stays flat for any size.
"""

import csv
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

import ijson

from collector.importers.input_file import MAX_LINE, Line, Source, lines
from collector.importers.rejections import Rejected, RejectionReason

REQUIRED_COLUMNS = (
    "assignment_id",
    "subject_id",
    "created_at",
    "starting_srs_stage",
    "ending_srs_stage",
    "incorrect_meaning_answers",
    "incorrect_reading_answers",
)
_SEPARATORS = ",;\t"
_EXAMPLE = 60
_MAX_DEPTH = 20


@dataclass(frozen=True, slots=True)
class RawReview:
    """A row as the file has it: *where* it is, and its columns."""

    where: str
    columns: Mapping[str, object]


def read_reviews(source: Source) -> Iterator[RawReview | Rejected]:
    """Yield the rows of *source*, or why one is rejected.

    Raises `FileUnusable` when it has none of the formats, lacks a column, or breaks off.
    """
    start = source.content.peek().lstrip()
    if start[:1] == b"[":
        return _from_document(source, "item")
    if start[:1] == b"{":
        return _from_lines(source) if _is_a_line(start) else _from_document(source, "data.item")
    return _from_csv(source)


def _is_a_line(start: bytes) -> bool:
    """Return True if the first line is JSON by itself, not the start of a longer document."""
    try:
        return isinstance(json.loads(start.partition(b"\n")[0]), dict)
    except (ValueError, RecursionError):
        return False


class _BoundedReader:
    """Reads the content of *source*, and fails when no row comes for too long."""

    def __init__(self, source: Source) -> None:
        self._source = source
        self._read = 0

    def read(self, size: int) -> bytes:
        """Return the next *size* bytes. Raises `FileUnusable` when there was no row for too long."""
        self._read += size
        if self._read > 4 * MAX_LINE:
            raise self._source.error("goes on and on without a review in it: nothing was taken.")
        return self._source.content.read(size)

    def row_found(self) -> None:
        """Start counting anew: a row was found."""
        self._read = 0


def _from_document(source: Source, rows: str) -> Iterator[RawReview | Rejected]:
    """Yield the rows at the path *rows*. Raises `FileUnusable` when the JSON is not whole."""
    content = _BoundedReader(source)
    try:
        events = _limited_depth(ijson.basic_parse(content, multiple_values=True))
        for number, row in enumerate(ijson.items(ijson.parse(events), rows), start=1):
            content.row_found()
            yield from _rows(row, f"row {number}")
    except (ijson.JSONError, ValueError, RecursionError):
        raise source.error("is not whole JSON, it breaks off or is damaged: nothing was taken.") from None


def _limited_depth(events: Iterable[tuple[str, object]]) -> Iterator[tuple[str, object]]:
    """Yield *events*; ijson keeps the path to every depth, so the depth is limited.

    Raises ValueError when the document is too deep.
    """
    depth = 0
    for event, value in events:
        depth += (event in {"start_map", "start_array"}) - (event in {"end_map", "end_array"})
        if depth > _MAX_DEPTH:
            raise ValueError("too deep")
        yield event, value


def _from_lines(source: Source) -> Iterator[RawReview | Rejected]:
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


def _from_csv(source: Source) -> Iterator[RawReview | Rejected]:
    """Return the rows of a CSV file. Raises `FileUnusable` when it is empty or lacks a column."""
    rest = lines(source)
    first = next(rest, None)
    if first is None:
        raise source.error("is empty.")
    separator, columns = _header(first.text or "")
    missing = [name for name in REQUIRED_COLUMNS if name not in columns]
    if len(missing) == len(REQUIRED_COLUMNS):
        raise source.error(
            "is neither JSON nor CSV with the columns of /reviews (assignment_id, created_at, …)."
        )
    if missing:
        raise source.error(f"lacks the columns {', '.join(missing)}: a review is not known without them.")
    return (_csv_row(line, columns, separator) for line in rest)


def _header(text: str) -> tuple[str, list[str]]:
    """Return the separator of the columns (a European Excel writes semicolons), and their names."""
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
