"""The calendar as the page shows it: its words, and the data that `calendar.js` draws."""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from collector.core.local_time import local_date
from collector.core.percent import percent
from collector.core.wording import counted, dated
from collector.views.report.calendar.days import (
    COMING_DAYS,
    CalendarDay,
    all_streaks,
    calendar_days,
    vacation_days,
)
from collector.views.report.calendar.scale import colours, lower_bounds
from collector.views.report.data import ReportData
from collector.views.report.figures.style import NO_POLL_YET, Json

_MARKED = {"level_up", "reset"}
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """The calendar: *empty* says why there are no *years*, newest first, each with its sums in words.

    *json* has the days, from its `first` on, a column of each kind of number; null is what is not known.
    """

    empty: str
    streaks: str = ""
    since: str = ""
    years: Sequence[tuple[int, str]] = ()
    json: Json | None = None


def calendar(data: ReportData) -> Calendar:
    """Return the calendar of all days that anything is known of."""
    days = calendar_days(data)
    if not days:
        return Calendar(NO_POLL_YET)
    vacations = vacation_days(data)
    return Calendar(
        empty="",
        streaks=_streak_words(all_streaks(days, vacations)),
        since=_since_words(days),
        years=[(year, _sums(of) if of else "to come") for year, of in _years(days)],
        json=_json(data, days, vacations),
    )


def _years(days: Sequence[CalendarDay]) -> Iterator[tuple[int, Sequence[CalendarDay]]]:
    """Yield the years, newest first; the next one as soon as days to come lie in it."""
    found = {year: list(of) for year, of in groupby(days, lambda day: day.day.year)}
    last = days[-1].day + COMING_DAYS * _DAY
    for year in range(last.year, days[0].day.year - 1, -1):
        yield year, found.get(year, [])


def _streak_words(streaks: Sequence[Sequence[date]]) -> str:
    now, longest = streaks[0], max(streaks, key=len)
    if not longest:
        return "No day with a review or a lesson yet."
    going = f"{counted(len(now), 'day')} in a row now" if now else "No streak now"
    lasted = longest[0] == longest[-1]
    when = f"on {dated(longest[0])}" if lasted else f"from {dated(longest[-1])} to {dated(longest[0])}"
    return f"{going}; the longest streak was {counted(len(longest), 'day')}, {when}."


def _since_words(days: Sequence[CalendarDay]) -> str:
    known = [day.day for day in days if day.reviews is not None]
    if not known or known[0] == days[0].day:
        return ""
    return f"Reviews are known from {dated(known[0])} on; before that, only lessons count for streaks."


def _sums(days: Sequence[CalendarDay]) -> str:
    known = [day for day in days if day.reviews is not None]
    reviews = sum(day.reviews or 0 for day in known)
    correct = sum(day.correct or 0 for day in known)
    minutes = _minutes(sum(day.study_seconds or 0 for day in known))
    return ", ".join(
        (
            counted(reviews, "review") if known else "reviews not known",
            *([f"{percent(correct, reviews)} % right"] if reviews else []),
            counted(sum(day.lessons or 0 for day in days), "lesson"),
            *([counted(round(minutes / 60), "hour")] if reviews else []),
        )
    )


def _json(data: ReportData, days: Sequence[CalendarDay], vacations: Set[date]) -> Json:
    first, today = days[0].day, local_date(data.now, data.zone)
    columns = {
        "reviews": [day.reviews for day in days],
        "accuracy": [_accuracy(day) for day in days],
        "lessons": [day.lessons for day in days],
        "minutes": [None if day.study_seconds is None else _minutes(day.study_seconds) for day in days],
    }
    return {
        "first": first.isoformat(),
        **columns,
        "coming": [data.scheduled.get(today + number * _DAY, 0) for number in range(COMING_DAYS + 1)],
        "vacation": [list(span) for span in _spans((day - first).days for day in vacations)],
        "marks": list(_marks(data, first)),
        "steps": {name: _steps(name, column) for name, column in columns.items()},
    }


def _accuracy(day: CalendarDay) -> int | None:
    return int(percent(day.correct or 0, day.reviews)) if day.reviews else None


def _minutes(seconds: int) -> int:
    return (seconds + 30) // 60


def _steps(name: str, column: Sequence[int | None]) -> Json:
    # Of a day without reviews there is no accuracy; 0 % is one.
    values = [value for value in column if value is not None and (value or name == "accuracy")]
    bounds = lower_bounds(values)
    return {"bounds": bounds, "colours": colours(len(bounds)), "most": max(values, default=0)}


def _spans(numbers: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and last of each run of *numbers*."""
    for _, run in groupby(enumerate(sorted(numbers)), lambda each: each[1] - each[0]):
        found = [number for _, number in run]
        yield found[0], found[-1]


def _marks(data: ReportData, first: date) -> Iterator[tuple[int, str]]:
    """Yield the number of each day with a level-up or a reset, and what it was."""
    for mark in data.marks:
        if mark.kind in _MARKED and (number := (local_date(mark.at, data.zone) - first).days) >= 0:
            yield number, mark.title
