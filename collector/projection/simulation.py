"""Runs the futures day by day: what falls due, the hours of study, pauses; and counts what happens."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import timedelta

import numpy as np

from collector.projection.arrays import Bools, Floats, Ints
from collector.projection.futures import NEVER, REVIEWED, Futures
from collector.projection.habits import DayChain, Habits
from collector.projection.local_hours import LocalHours
from collector.projection.plan import Plan

# In so many days a learner's pace has changed as much as it does.
_DAYS_OF_DRIFT = 45

# So far ahead the hour of a review no longer matters.
_EXACT_DAYS = 91
_TOGETHER = 3

# In days, for a break that is longer than any other.
_LONGEST_BREAK = 365

MONTHS = (1, 3, 6, 12)
DAYS_OF_MONTH = {1: 30, 3: 91, 6: 182, 12: 365}


@dataclass(frozen=True, slots=True)
class Counts:
    """By day (from today, 0), future and group of stages. *stages* by months, future and group."""

    due: Ints
    done: Ints
    backlog: Ints
    stages: dict[int, Ints]

    def of(self, rows: slice) -> "Counts":
        """Return the counts of the futures *rows* only."""
        return Counts(
            due=self.due[:, rows],
            done=self.done[:, rows],
            backlog=self.backlog[:, rows],
            stages={months: counted[rows] for months, counted in self.stages.items()},
        )


def _gathered(limit: Floats) -> Floats:
    """Return *limit* with what is done in some hours done in the last of them, which is less work."""
    gathered = np.zeros_like(limit)
    gathered[:, _TOGETHER - 1 :: _TOGETHER] = limit.reshape(len(limit), -1, _TOGETHER).sum(axis=2)
    return gathered


class Simulation:
    """Advances *futures* day by day, as the learner usually studies and as *plan* demands."""

    def __init__(
        self, futures: Futures, usual: Habits, plan: Plan, hours: LocalHours, random: np.random.Generator
    ) -> None:
        self._futures = futures
        self._usual = usual
        self._plan = plan
        self._hours = hours
        self._random = random
        self._chain = DayChain(usual, futures.rows, random)
        self._paused_for = self._ongoing_break()
        self._on_vacation = np.zeros(futures.rows, dtype=bool)
        self._next_hour = 0

    def count(self, days: int, progress: Callable[[int, int], None]) -> Counts:
        """Go on to the end of the day that is *days* after today, and count each of them."""
        shape = (days + 1, self._futures.rows, REVIEWED)
        counts = Counts(np.zeros(shape, np.int64), np.zeros(shape, np.int64), np.zeros(shape, np.int64), {})
        waiting = np.zeros(shape[1:], dtype=np.int64)
        for day in range(days + 1):
            self._live(day, counts)
            waiting += counts.due[day] - counts.done[day]
            counts.backlog[day] = waiting
            for months in MONTHS:
                if DAYS_OF_MONTH[months] == day:
                    counts.stages[months] = self._futures.stages()
            progress(day, days)
        return counts

    def go_on(self, rows: Ints, days: Sequence[int], progress: Callable[[int, int], None]) -> None:
        """Go on with the futures *rows* only, for *days*, until everything is burned in all of them."""
        self._futures.keep(rows)
        self._chain.keep(rows)
        self._paused_for = self._paused_for[rows]
        self._on_vacation = self._on_vacation[rows]
        self._plan = self._plan.of(rows)
        for day in days:
            if (self._futures.burned_at < NEVER).all():
                return
            self._live(day)
            progress(day, days[-1])

    def _live(self, day: int, counts: Counts | None = None) -> None:
        """Live one *day*, and count it in *counts*."""
        limit, lessons_left = self._limits(day)
        reviews_left = self._plan.reviews.copy()
        for hours in self._hours_of(day):
            due = self._futures.fall_due(hours)
            at_desk = limit[:, self._hours.hour[hours[-1]]]
            if counts is not None:
                counts.due[day] += self._futures.by_group(due)
            if at_desk.any():
                done = self._futures.review(hours[-1], np.minimum(at_desk, reviews_left))
                reviews_left -= done.sum(axis=1)
                lessons_left -= self._futures.learn(hours[-1], np.where(at_desk > 0, lessons_left, 0))
                if counts is not None:
                    counts.done[day] += done

    def _hours_of(self, day: int) -> Iterator[range]:
        """Yield the hours of *day*, one by one or, where the hour no longer matters, some together."""
        first, end = np.searchsorted(self._hours.day, (day, day + 1))
        for hour in range(first, end):
            gathers = day > _EXACT_DAYS and self._hours.hour[hour] % _TOGETHER != _TOGETHER - 1
            if not gathers:
                yield range(self._next_hour, hour + 1)
                self._next_hour = hour + 1

    def _limits(self, day: int) -> tuple[Floats, Floats]:
        """Return how many reviews each future does at most in each hour of *day*, and lessons in the day."""
        date = self._hours.today + timedelta(days=day)
        source = self._chain.next_day(date.weekday(), day)
        reviews = self._usual.review_limit[source]
        lessons = self._usual.lesson_limit[source]
        lessons = lessons * self._plan.pace ** min(1.0, day / _DAYS_OF_DRIFT)
        lessons = np.where(np.isfinite(self._plan.lessons), self._plan.lessons, lessons)
        if day > _EXACT_DAYS:
            reviews = _gathered(reviews)
        resting = self._rest(day)
        reviews[resting] = 0
        lessons[resting] = 0
        return reviews, lessons

    def _rest(self, day: int) -> Bools:
        """Return which futures rest on *day*: in a pause that was planned, or that happens."""
        plan = self._plan
        planned = (plan.pause_from <= day) & (day <= plan.pause_to)
        self._paused_for = np.maximum(self._paused_for - 1, 0)
        free = (self._paused_for == 0) & ~planned
        new = free & (self._random.random(len(free)) < self._usual.pause_rate) & (day > 0)
        lengths = self._random.choice(self._usual.pause_lengths, size=int(new.sum()))
        self._paused_for[new] = lengths
        self._on_vacation[new] = self._random.random(len(lengths)) < self._usual.vacation_share
        paused = self._paused_for > 0
        self._stop_clocks(day, (planned & plan.vacation) | (paused & self._on_vacation))
        return planned | paused

    def _stop_clocks(self, day: int, on_vacation: Bools) -> None:
        if on_vacation.any():
            first, end = np.searchsorted(self._hours.day, (day, day + 1))
            self._futures.stop_clocks(np.flatnonzero(on_vacation), int(end - first))

    def _ongoing_break(self) -> Ints:
        """Return for each future how many days more the break goes on that the learner is in.

        Of one that is longer than all known ones it is only known that it may as well last as long again.
        """
        usual, rows = self._usual, self._futures.rows
        if not usual.paused_for:
            return np.zeros(rows, dtype=np.int64)
        longer = usual.pause_lengths[usual.pause_lengths > usual.paused_for] - usual.paused_for
        if len(longer):
            return self._random.choice(longer, size=rows) + 1
        chance = self._random.random(rows)
        more = np.ceil(usual.paused_for * chance / (1 - chance))
        return np.clip(more, 1, _LONGEST_BREAK).astype(np.int64) + 1
