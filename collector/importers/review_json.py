"""Finds reviews in JSON, whatever is wrapped around them. Pure.

WaniKani's collections, lists of rows, rows by their ids, and rows in an object of any other program; several
values one after the other; and the rows of browser caches (`review_cache`). Input are the events of a
parser, so that no more than one row is held.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from typing import cast

from collector.core.errors import FileUnusable
from collector.importers.raw_review import RawReview, column_named, is_review
from collector.importers.rejections import Rejected, RejectionReason
from collector.importers.review_cache import COLUMNS, CacheTimes, is_cache_row

Event = tuple[str, object]
Row = RawReview | Rejected
_EXAMPLE = 60
_MAX_DEPTH = 20
# The elements of a list with one of these names are meant as rows.
_ROWS = {"data", "rows", "reviews"}


@dataclass(slots=True)
class _Object:
    """An object whose end has not come; *key* is the name that was read last, *name* its own.

    *told*: there were rows in it. *value* is that of `{"$date": …}`, as MongoDB writes one value; then
    *is_value*.
    """

    name: str | None
    key: str = ""
    columns: dict[str, object] = field(default_factory=dict)
    data: dict[str, object] | None = None
    value: object = None
    is_value: bool = False
    told: bool = False

    def put(self, value: object) -> None:
        column = column_named(self.key)
        if column is not None:
            self.columns[column] = value
        elif self.key.startswith("$"):
            self.value, self.is_value = value, True

    @property
    def row(self) -> dict[str, object]:
        """The columns, if they make a row, else those of WaniKani's `data` in it."""
        return self.columns if self.data is None or is_review(self.columns) else self.data


@dataclass(slots=True)
class _List:
    """A list whose end has not come; *cells* are its first plain values, while it may be a row itself.

    *is_row*: it is where a row may be, so all its values are one, and *refused* once that was reported.
    """

    name: str | None
    of_rows: bool
    is_row: bool = False
    refused: bool = False
    cells: list[object] = field(default_factory=list)
    times: CacheTimes = field(default_factory=CacheTimes)
    told: bool = False


class RowFinder:
    """Finds the rows in a file's events; *where* names one by its number, *error* makes the file's errors."""

    def __init__(self, where: Callable[[int], str], error: Callable[[str], FileUnusable]) -> None:
        self._where = where
        self._error = error
        self._found = 0
        self._open: list[_Object | _List] = [_List(None, of_rows=True)]

    def rows(self, events: Iterable[Event]) -> Iterator[Row]:
        """Yield the rows, and a rejection for each invalid one.

        Raises ValueError when the document is too deep, and `FileUnusable` where rows cannot be separated.
        """
        for event, value in events:
            around = self._open[-1]
            if event == "map_key":
                cast("_Object", around).key = str(value)
            elif event in {"start_map", "start_array"}:
                if isinstance(around, _List):
                    yield from self._reject_cells(around)
                self._begin(around, is_list=event == "start_array")
            elif event in {"end_map", "end_array"}:
                yield from self._end()
            elif isinstance(around, _Object):
                around.put(value)
            else:
                self._check_cell(around, value)
                around.cells.append(value)
                if len(self._open) == 1 or len(around.cells) > len(COLUMNS):
                    yield from self._reject_cells(around)

    def _begin(self, around: _Object | _List, *, is_list: bool) -> None:
        name = around.key if isinstance(around, _Object) else None
        if len(self._open) > _MAX_DEPTH:
            raise ValueError("too deep")
        if is_list:
            within_rows = isinstance(around, _List) and len(self._open) > 1
            self._open.append(_List(name, of_rows=name is None or name in _ROWS, is_row=within_rows))
        else:
            self._open.append(_Object(name))

    def _end(self) -> Iterator[Row]:
        ended, around = self._open.pop(), self._open[-1]
        yield from (
            self._end_of_list(ended, around)
            if isinstance(ended, _List)
            else self._end_of_object(ended, around)
        )
        around.told = around.told or ended.told

    def _end_of_object(self, ended: _Object, around: _Object | _List) -> Iterator[Row]:
        if ended.is_value and isinstance(around, _Object):
            around.put(ended.value)
        elif ended.told or _is_something_else(ended, around):
            return
        elif is_review(ended.columns) or ended.name is None or ended.name.isdecimal():
            yield self._row(ended.row)
            ended.told = True
        elif ended.name == "data" and isinstance(around, _Object):
            around.data = ended.columns
        else:
            self._check_name(ended.name)

    def _end_of_list(self, ended: _List, around: _Object | _List) -> Iterator[Row]:
        if isinstance(around, _List) and is_cache_row(ended.cells):
            yield self._cache_row(ended.cells, around.times)
            ended.told = True
            return
        if isinstance(around, _List) and around.times.are_differences:
            raise self._error(
                "has a row without a time, from which later rows count theirs, so none of it was used."
            )
        yield from self._reject_cells(ended)
        if ended.told:
            return
        if ended.name is not None:
            self._check_name(ended.name)
            # It may be empty: then there is nothing else to report about the object around it.
            ended.told = ended.of_rows
        elif len(self._open) > 1:
            yield self._rejected("[]")
            ended.told = True

    def _check_name(self, name: str) -> None:
        if column_named(name) is not None:
            raise self._error(
                f"has all values of {name} together, as pandas' to_json writes a table, so none of it was "
                "used: write it by rows, with orient='records'."
            )

    def _check_cell(self, around: _List, value: object) -> None:
        if around.name == "columns" and column_named(str(value)) == "created_at":
            raise self._error(
                "names its columns apart from its rows, as pandas' to_json does with orient='split', so none "
                "of it was used: write it with orient='records'."
            )

    def _row(self, columns: dict[str, object]) -> RawReview:
        self._found += 1
        return RawReview(self._where(self._found), columns)

    def _cache_row(self, cells: list[object], times: CacheTimes) -> RawReview:
        at = times.milliseconds(cast("Decimal", cells[0]))
        return self._row(dict(zip(COLUMNS, (at, *cells[1:]), strict=True)))

    def _reject_cells(self, within: _List) -> Iterator[Rejected]:
        """Yield a rejection for each value in a list of rows, or one for all if the list is a row itself."""
        if within.is_row and within.cells:
            if not within.refused:
                yield self._rejected(f"[{', '.join(map(str, within.cells))}"[:_EXAMPLE])
            within.told = within.refused = True
        elif within.of_rows:
            for cell in within.cells:
                yield self._rejected(str(cell)[:_EXAMPLE])
                within.told = True
        within.cells.clear()

    def _rejected(self, shown: str) -> Rejected:
        self._found += 1
        return Rejected(RejectionReason.NO_REVIEW, f"{self._where(self._found)} ({shown})")


def _is_something_else(ended: _Object, around: _Object | _List) -> bool:
    """Return True for an object without a column of a review, in a list that need not be one of rows."""
    apart = isinstance(around, _List) and not around.of_rows
    return apart and not ended.columns and ended.data is None


def events_of(value: object) -> Iterator[Event]:
    """Yield the events of a value that was read whole, as a parser yields them."""
    if isinstance(value, dict):
        yield "start_map", None
        for key, one in value.items():
            yield "map_key", key
            yield from events_of(one)
        yield "end_map", None
    elif isinstance(value, list):
        yield "start_array", None
        for one in value:
            yield from events_of(one)
        yield "end_array", None
    else:
        yield "value", value
