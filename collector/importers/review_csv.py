"""An archive of reviews as a table: CSV with the columns of `/reviews`, whatever separates them."""

import csv
from collections.abc import Iterator

from collector.core.links import IMPORT_PAGE
from collector.importers.input_file import Line, Source, lines
from collector.importers.raw_review import REQUIRED_COLUMNS, RawReview, column_named
from collector.importers.rejections import Rejected, RejectionReason

_SEPARATORS = ",;\t"


def csv_reviews(source: Source) -> Iterator[RawReview | Rejected]:
    """Return the rows of a CSV file. Raises `FileUnusable` when it is empty or lacks a column."""
    rest = lines(source)
    first = next(rest, None)
    if first is None:
        raise source.error("is empty.")
    separator, columns = _header(first.text or "")
    missing = [name for name in REQUIRED_COLUMNS if name not in columns]
    if len(missing) == len(REQUIRED_COLUMNS):
        raise source.error(
            "is neither JSON nor CSV with the columns of /reviews (created_at, subject_id, …). Supported "
            f"formats: {IMPORT_PAGE}"
        )
    if missing:
        raise source.error(
            f"lacks the columns {', '.join(missing)}, without which a review cannot be identified."
        )
    return (_row(line, columns, separator) for line in rest)


def _header(text: str) -> tuple[str, list[str | None]]:
    """Return the separator of the columns (a European Excel writes semicolons), and their names."""
    found = {
        mark: [column_named(name.strip().lower()) for name in _cells(text, mark)] for mark in _SEPARATORS
    }
    return max(found.items(), key=lambda pair: len(pair[1]))


def _row(line: Line, columns: list[str | None], separator: str) -> RawReview | Rejected:
    cells = _cells(line.text or "", separator)
    if len(cells) != len(columns):
        return Rejected(RejectionReason.UNREADABLE, line.named)
    named = zip(columns, cells, strict=True)
    return RawReview(f"line {line.number}", {name: text for name, text in named if name and text})


def _cells(text: str, separator: str) -> list[str]:
    try:
        return next(csv.reader([text], delimiter=separator, strict=True), [])
    except csv.Error:
        return []
