"""The band of the reviews to come, over what is scheduled, for each pace that the page's slider can choose.

All paces are in one figure: the traces of a pace have its number as *meta*, and the page shows those of the
number that is chosen. They share an axis, so that a higher pace is seen to be higher.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from collector.core.projection import Band, Outcome
from collector.statistics.local_days import local_date
from collector.views.projection.weeks import scheduled_weeks, weekly
from collector.views.report.data import ReportData
from collector.views.report.figures.style import NO_POLL_YET, Figure, Json, empty_figure, period_placement

_DAY = timedelta(days=1)
_WEEK = 7 * _DAY
_QUARTER = 90
_HOVER = {_DAY: "%a %e %b %Y", _WEEK: "week from %e %b %Y"}
# The ends of a band and its middle, and how wide each is drawn.
_ENDS = (("in 1 of 10 futures fewer", 0), ("middle", 2), ("in 1 of 10 futures more", 0))
NOT_PROJECTED_YET = (
    "Nothing was projected yet: the collector does it once a day, wanikani-collector project at any time."
)


def paces(data: ReportData) -> list[Outcome]:
    """Return the outcomes by their lessons a day, the learner's own pace among them; none without grounds."""
    projection = data.projection
    if projection is None or projection.grounds is None:
        return []
    own = projection.grounds.lessons_a_day / 100

    def lessons(one: Outcome) -> float:
        return own if one.lessons_a_day is None else one.lessons_a_day

    return sorted(projection.outcomes, key=lessons)


def next_quarter(data: ReportData) -> Figure:
    """Return the reviews of each of the next 90 days."""
    days = [_days(data, one)[:_QUARTER] for one in paces(data)]
    if not any(days):
        return empty_figure(why_empty(data))
    first = _today(data) + _DAY
    bars = [float(data.scheduled.get(first + ahead * _DAY, 0)) for ahead in range(len(days[0]))]
    return _figure(data, first, _DAY, bars, days)


def next_year(data: ReportData) -> Figure:
    """Return the reviews a day of each whole week of the projection."""
    weeks = [weekly(_days(data, one)) for one in paces(data)]
    if not any(weeks):
        return empty_figure(why_empty(data))
    first = _today(data) + _DAY
    bars = scheduled_weeks(data.scheduled, first, weeks=len(weeks[0]))
    return _figure(data, first, _WEEK, bars, weeks)


def why_empty(data: ReportData) -> str:
    """Return why there is nothing to draw."""
    if not data.polled:
        return NO_POLL_YET
    if data.projection is None:
        return NOT_PROJECTED_YET
    return data.projection.reason or "The newest projection has ended."


def _today(data: ReportData) -> date:
    return local_date(data.now, data.zone)


def _days(data: ReportData, outcome: Outcome) -> list[Band]:
    """Return the reviews done on each day after today: a projection may be some days old."""
    today = _today(data)
    return [day.done.total for day in outcome.days if local_date(day.noon, data.zone) > today]


def _figure(
    data: ReportData, first: date, step: timedelta, bars: Sequence[float], bands: Sequence[Sequence[Band]]
) -> Figure:
    own = next(place for place, one in enumerate(paces(data)) if one.lessons_a_day is None)
    top = max([*bars, *(band.p90 for each in bands for band in each)])
    steps = _steps(first, step)
    return Figure(
        [
            {**steps, **_scheduled(bars)},
            *(
                {**steps, **line, "meta": place, "visible": place == own}
                for place, each in enumerate(bands)
                for line in _lines(each)
            ),
        ],
        {
            "showlegend": False,
            "margin": {"b": 36},
            "xaxis": {"type": "date", "hoverformat": _HOVER[step]},
            "yaxis": {"title": {"text": "reviews a day"}, "range": [0, 1.05 * max(top, 1)]},
        },
    )


def _steps(first: date, step: timedelta) -> Json:
    """Return the places of a trace's values: the first one, and how far apart they are."""
    return {
        "x0": first.isoformat(),
        "dx": step // timedelta(milliseconds=1),
        **period_placement(step, first.isoformat()),
    }


def _scheduled(bars: Sequence[float]) -> Json:
    return {
        "type": "bar",
        "name": "scheduled now",
        "y": [round(count, 1) if count % 1 else int(count) for count in bars],
        "marker": {"color": "var(--accent)"},
        "hovertemplate": "%{y:,}",
    }


def _lines(bands: Sequence[Band]) -> Iterator[Json]:
    """Yield the lower end, the middle and the upper end, with what lies between them filled."""
    for number, (name, width) in enumerate(_ENDS):
        yield {
            "type": "scatter",
            "mode": "lines",
            "name": name,
            "y": [band[number] for band in bands],
            "line": {"color": "var(--coming)", "width": width},
            "hovertemplate": "%{y:,}",
            **({"fill": "tonexty", "fillcolor": "var(--band)"} if number else {}),
        }
