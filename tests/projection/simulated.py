"""Futures of a learner as `project` makes them, with what a projection leaves out: each one by itself."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from collector.core.batches import no_progress
from collector.projection.accuracy import accuracy
from collector.projection.arrays import Ints
from collector.projection.curriculum import curriculum
from collector.projection.futures import Futures
from collector.projection.habits import habits
from collector.projection.inputs import OWN_PACE, StudyRecord, WhatIf
from collector.projection.local_hours import local_hours
from collector.projection.past_days import past_days
from collector.projection.plan import Plan, plan
from collector.projection.simulation import Counts, Simulation


class Simulated(NamedTuple):
    """What was counted in each future, the futures as they are then, and what each was asked to do."""

    counts: Counts
    futures: Futures
    plan: Plan
    stages_before: Ints


def simulate(
    known: StudyRecord, what_ifs: Sequence[WhatIf] = (), *, rows: int = 6, days: int = 30
) -> Simulated:
    """Let so many futures of the learner's own pace, and of each of *what_ifs*, go on for *days*."""
    random = np.random.default_rng(7)
    usual = habits(past_days(known, random))
    hours = local_hours(known.at, known.zone, days)
    ways = (OWN_PACE, *what_ifs)
    asked = plan(ways, rows, hours.today, 0.9, random)
    items = curriculum(known)
    rates = accuracy(known.items, known.reviews).of(items.places)
    futures = Futures(items, rates, asked, known.level, random)
    before = futures.stages()
    counts = Simulation(futures, usual, asked, hours, random).count(days, no_progress)
    return Simulated(counts, futures, asked, before)
