"""An archive of reviews: JSON, JSON lines, or CSV with the columns of `/reviews`.

Rows are read one at a time, so that memory stays flat for any size.
"""

import io
import json
from collections.abc import Iterator

import ijson

from collector.importers.input_file import MAX_LINE, Line, Source, lines
from collector.importers.raw_review import RawReview
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.review_csv import csv_reviews
from collector.importers.review_json import RowFinder, events_of


def read_reviews(source: Source) -> Iterator[RawReview | Rejected]:
    """Yield the rows of *source*, or why one is rejected.

    Raises `FileUnusable` when it has none of the formats, lacks a column, or breaks off.
    """
    start = source.content.peek().lstrip()
    if start[:1] not in {b"[", b"{"}:
        return csv_reviews(source)
    first = start.partition(b"\n")[0].decode(errors="replace")
    return _from_lines(source) if start[:1] == b"{" and _is_json(first) else _from_document(source)


class _BoundedReader:
    """Reads *start*, then the content of *source*, and fails when no row comes for too long."""

    def __init__(self, source: Source, start: bytes) -> None:
        self._source = source
        self._start = io.BytesIO(start)
        self._read = 0

    def read(self, size: int) -> bytes:
        """Return the next bytes, *size* at most. Raises `FileUnusable` when there was no row for too long."""
        self._read += size
        if self._read > 4 * MAX_LINE:
            raise self._source.error("has a long part without any review, so none of it was used.")
        return self._start.read(size) or self._source.content.read(size)

    def row_found(self) -> None:
        """Restart the count: a row was found."""
        self._read = 0


def _from_document(source: Source, start: bytes = b"") -> Iterator[RawReview | Rejected]:
    """Yield the rows of JSON that goes over lines. Raises `FileUnusable` when it is not whole."""
    content = _BoundedReader(source, start)
    finder = RowFinder(lambda number: f"row {number}", source.error)
    try:
        for row in finder.rows(ijson.basic_parse(content, multiple_values=True)):
            content.row_found()
            yield row
    except (ijson.JSONError, ValueError, ArithmeticError, RecursionError):
        # ArithmeticError: a number beyond what `decimal` counts, by ijson's reader in C.
        raise source.error(
            "is not complete JSON, so none of it was used: it is truncated or damaged, or contains an "
            "invalid number (NaN, or out of range)."
        ) from None


def _from_lines(source: Source) -> Iterator[RawReview | Rejected]:
    """Yield the rows of JSON lines; once a value takes several lines, read the rest as a document."""
    rest = lines(source)
    line = next(rest, None)
    while line is not None:
        following = next(rest, None)
        if following and following.text and _goes_on(line, following.text):
            yield from _from_document(source, f"{line.text}\n{following.text}\n".encode())
            return
        yield from _of_line(line, source)
        line = following


def _of_line(line: Line, source: Source) -> Iterator[RawReview | Rejected]:
    where = f"line {line.number}"
    finder = RowFinder(lambda number: where if number == 1 else f"{where}, row {number}", source.error)
    try:
        yield from list(finder.rows(events_of(json.loads(line.text or ""))))
    except (ValueError, RecursionError):
        yield Rejected(RejectionReason.UNREADABLE, line.named)


def _is_json(text: str) -> bool:
    """Return True if *text* is an object or a list by itself, not a part of a longer document."""
    try:
        return isinstance(json.loads(text), dict | list)
    except (ValueError, RecursionError):
        return False


def _goes_on(line: Line, following: str) -> bool:
    """Return True if *line* is the start of JSON that other lines end; if not, one that broke off."""
    text = (line.text or "").rstrip()
    try:
        json.loads(text)
    except json.JSONDecodeError as error:
        # A list of rows may have each of them in a line.
        return bool(text) and error.pos >= len(text) and (text == "[" or not _is_json(following))
    except RecursionError:
        return False
    return False
