"""The band of each week's reviews, over what is scheduled, for each pace that the page's slider can choose.

All paces are in one figure: the traces of a pace have its number as *meta*, and the page shows those of the
number that is chosen. They share an axis, so that a higher pace is seen to be higher.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from collector.core.local_time import local_date
from collector.core.projection import Band, Outcome
from collector.views.projection.weeks import a_day, first_day, scheduled_a_day, weeks_to_come
from collector.views.report.data import ReportData
from collector.views.report.figures.style import NO_POLL_YET, Figure, Json, empty_figure, period_placement

_WEEK = timedelta(weeks=1)
_QUARTER, _YEAR = 13, 52
# The ends of a band and its middle, and how wide each is drawn.
_ENDS = (("in 1 of 10 futures fewer", 0), ("middle", 2), ("in 1 of 10 futures more", 0))
NOT_PROJECTED_YET = (
    "No projection yet: the collector makes one a day; wanikani-collector project makes one at any time."
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
    """Return the reviews a day in each of the next 13 weeks."""
    return _weeks(data, _QUARTER)


def next_year(data: ReportData) -> Figure:
    """Return the reviews a day in each week of the projection."""
    return _weeks(data, _YEAR)


def why_empty(data: ReportData) -> str:
    """Return why there is nothing to draw."""
    if not data.polled:
        return NO_POLL_YET
    if data.projection is None:
        return NOT_PROJECTED_YET
    return data.projection.reason or "The newest projection is out of date."


def _weeks(data: ReportData, most: int) -> Figure:
    projection, found = data.projection, paces(data)
    today = local_date(data.now, data.zone)
    zone = data.zone if projection is None else ZoneInfo(projection.zone)
    weeks = [weeks_to_come(one, zone, today)[:most] for one in found]
    if not any(weeks):
        return empty_figure(why_empty(data))
    own = next(place for place, one in enumerate(found) if one.lessons_a_day is None)
    return _figure(
        first_day(weeks[own][0], zone),
        scheduled_a_day(data.scheduled, weeks[own], zone, today),
        [[a_day(week.done) for week in each] for each in weeks],
        own,
    )


def _figure(first: date, bars: Sequence[float], bands: Sequence[Sequence[Band]], own: int) -> Figure:
    """Return the *bars* with the *bands* of every pace over them, of which *own* is seen, from *first* on."""
    top = max([*bars, *(band.p90 for each in bands for band in each)])
    steps = _steps(first)
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
            "xaxis": {"type": "date", "hoverformat": "week from %e %b %Y"},
            "yaxis": {"title": {"text": "reviews a day"}, "range": [0, 1.05 * max(top, 1)]},
        },
    )


def _steps(first: date) -> Json:
    """Return the places of a trace's values: the first one, and how far apart they are."""
    return {
        "x0": first.isoformat(),
        "dx": _WEEK // timedelta(milliseconds=1),
        **period_placement(_WEEK, first.isoformat()),
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
