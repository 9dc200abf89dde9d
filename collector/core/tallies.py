"""Counts of the facts, for views: by day, by stage, and by hour of the week."""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple


class DayStages(NamedTuple):
    """The items of all kinds in each group of stages, as last counted on a local day."""

    day: date
    groups: Mapping[str, int]


class StageTally(NamedTuple):
    """The reviews that began in a stage, and how many of them had no wrong answer."""

    stage: int
    reviews: int
    correct: int


class HourTally(NamedTuple):
    """The reviews of an hour of the week (1 is Monday), and how many of them had no wrong answer."""

    weekday: int
    hour: int
    reviews: int
    correct: int
