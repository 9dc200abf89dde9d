"""What was reviewed, day by day, and how well."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import groupby

from collector.facts.shares import percent
from collector.facts.types import StudyDay
from collector.report.figures.style import (
    INK,
    NO_REVIEW_YET,
    RIGHT,
    WRONG,
    Figure,
    Json,
    day_axis,
    during,
    nothing,
    second_axis,
    spans,
)
from collector.report.gathered import Gathered
from collector.reviews.study import local_date

_DAY = timedelta(days=1)
_WEEK = 7
_LONG = 400
_MONTHS = ((1, "month", "1 m"), (6, "month", "6 m"), (1, "year", "1 y"))


def reviews_a_day(known: Gathered) -> Figure:
    """Return the reviews of each local day, and the accuracy of the last seven days on each.

    Beyond some four hundred days a bar is a week (from Monday).
    """
    days = [(local_date(day.at, known.zone), day) for day in known.days if day.reviews]
    if not days:
        return nothing(NO_REVIEW_YET)
    last = local_date(known.now, known.zone)
    weeks = list(_rolling(dict(days), days[0][0], last))
    by_day = (last - days[0][0]).days <= _LONG
    bars, period, name = (days, _DAY, "day") if by_day else (_weeks(days), 7 * _DAY, "week")
    return Figure(
        [
            _count(bars, RIGHT, "all right", [day.correct for _, day in bars], period),
            _count(
                bars, WRONG, "with a wrong answer", [day.reviews - day.correct for _, day in bars], period
            ),
            _accuracy(weeks),
        ],
        {
            "barmode": "stack",
            "xaxis": {
                **day_axis((last - days[0][0]).days, "%a %e %b %Y" if by_day else "week of %e %b %Y"),
                "rangeselector": spans(*_MONTHS),
            },
            "yaxis": {"title": {"text": f"reviews a {name}"}},
            "yaxis2": second_axis(ticksuffix=" %", range=[_lowest(weeks), 100]),
        },
    )


def _count(
    bars: Sequence[tuple[date, StudyDay]], shade: str, name: str, counts: list[int], period: timedelta
) -> Json:
    return {
        "type": "bar", "x": [day.isoformat() for day, _ in bars], "y": counts, "name": name, **during(period),
        "marker": {"color": shade}, "hovertemplate": "%{y:,}",
    }  # fmt: skip


def _weeks(days: Sequence[tuple[date, StudyDay]]) -> list[tuple[date, StudyDay]]:
    by_monday = groupby(days, key=lambda entry: entry[0] - timedelta(days=entry[0].weekday()))
    return [(monday, _sum([day for _, day in week])) for monday, week in by_monday]


def _sum(days: Sequence[StudyDay]) -> StudyDay:
    return StudyDay(
        days[0].at,
        sum(day.reviews for day in days),
        sum(day.correct for day in days),
        sum(day.lessons for day in days),
        sum(day.sessions for day in days),
        sum(day.study_seconds for day in days),
    )


def _accuracy(points: Sequence[tuple[date, StudyDay | None]]) -> Json:
    return {
        "type": "scatter",
        "mode": "lines",
        "yaxis": "y2",
        "name": "accuracy, 7 days",
        "x": [day.isoformat() for day, _ in points],
        "y": [_share(week) if week else None for _, week in points],
        "customdata": [percent(week.correct, week.reviews, decimals=1) if week else "" for _, week in points],
        "line": {"color": INK, "width": 1.5},
        "hovertemplate": "%{customdata} %",
        "connectgaps": False,
        **during(_DAY),
    }


def _share(week: StudyDay) -> float:
    return round(100 * week.correct / week.reviews, 2)


def _rolling(days: dict[date, StudyDay], first: date, last: date) -> Iterator[tuple[date, StudyDay | None]]:
    """Yield each day with the sum of the seven days up to it; None where nothing was reviewed in them."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        week = [days[at] for back in range(_WEEK) if (at := day - timedelta(days=back)) in days]
        yield day, _sum(week) if week else None


def _lowest(points: Sequence[tuple[date, StudyDay | None]]) -> int:
    """Return where the axis of accuracy begins: below the worst week, so that nothing is cut off."""
    return min(80, 10 * int(min(_share(week) for _, week in points if week) / 10))
