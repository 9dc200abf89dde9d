"""Reviews and accuracy, day by day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from collector.core.local_time import local_date
from collector.core.percent import percent
from collector.views.report.data import ReportData
from collector.views.report.figures.style import (
    INK,
    LEGEND_AND_BUTTONS,
    NO_REVIEW_YET,
    RIGHT,
    SECOND_AXIS,
    WRONG,
    Figure,
    Json,
    day_axis,
    empty_figure,
    period_placement,
    range_buttons,
    second_axis,
)

_DAY = timedelta(days=1)
_WEEK = timedelta(days=7)
_MOST_DAYS = 400
_MONDAY = "2000-01-03"
_MONTHS = ((1, "month", "1 m"), (6, "month", "6 m"), (1, "year", "1 y"))


@dataclass(frozen=True, slots=True)
class _Tally:
    """The reviews of some days, and the number of those without a wrong answer."""

    reviews: int
    correct: int

    @property
    def share(self) -> float:
        """The percentage without a wrong answer."""
        return round(100 * self.correct / self.reviews, 2)


@dataclass(frozen=True, slots=True)
class _Scale:
    """The time that a bar stands for, and the format of its date on hover."""

    name: str
    length: timedelta
    hover: str


_BY_DAY = _Scale("day", _DAY, "%a %e %b %Y")
_BY_WEEK = _Scale("week", _WEEK, "week of %e %b %Y")

# Tallies by the first day that they cover.
Tallies = Mapping[date, _Tally]


def reviews_by_day(data: ReportData) -> Figure:
    """Return the reviews of each local day, and the accuracy of the seven days up to each.

    Beyond some four hundred days a bar is a week (from Monday), and the accuracy is that week's.
    """
    done = {
        local_date(day.at, data.zone): _Tally(day.reviews, day.correct) for day in data.days if day.reviews
    }
    if not done:
        return empty_figure(NO_REVIEW_YET)
    first = min(done)
    last = local_date(data.now, data.zone)
    if (last - first).days <= _MOST_DAYS:
        return _figure(_BY_DAY, done, dict(_rolling(done, first, last)), last - first)
    weeks = _weeks(done)
    return _figure(_BY_WEEK, weeks, dict(_every_week(weeks)), last - first)


def _figure(
    scale: _Scale, bars: Tallies, accuracy: Mapping[date, _Tally | None], length: timedelta
) -> Figure:
    wrong = [one.reviews - one.correct for one in bars.values()]
    return Figure(
        [
            {**_bars(scale, bars, [one.correct for one in bars.values()]), **_legend("all right", RIGHT)},
            {**_bars(scale, bars, wrong), **_legend("with a wrong answer", WRONG)},
            _line(scale, accuracy),
        ],
        {
            "barmode": "stack",
            "margin": LEGEND_AND_BUTTONS | SECOND_AXIS,
            "xaxis": {**day_axis(length.days, scale.hover), "rangeselector": range_buttons(*_MONTHS)},
            "yaxis": {"title": {"text": f"reviews a {scale.name}"}},
            "yaxis2": second_axis(ticksuffix=" %", range=[_lowest(accuracy), 100]),
        },
    )


def _bars(scale: _Scale, bars: Tallies, counts: Sequence[int]) -> Json:
    days = [day.isoformat() for day in bars]
    return {
        "type": "bar",
        "x": days,
        "y": counts,
        "hovertemplate": "%{y:,}",
        **period_placement(scale.length, _MONDAY),
    }


def _legend(name: str, shade: str) -> Json:
    return {"name": name, "marker": {"color": shade}}


def _line(scale: _Scale, accuracy: Mapping[date, _Tally | None]) -> Json:
    sums = list(accuracy.values())
    return {
        "type": "scatter",
        "mode": "lines",
        "yaxis": "y2",
        "name": "accuracy, 7 days",
        "x": [day.isoformat() for day in accuracy],
        "y": [one and one.share for one in sums],
        "customdata": [percent(one.correct, one.reviews, decimals=1) if one else "" for one in sums],
        "line": {"color": INK, "width": 1.5},
        "hovertemplate": "%{customdata} %",
        "connectgaps": False,
        **period_placement(scale.length, _MONDAY),
    }


def _weeks(done: Tallies) -> Tallies:
    return {monday: _total([done[day] for day in days]) for monday, days in groupby(sorted(done), _monday)}


def _monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def _every_week(weeks: Tallies) -> Iterator[tuple[date, _Tally | None]]:
    """Yield all weeks; those without reviews have None, a gap in the line."""
    monday = min(weeks)
    while monday <= max(weeks):
        yield monday, weeks.get(monday)
        monday += _WEEK


def _rolling(done: Tallies, first: date, last: date) -> Iterator[tuple[date, _Tally | None]]:
    """Yield each day with the sum of the seven days up to it; None if they had no review."""
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        week = [done[at] for back in range(_WEEK.days) if (at := day - timedelta(days=back)) in done]
        yield day, _total(week) if week else None


def _total(parts: Sequence[_Tally]) -> _Tally:
    return _Tally(sum(one.reviews for one in parts), sum(one.correct for one in parts))


def _lowest(accuracy: Mapping[date, _Tally | None]) -> int:
    """Return the start of the axis of accuracy: below the worst week, so that nothing is cut off."""
    return min(80, 10 * int(min(one.share for one in accuracy.values() if one) / 10))
