"""The projection: what the learner's habits, accuracy and items make likely, in the steps of `project`."""

from collections.abc import Callable, Iterator, Sequence
from itertools import accumulate, pairwise

import numpy as np

from collector.core.batches import no_progress
from collector.core.moments import instant
from collector.core.projection import Grounds, Outcome, Projection
from collector.projection.accuracy import accuracy
from collector.projection.bands import outcome, projected_dates
from collector.projection.curriculum import curriculum
from collector.projection.futures import Futures
from collector.projection.grounds import grounds, reason
from collector.projection.habits import Habits, habits
from collector.projection.inputs import OWN_PACE, StudyRecord, WhatIf
from collector.projection.local_hours import LocalHours, local_hours
from collector.projection.past_days import past_days
from collector.projection.plan import Plan, plan
from collector.projection.simulation import Counts, Simulation

# The lessons a day whose outcomes are always at hand.
PACES = tuple(WhatIf(f"{lessons} lessons a day", lessons_a_day=lessons) for lessons in (5, 10, 15, 20, 30))

# No date is sought later than ten years ahead, and those beyond the projected days by every fourth future.
_FARTHEST_DAY = 3652
_EVERY_FAR_ONE = 4

Progress = Callable[[int, int], None]


def project(  # noqa: PLR0913 - what bounds the work
    record: StudyRecord,
    what_ifs: Sequence[WhatIf] = (),
    *,
    futures: int = 200,
    futures_if: int = 24,
    days: int = 365,
    far: bool = True,
    progress: Progress = no_progress,
) -> Projection:
    """Return what is to come in *days* days at the learner's own pace, and for each of *what_ifs*.

    The same record gives the same numbers. The own pace takes *futures* futures, each what-if *futures_if*.
    With *far* the dates of all levels are sought, up to ten years ahead. *progress* is told how many days are
    done, and of how many. Without grounds for any number the projection has a reason instead.
    """
    random = np.random.default_rng(instant(record.at).astimezone(record.zone).toordinal())
    past = past_days(record, random)
    why_not = reason(record, past)
    if why_not:
        return Projection(record.at, record.zone.key, record.level, why_not, None, ())
    usual = habits(past)
    ways = (OWN_PACE, *what_ifs)
    rows = (futures, *(futures_if for _ in what_ifs))
    hours = local_hours(record.at, record.zone, _FARTHEST_DAY if far else days)
    run = _Run(record, usual, plan(ways, rows, hours.today, random), hours, random)
    counts = run.count(days, progress)
    if far:
        run.go_on(range(days + 1, _FARTHEST_DAY + 1), progress)
    shown = grounds(past, usual, record.reviews)
    outcomes = tuple(run.outcomes(ways, rows, counts, shown))
    return Projection(record.at, record.zone.key, record.level, "", shown, outcomes)


class _Run:
    """The simulation of all ways to go on, and what comes of each."""

    def __init__(
        self, record: StudyRecord, usual: Habits, plan: Plan, hours: LocalHours, random: np.random.Generator
    ) -> None:
        items = curriculum(record)
        rates = accuracy(record.items, record.reviews).of(items.places)
        self._record = record
        self._hours = hours
        self._futures = Futures(items, rates, plan, record.level, random)
        self._simulation = Simulation(self._futures, usual, plan, hours, random)
        self._chosen = np.arange(self._futures.rows)

    def count(self, days: int, progress: Progress) -> Counts:
        """Simulate *days*, and count each of them."""
        return self._simulation.count(days, progress)

    def go_on(self, days: range, progress: Progress) -> None:
        """Go on with some futures, for the dates that lie beyond."""
        self._chosen = self._chosen[::_EVERY_FAR_ONE]
        self._simulation.go_on(self._chosen, days, progress)

    def outcomes(
        self, ways: Sequence[WhatIf], rows: Sequence[int], counts: Counts, shown: Grounds
    ) -> Iterator[Outcome]:
        """Yield the outcome of each of *ways*, which has so many *rows*."""
        for way, (start, end) in zip(ways, pairwise(accumulate(rows, initial=0)), strict=True):
            own = (self._chosen >= start) & (self._chosen < end)
            dates = projected_dates(
                self._futures.reached[own],
                self._futures.burned_at[own],
                self._hours,
                level=self._record.level,
                highest=self._record.granted,
            )
            yield outcome(
                way,
                counts.of(slice(start, end)),
                hours=self._hours,
                milliseconds=shown.milliseconds_a_review,
                dates=dates,
            )
