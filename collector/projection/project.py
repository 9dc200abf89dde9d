"""The projection: what the learner's habits, accuracy and items make likely, in the steps of `project`."""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

import numpy as np

from collector.core.batches import no_progress
from collector.core.local_time import local_date
from collector.core.projection import Grounds, Outcome, Projection
from collector.projection.accuracy import Accuracy, accuracy
from collector.projection.bands import outcome, projected_dates
from collector.projection.curriculum import Curriculum, curriculum
from collector.projection.futures import Futures
from collector.projection.grounds import grounds, reason
from collector.projection.habits import Habits, habits
from collector.projection.inputs import OWN_PACE, StudyRecord, WhatIf
from collector.projection.local_hours import LocalHours, local_hours
from collector.projection.past_days import past_days
from collector.projection.plan import plan
from collector.projection.simulation import Simulation

# The lessons a day whose outcomes are always computed.
PACES = tuple(WhatIf(f"{lessons} lessons a day", lessons_a_day=lessons) for lessons in (5, 10, 15, 20, 30))

# No date is sought later than ten years ahead; beyond the projected days by a part of the futures, but by no
# fewer than these.
_FARTHEST_DAY = 3652
_EVERY_FAR_ONE = 4
_FAR_ONES = 24

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

    The same record gives the same numbers; those of the own pace do not depend on the what-ifs. The own pace
    takes *futures* futures, each what-if *futures_if*. With *far* the dates of all levels are sought, up to
    ten years ahead. *progress* is called with the days done and their total: for the own pace, then for
    the rest. Without grounds for any number the projection has a reason instead.
    """
    past = past_days(record, _random(record, 0))
    why_not = reason(record, past)
    if why_not:
        return Projection(record.at, record.zone.key, record.level, why_not, None, ())
    items, usual = curriculum(record), habits(past)
    known = _Known(
        record=record,
        items=items,
        accuracy=accuracy(record.items, record.reviews).of(items.places),
        usual=usual,
        hours=local_hours(record.at, record.zone, _FARTHEST_DAY if far else days),
        grounds=grounds(past, usual, record.reviews),
    )
    asked = _Asked(days, far, progress)
    outcomes = [*_simulate(known, [OWN_PACE], futures, asked), *_simulate(known, what_ifs, futures_if, asked)]
    return Projection(record.at, record.zone.key, record.level, "", known.grounds, tuple(outcomes))


class _Known(NamedTuple):
    """The input of all futures."""

    record: StudyRecord
    items: Curriculum
    accuracy: Accuracy
    usual: Habits
    hours: LocalHours
    grounds: Grounds


class _Asked(NamedTuple):
    """The request: how many days to count, and if dates beyond them are sought."""

    days: int
    far: bool
    progress: Progress


def _simulate(known: _Known, ways: Sequence[WhatIf], futures: int, asked: _Asked) -> Iterator[Outcome]:
    """Yield the outcome of each of *ways*, by so many *futures* of it."""
    if not ways:
        return
    random = _random(known.record, 1 + len(ways))
    plans = plan(ways, futures, known.hours.today, known.grounds.accuracy / 10_000, random)
    simulated = Futures(known.items, known.accuracy, plans, known.record.level, random)
    simulation = Simulation(simulated, known.usual, plans, known.hours, random)
    counts = simulation.count(asked.days, asked.progress)
    way_of = np.repeat(np.arange(len(ways)), futures)
    if asked.far:
        kept = np.flatnonzero(np.arange(len(way_of)) % futures < max(_FAR_ONES, futures // _EVERY_FAR_ONE))
        simulation.go_on(kept, range(asked.days + 1, _FARTHEST_DAY + 1), asked.progress)
        way_of = way_of[kept]
    for number, way in enumerate(ways):
        dates = projected_dates(
            simulated.reached[way_of == number],
            simulated.burned_at[way_of == number],
            known.hours,
            level=known.record.level,
            highest=known.record.granted,
        )
        counted = counts.of(slice(number * futures, (number + 1) * futures))
        yield outcome(
            way, counted, hours=known.hours, milliseconds=known.grounds.milliseconds_a_review, dates=dates
        )


def _random(record: StudyRecord, stream: int) -> np.random.Generator:
    """Return chance, the same for every record of one local day; another one for each *stream*."""
    return np.random.default_rng((local_date(record.at, record.zone).toordinal(), stream))
