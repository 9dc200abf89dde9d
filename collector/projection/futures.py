"""Many simulated futures of the same items, hour by hour, all at once.

A row is a future, a column is an item; a cell is an item of a future, by its number in row after row.
"""

import numpy as np

from collector.core.model import HIGHEST_LEVEL
from collector.core.stages import GROUPS, SrsStage
from collector.projection.accuracy import Accuracy
from collector.projection.arrays import Cells, Floats, Ints
from collector.projection.backlog import Backlog
from collector.projection.curriculum import BURNED, LOCKED, NO_KANJI, PASSED, Curriculum
from collector.projection.due_calendar import DueCalendar, of_rows
from collector.projection.plan import Plan

REVIEWED = len(GROUPS) - 1
_GROUP = np.array([GROUPS.index(stage.group) if stage else 0 for stage in SrsStage])
NEVER = np.iinfo(np.int64).max
_BLOCK = 256
_LEVELS_TOGETHER = 6


class Futures:
    """The state of all futures at one hour. *reached* is by future and level the hour it was reached in.

    *burned_at* is the hour in which a future's last item was burned; `NEVER` until then.
    """

    def __init__(
        self, items: Curriculum, accuracy: Accuracy, plan: Plan, level: int, random: np.random.Generator
    ) -> None:
        rows, columns = len(plan.wrong), len(items.kind)
        self._items = items
        self._accuracy = accuracy
        self._falls = accuracy.falls.cumsum(axis=1)
        self._plan = plan
        self._random = random
        self._columns = columns
        self._stage = np.tile(items.stage.astype(np.int8), rows)
        self._passed = np.tile(items.passed, rows)
        self._missing = np.tile(items.missing.astype(np.int16), rows)
        factor = random.standard_gamma(np.tile(accuracy.shape, (rows, 1)))
        self._factor = (factor * accuracy.scale).astype(np.float32).ravel()
        self._calendar = DueCalendar(rows, columns)
        self._backlog = Backlog(rows, columns)
        self._level = np.full(rows, min(level, HIGHEST_LEVEL))
        self._kanji_passed = np.tile(items.kanji_passed, (rows, 1))
        self._first_lesson = np.zeros(rows, dtype=np.int64)
        self._waiting = np.full(rows, (items.stage == 0).sum())
        # Subjects that moved to a later level keep the lesson that they had.
        self._highest_lesson = int(items.level[items.stage == 0].max(initial=0))
        self._left = np.full(rows, columns)
        self.reached = np.full((rows, HIGHEST_LEVEL + 1), NEVER)
        self.burned_at = np.full(rows, NEVER)
        self._start(rows)

    @property
    def rows(self) -> int:
        """The number of futures."""
        return len(self._level)

    def _start(self, rows: int) -> None:
        """Put the items that are in a stage with reviews where they fall due."""
        columns = np.flatnonzero((self._items.stage > 0) & (self._items.stage < BURNED))
        due = np.maximum(self._items.due_in[columns], 0)
        offsets = np.arange(rows)[:, None] * self._columns
        for hour in np.unique(due):
            cells = (columns[due == hour] + offsets).ravel().astype(np.int32)
            # A vacation does not put off reviews that are already waiting.
            self._calendar.put(cells, int(hour), waits=hour == 0)

    def stop_clocks(self, rows: Ints, hours: int) -> None:
        """Let nothing fall due in the futures *rows* for so many *hours*: they are on vacation."""
        self._calendar.stop(rows, hours)

    def fall_due(self, hours: range) -> Cells:
        """Add what falls due in *hours*, none of them passed before, to the backlog, and return it."""
        due = self._calendar.take(hours)
        self._backlog.add(due)
        return due

    @property
    def backlog(self) -> Ints:
        """The number of reviews that wait, by future."""
        return self._backlog.count

    def by_group(self, cells: Cells) -> Ints:
        """Count *cells* by future and group of stages."""
        if not len(cells):
            return np.zeros((self.rows, REVIEWED), dtype=np.int64)
        key = cells // self._columns * REVIEWED + _GROUP[self._stage[cells]]
        return np.bincount(key, minlength=self.rows * REVIEWED).reshape(self.rows, REVIEWED)

    def stages(self) -> Ints:
        """Return the items by future and group, from `lesson` to `burned`, those burned before included."""
        counts = np.zeros((self.rows, len(GROUPS) + 1), dtype=np.int64)
        for row, stages in enumerate(self._stage.reshape(self.rows, self._columns)):
            by_stage = np.bincount(stages[stages > LOCKED], minlength=BURNED + 1)
            counts[row, 0] = by_stage[0]
            counts[row, 1:] = np.bincount(_GROUP[1:], weights=by_stage[1:], minlength=len(GROUPS))
        counts[:, -1] += self._items.burned
        return counts

    def review(self, hour: int, limit: Floats) -> Ints:
        """Do at most *limit* of each future's backlog; return how many were done, by future and group."""
        cells = self._backlog.take(limit, self._random)
        done = self.by_group(cells)
        if len(cells):
            self._answer(hour, cells)
        return done

    def learn(self, hour: int, limit: Floats) -> Ints:
        """Do at most *limit* lessons in each future, in the learner's order; return how many were done."""
        rows = np.flatnonzero((limit >= 1) & (self._waiting > 0))
        lessons = np.zeros(self.rows, dtype=np.int64)
        if not len(rows):
            return lessons
        # Futures that are far apart are searched separately: each only where its own lessons are.
        part = self._level[rows] // _LEVELS_TOGETHER
        for number in np.unique(part):
            alike = rows[part == number]
            lessons[alike] = self._learn_alike(hour, alike, limit[alike])
        self._waiting -= lessons
        return lessons

    def _learn_alike(self, hour: int, rows: Ints, limit: Floats) -> Ints:
        columns = self._lesson_columns(rows)
        waits = self._stage.reshape(self.rows, self._columns)[np.ix_(rows, columns)] == 0
        number = np.cumsum(waits, axis=1, dtype=np.int32)
        row, column = np.nonzero(waits & (number <= limit[:, None]))
        cells = (rows[row] * self._columns + columns[column]).astype(np.int32)
        self._stage[cells] = 1
        self._put(hour, cells, np.ones(len(cells), dtype=np.int64))
        return np.bincount(row, minlength=len(rows))

    def keep(self, rows: Ints) -> None:
        """Go on with the futures *rows* only."""
        self._backlog.keep(rows)
        self._calendar.keep(rows)
        self._stage = of_rows(self._stage, rows, self._columns)
        self._passed = of_rows(self._passed, rows, self._columns)
        self._missing = of_rows(self._missing, rows, self._columns)
        self._factor = of_rows(self._factor, rows, self._columns)
        self._plan = self._plan.of(rows)
        self._kanji_passed = self._kanji_passed[rows]
        self._first_lesson = self._first_lesson[rows]
        self._waiting = self._waiting[rows]
        self._left = self._left[rows]
        self._level = self._level[rows]
        self.reached = self.reached[rows]
        self.burned_at = self.burned_at[rows]

    def _answer(self, hour: int, cells: Cells) -> None:
        row, column = np.divmod(cells, self._columns)
        kind = self._items.kind[column]
        stage = self._stage[cells].astype(np.int64)
        rate = self._accuracy.rates[kind, stage - 1] * self._factor[cells] * self._plan.wrong[row]
        chance = 1 - np.exp(-rate)
        chance += (1 - chance) * self._plan.spoiled[row] - chance * self._plan.spared[row]
        wrong = self._random.random(len(cells)) < chance
        self._factor[cells] = 1 + (self._factor[cells] - 1) * self._accuracy.stays
        fall = np.zeros(len(cells), dtype=np.int64)
        drawn = self._random.random(int(wrong.sum()))
        fall[wrong] = 1 + (drawn[:, None] >= self._falls[kind[wrong], :-1]).sum(axis=1)
        after = np.where(wrong, np.maximum(1, stage - fall * np.where(stage >= PASSED, 2, 1)), stage + 1)
        self._stage[cells] = after
        self._pass(hour, cells[(after == PASSED) & ~self._passed[cells]])
        self._burn(hour, row[after == BURNED])
        self._put(hour, cells[after < BURNED], after[after < BURNED])

    def _put(self, hour: int, cells: Cells, stage: Ints) -> None:
        """Put cells away until they fall due."""
        # An interval is known by its place: there are few of them.
        interval = self._items.system[cells % self._columns] * (BURNED + 1) + stage
        for place in np.flatnonzero(np.bincount(interval)):
            self._calendar.put(cells[interval == place], hour + int(self._items.hours.flat[place]))

    def _burn(self, hour: int, rows: Ints) -> None:
        self._left -= np.bincount(rows, minlength=self.rows)
        self.burned_at[(self._left == 0) & (self.burned_at == NEVER)] = hour

    def _pass(self, hour: int, cells: Cells) -> None:
        """Unlock what waited for *cells*, which are passed for the first time, and the levels it opens."""
        if not len(cells):
            return
        self._passed[cells] = True
        row, column = np.divmod(cells, self._columns)
        self._unlock_waiting(row, column)
        kanji = self._items.is_kanji[column]
        np.add.at(self._kanji_passed, (row[kanji], self._items.level[column[kanji]]), 1)
        passed = self._kanji_passed[np.arange(self.rows), self._level]
        for future in np.flatnonzero(passed >= self._items.kanji_needed[self._level]):
            self._level_up(hour, int(future))

    def _unlock_waiting(self, row: Ints, column: Ints) -> None:
        first = self._items.first_waiting[column]
        count = self._items.first_waiting[column + 1] - first
        offset = np.arange(int(count.sum())) - np.repeat(np.cumsum(count) - count, count)
        waiting = self._items.waiting[np.repeat(first, count) + offset]
        row = np.repeat(row, count)
        cells = row * self._columns + waiting
        np.subtract.at(self._missing, cells, 1)
        ready = (self._missing[cells] == 0) & (self._stage[cells] == LOCKED)
        ready &= self._items.level[waiting] <= self._level[row]
        opened = np.unique(cells[ready])
        self._stage[opened] = 0
        self._waiting += np.bincount(opened // self._columns, minlength=self.rows)

    def _level_up(self, hour: int, row: int) -> None:
        """Open levels for one future as long as their kanji are passed."""
        level = int(self._level[row])
        needed = self._items.kanji_needed
        while needed[level + 1] < NO_KANJI and self._kanji_passed[row, level] >= needed[level]:
            level += 1
            self.reached[row, level] = hour
            low, high = np.searchsorted(self._items.level, (level, level + 1))
            cells = row * self._columns + np.arange(low, high)
            opened = cells[(self._missing[cells] == 0) & (self._stage[cells] == LOCKED)]
            self._stage[opened] = 0
            self._waiting[row] += len(opened)
        self._level[row] = level

    def _lesson_columns(self, rows: Ints) -> Ints:
        """Return the columns in which lessons can wait in the futures *rows*, in the order of lessons."""
        low = int(self._first_lesson[rows].min())
        begun = self._stage.reshape(self.rows, self._columns)[rows, low : low + _BLOCK] > 0
        leading = np.where(begun.all(axis=1), begun.shape[1], begun.argmin(axis=1))
        self._first_lesson[rows] = np.maximum(self._first_lesson[rows], low + leading)
        low = int(self._first_lesson[rows].min())
        highest = max(int(self._level[rows].max()), self._highest_lesson)
        end = int(np.searchsorted(self._items.level, highest + 1))
        columns = np.arange(low, end)
        return columns[np.argsort(self._items.lesson_order[columns])]
