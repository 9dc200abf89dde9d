"""The input of a projection: the learner's items, and how they have been studied."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple
from zoneinfo import ZoneInfo

from collector.core.model import SubjectId
from collector.core.moments import Moment

# The number of past days that habits and accuracy are based on.
DAYS_OF_HABITS = 180


class StudyItem(NamedTuple):
    """A subject that is not hidden, and where the learner stands with it.

    *stage* is None while it is locked, 0 while its lesson waits. *components* are the subjects to pass before
    it unlocks. *correct* counts the reviews ever finished, *incorrect* the wrong answers ever given to
    meaning and reading.
    """

    subject_id: SubjectId
    kind: str
    level: int
    srs_id: int
    lesson_position: int
    components: tuple[SubjectId, ...]
    stage: int | None
    passed: bool
    unlocked_at: Moment | None
    started_at: Moment | None
    available_at: Moment | None
    correct: int
    incorrect: int


class PastReview(NamedTuple):
    """A finished review. *due_at* is None where no poll saw when it fell due."""

    at: Moment
    due_at: Moment | None
    subject_id: SubjectId
    kind: str
    starting_stage: int
    wrong_answers: int


@dataclass(frozen=True, slots=True)
class StudyRecord:
    """All that a projection is made from, as it was *at*.

    *reviews* and *lessons* are those of the last `DAYS_OF_HABITS` days, in order of time; reviews are known
    from *observed_since* to *observed_until*. *intervals* are, by the id of an SRS system, the seconds of
    each stage that has one. *vacations* have their start and end, None while one goes on. *granted* is the
    highest level of the subscription.
    """

    at: Moment
    zone: ZoneInfo
    level: int
    granted: int
    intervals: Mapping[int, Mapping[int, int]]
    items: Sequence[StudyItem]
    reviews: Sequence[PastReview]
    lessons: Sequence[Moment]
    observed_since: Moment
    observed_until: Moment
    vacations: Sequence[tuple[Moment, Moment | None]]


@dataclass(frozen=True, slots=True)
class WhatIf:
    """A way to go on that differs from the learner's own; None is as usual.

    *lessons_a_day* are done on every day of study. *reviews_a_day* is a cap. *accuracy* is added to the
    percentage of reviews without a wrong answer. From *pause*'s first day to its last nothing is done; items
    fall due all the same, or, with *vacation*, wait as WaniKani's vacation mode lets them.
    """

    label: str
    lessons_a_day: int | None = None
    reviews_a_day: int | None = None
    accuracy: int = 0
    pause: tuple[date, date] | None = None
    vacation: bool = False


OWN_PACE = WhatIf("own pace")
