"""Joins the points of several retention policies into one history. Pure.

A database has a second policy for one of two reasons. Either its default was changed: then the points of the
one follow those of the other, and both belong to the history. Or a continuous query fills it with a summary
of the first (downsampling): then points of both stand side by side, and their counts differ.

>>> raw = {hour * 3600 * 10**9: {"guru": float(hour)} for hour in range(0, 48, 6)}
>>> daily = {0: {"guru": 9.0}, 24 * 3600 * 10**9 + 1: {"guru": 33.0}}
>>> [contradictions(raw, daily), contradictions(raw, {time + 10**18: values for time, values in raw.items()})]
[[0, 86400000000001], []]
"""

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, pairwise
from statistics import median
from typing import TypeAlias

from collector.importers.script_data import Points

_DAY = 24 * 3600 * 10**9
# Neighbours this far apart still belong to one recording: the script missed a day, or ran once a day.
_LEAST_TOLERANCE = 2 * _DAY
_MISSED_RUNS = 3

ReadOnlyPoints: TypeAlias = Mapping[int, Mapping[str, float]]


@dataclass(frozen=True, slots=True)
class Contradiction:
    """Two policies have different counts of the same *time*, in nanoseconds."""

    first: str
    second: str
    time: int


def join_policies(policies: Mapping[str, Points]) -> Points | Contradiction:
    """Return the points of all *policies* by time, or where two of them contradict each other."""
    for (first, one), (second, other) in combinations(policies.items(), 2):
        times = contradictions(one, other) or contradictions(other, one)
        if times:
            return Contradiction(first, second, times[0])
    return {time: values for points in policies.values() for time, values in points.items()}


def prefer_in_order(policies: Sequence[Points]) -> Points:
    """Return the points of the first, and of each further one only what does not contradict those before."""
    joined: Points = {}
    for points in policies:
        left_out = set(contradictions(joined, points))
        joined |= {time: values for time, values in points.items() if time not in left_out}
    return joined


def contradictions(kept: ReadOnlyPoints, more: ReadOnlyPoints) -> list[int]:
    """Return the times of *more* at which *kept* says something else, or counted before and after.

    A copy of *kept*, or of a part of it, contradicts nothing.
    """
    times = sorted(kept)
    tolerance = _tolerance(times)

    def contradicted(time: int) -> bool:
        if time in kept:
            return kept[time] != more[time]
        place = bisect_left(times, time)
        if not 0 < place < len(times):
            return False
        before, after = times[place - 1], times[place]
        return after - before <= tolerance and not (before in more and after in more)

    return [time for time in sorted(more) if contradicted(time)]


def _tolerance(times: Sequence[int]) -> float:
    steps = [later - earlier for earlier, later in pairwise(times)]
    return max(_LEAST_TOLERANCE, _MISSED_RUNS * median(steps)) if steps else 0
