"""The reviews that wait, by future, in no order: few are taken out of many without a look at the rest."""

import numpy as np

from collector.projection.arrays import Cells, Floats, Ints


class Backlog:
    """Reviews that wait in *rows* futures of *columns* items: *count* by future."""

    def __init__(self, rows: int, columns: int) -> None:
        self._columns = columns
        # Of each row only the first *count* wait.
        self._waiting: Cells = np.zeros((rows, columns), dtype=np.int32)
        self.count: Ints = np.zeros(rows, dtype=np.int64)

    def add(self, cells: Cells) -> None:
        """Add *cells*, none of which waits already."""
        if not len(cells):
            return
        row, column = np.divmod(np.sort(cells), self._columns)
        added = np.bincount(row, minlength=len(self.count))
        self._waiting[row, self.count[row] + _ranks(added)] = column
        self.count += added

    def take(self, limit: Floats, random: np.random.Generator) -> Cells:
        """Take out at most *limit* of each future: any of them, by chance; return them by future."""
        taken = np.minimum(limit, self.count).astype(np.int64)
        if not taken.any():
            return np.zeros(0, dtype=np.int32)
        row, rank = np.repeat(np.arange(len(taken)), taken), _ranks(taken)
        limited = np.flatnonzero((taken > 0) & (taken < self.count))
        place = rank
        if len(limited):
            # Evenly spread from a random start on: each is as likely as any other, and none comes twice.
            start = np.zeros_like(taken)
            start[limited] = random.random(len(limited)) * self.count[limited]
            place = (rank * self.count[row] + start[row]) // taken[row]
        cells: Cells = (row * self._columns + self._waiting[row, place]).astype(np.int32)
        self._close_up(row, rank, place, self.count - taken)
        return cells

    def _close_up(self, row: Ints, rank: Ints, place: Ints, left: Ints) -> None:
        """Put what stays of the last ones into the places that were taken among the others."""
        self.count = left
        hole = place < left[row]
        if not hole.any():
            return
        last = left[row] + rank
        stays = np.ones(len(row), dtype=bool)
        # As many of a row were taken as are its last ones: what was taken of these is found by its distance.
        stays[(np.arange(len(row)) - rank + place - left[row])[~hole]] = False
        self._waiting[row[hole], place[hole]] = self._waiting[row[stays], last[stays]]

    def keep(self, rows: Ints) -> None:
        """Go on with the futures *rows* only."""
        self._waiting = self._waiting[rows]
        self.count = self.count[rows]


def _ranks(counts: Ints) -> Ints:
    """Return 0, 1, 2 … for each of *counts*, up to before it.

    >>> _ranks(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    return np.arange(int(counts.sum())) - np.repeat(np.cumsum(counts) - counts, counts)
