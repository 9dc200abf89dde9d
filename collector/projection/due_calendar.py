"""The hours at which the items of many futures fall due, in each future by its own clock.

A future on vacation stops its clock: what was put away before is found again so much later as that takes.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import TypeVar

import numpy as np
import numpy.typing as npt

from collector.projection.arrays import Cells, Ints

Value = TypeVar("Value", bound=np.generic)

_ALREADY_DUE = np.iinfo(np.int32).max


class DueCalendar:
    """The cells of *rows* futures of *columns* items, by the hour at which they fall due."""

    def __init__(self, rows: int, columns: int) -> None:
        self._columns = columns
        self._due: defaultdict[int, list[Cells]] = defaultdict(list)
        # By future, how many hours its clock has been stopped in all; by cell, how many when it was put away.
        self._stopped = np.zeros(rows, dtype=np.int64)
        self._stopped_then = np.zeros(rows * columns, dtype=np.int32)

    def put(self, cells: Cells, hour: int, *, waits: bool = False) -> None:
        """Let *cells* fall due at *hour*; no stopped clock puts off what *waits* already."""
        self._stopped_then[cells] = _ALREADY_DUE if waits else self._stopped[cells // self._columns]
        self._due[hour].append(cells)

    def take(self, hours: range) -> Cells:
        """Take out and return what falls due in *hours*."""
        taken = [cells for hour in hours for cells in self._take(hour)]
        return np.concatenate(taken) if taken else np.zeros(0, dtype=np.int32)

    def stop(self, rows: Ints, hours: int) -> None:
        """Stop the clocks of the futures *rows* for so many *hours*."""
        self._stopped[rows] += hours

    def keep(self, rows: Ints) -> None:
        """Go on with the futures *rows* only."""
        place = np.full(len(self._stopped), -1)
        place[rows] = np.arange(len(rows))
        for hour, lists in self._due.items():
            self._due[hour] = [self._renumbered(cells, place) for cells in lists]
        self._stopped = self._stopped[rows]
        self._stopped_then = of_rows(self._stopped_then, rows, self._columns)

    def _renumbered(self, cells: Cells, place: Ints) -> Cells:
        """Return *cells* as numbered once each row has its new *place*, but those whose row has none."""
        row, column = np.divmod(cells, self._columns)
        kept = place[row] >= 0
        return (place[row[kept]] * self._columns + column[kept]).astype(np.int32)

    def _take(self, hour: int) -> Iterator[Cells]:
        lists = self._due.pop(hour, None)
        if lists is None:
            return
        cells = np.concatenate(lists)
        later = self._stopped[cells // self._columns] - self._stopped_then[cells]
        late = later > 0
        if late.any():
            for hours in np.unique(later[late]):
                self.put(cells[later == hours], hour + int(hours))
            cells = cells[~late]
        yield cells


def of_rows(values: npt.NDArray[Value], rows: Ints, columns: int) -> npt.NDArray[Value]:
    """Return the *values* of the cells in *rows*, row after row."""
    return values.reshape(-1, columns)[rows].ravel()
