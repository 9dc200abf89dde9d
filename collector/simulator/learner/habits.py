"""A learner's habits: when and how much they study."""

from dataclasses import dataclass
from datetime import UTC, timedelta, tzinfo


@dataclass(frozen=True)
class Habits:
    """Times and amounts of study; *hours* are hours of the local day in *zone*.

    A session starts within its hour, give or take up to *spread*, and ends after *reviews_a_session*, at
    least and at most (None: after all that are due). *session_missed* and *day_off* are probabilities. The
    bounds of a session and the lessons of a day are multiplied by *weekday_effort*, Monday first; the lessons
    of a day vary by the share *lessons_variation*. Lessons wait while more than *reviews_before_lessons*
    reviews are due or *apprentice_limit* items are in the first four stages.
    """

    zone: tzinfo = UTC
    hours: tuple[int, ...] = (7, 12, 17, 21)
    weekend_hours: tuple[int, ...] = (10, 19)
    spread: timedelta = timedelta(0)
    session_missed: float = 0.12
    day_off: float = 0.05
    weekday_effort: tuple[float, ...] = (1.0,) * 7
    reviews_a_session: tuple[int, int] | None = None
    reviews_before_lessons: int | None = None
    lessons_a_day: int = 10
    lessons_variation: float = 0.0
    radicals_first: bool = False
    apprentice_limit: int = 100
    seconds_a_review: tuple[float, float] = (4.0, 16.0)
    seconds_a_lesson: tuple[float, float] = (25.0, 90.0)
