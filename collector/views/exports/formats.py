r"""The formats of an exported table: CSV, JSON, JSON lines. Pure (`cards` has the one for Anki).

>>> "".join(as_csv(Table(("level", "days"), [(1, 7.5)]), ZoneInfo("UTC")))
'level,days\r\n1,7.5\r\n'
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from collector.core.moments import instant
from collector.views.exports.table import Cell, Table, Timestamp

# A spreadsheet reads a cell as a formula that starts with one of these, full-width ones included.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
Form = Callable[[Table, ZoneInfo], Iterator[str]]


def as_csv(table: Table, zone: ZoneInfo) -> Iterator[str]:
    """Yield lines as spreadsheets read them (RFC 4180); no text in them is a formula.

    Moments are by the clock of *zone*, with the `T` without which LibreOffice takes them for text.
    """
    yield _csv_line(table.columns)
    for row in table.rows:
        yield _csv_line([_harmless(cell, zone) for cell in row])


def _csv_line(cells: Sequence[object]) -> str:
    line = io.StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def _harmless(cell: Cell, zone: ZoneInfo) -> object:
    written = plain(cell, zone, between="T")
    return f"'{written}" if isinstance(written, str) and written.lstrip(" ").startswith(_FORMULA) else written


def as_json(table: Table, zone: ZoneInfo) -> Iterator[str]:
    """Yield one list of objects, an object a line."""
    before = "[\n"
    for line in as_jsonl(table, zone):
        yield before + line.rstrip("\n")
        before = ",\n"
    yield "[]\n" if before == "[\n" else "\n]\n"


def as_jsonl(table: Table, zone: ZoneInfo) -> Iterator[str]:
    """Yield an object a line; moments are ISO 8601 with the offset of *zone*, tuples are lists."""
    for row in table.rows:
        named = {name: _typed(cell, zone) for name, cell in zip(table.columns, row, strict=True)}
        yield json.dumps(named, ensure_ascii=False) + "\n"


def plain(cell: Cell, zone: ZoneInfo, *, between: str = " ") -> str | int | float | None:
    """Return *cell* in one line: moments by the clock of *zone*, tuples joined by commas.

    *between* separates the date from the time of a moment.
    """
    if isinstance(cell, Timestamp):
        return f"{instant(cell.moment).astimezone(zone):%Y-%m-%d{between}%H:%M:%S}"
    if isinstance(cell, tuple):
        return ", ".join(str(plain(one, zone, between=between)) for one in cell)
    if isinstance(cell, str):
        # A line of the file is a row, so no cell may contain a line break.
        return " ".join(cell.splitlines()) if len(cell.splitlines()) > 1 else cell
    return cell.isoformat() if isinstance(cell, date) else cell


def _typed(cell: Cell, zone: ZoneInfo) -> object:
    if isinstance(cell, Timestamp):
        return instant(cell.moment).astimezone(zone).isoformat()
    if isinstance(cell, tuple):
        return [_typed(one, zone) for one in cell]
    return cell.isoformat() if isinstance(cell, date) else cell
