"""The differences of each future from the usual: by the what-if, and by chance."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

import numpy as np

from collector.projection.arrays import Bools, Floats, Ints
from collector.projection.inputs import WhatIf

# Learners change: standard deviations of the logarithm of how much oftener they answer wrong than they did,
# and of how many more lessons they do.
_DRIFT_OF_ERRORS = 0.12
_DRIFT_OF_PACE = 0.25


class Plan(NamedTuple):
    """By future: at most so many *lessons* and *reviews* a day, infinite as usual.

    From the day *pause_from* to *pause_to*, counted from today, nothing is done, on *vacation* or not. Errors
    come *wrong* times as often as they did; the share *spared* of them does not come after all, and the share
    *spoiled* of right answers is wrong instead. Lessons come *pace* times as often.
    """

    lessons: Floats
    reviews: Floats
    pause_from: Ints
    pause_to: Ints
    vacation: Bools
    spared: Floats
    spoiled: Floats
    wrong: Floats
    pace: Floats

    def of(self, rows: Ints) -> "Plan":
        """Return the plan of the futures *rows* only."""
        return Plan(
            lessons=self.lessons[rows],
            reviews=self.reviews[rows],
            pause_from=self.pause_from[rows],
            pause_to=self.pause_to[rows],
            vacation=self.vacation[rows],
            spared=self.spared[rows],
            spoiled=self.spoiled[rows],
            wrong=self.wrong[rows],
            pace=self.pace[rows],
        )


def plan(
    what_ifs: Sequence[WhatIf], rows: int, today: date, right: float, random: np.random.Generator
) -> Plan:
    """Return the plan of the futures: so many *rows* of each of *what_ifs*.

    *right* is the share of reviews without a wrong answer, to which the accuracy of a what-if is added.
    """
    pauses = [_days(what_if, today) for what_if in what_ifs]
    return Plan(
        lessons=np.repeat([_limit(way.lessons_a_day) for way in what_ifs], rows),
        reviews=np.repeat([_limit(way.reviews_a_day) for way in what_ifs], rows),
        pause_from=np.repeat([first for first, _ in pauses], rows),
        pause_to=np.repeat([last for _, last in pauses], rows),
        vacation=np.repeat([way.vacation for way in what_ifs], rows),
        spared=np.repeat([_share(way.accuracy, 1 - right) for way in what_ifs], rows),
        spoiled=np.repeat([_share(-way.accuracy, right) for way in what_ifs], rows),
        wrong=np.exp(random.normal(0, _DRIFT_OF_ERRORS, rows * len(what_ifs))),
        pace=np.exp(random.normal(0, _DRIFT_OF_PACE, rows * len(what_ifs))),
    )


def _limit(asked: int | None) -> float:
    return float("inf") if asked is None else float(asked)


def _share(points: int, of: float) -> float:
    """Return which share of the share *of* so many percentage points are; none where they are negative."""
    asked = max(0, points) / 100
    return asked / of if asked < of else float(asked > 0)


def _days(what_if: WhatIf, today: date) -> tuple[int, int]:
    """Return the first and the last day of the pause, counted from *today*; none if the last comes first."""
    if what_if.pause is None:
        return 1, 0
    first, last = what_if.pause
    return (first - today).days, (last - today).days
