"""The stacked history: the items in each group of stages, day by day."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

from collector.core.facts import Annotation
from collector.core.local_time import local_date
from collector.core.stages import GROUPS
from collector.core.tallies import DayStages
from collector.views.report.data import ReportData
from collector.views.report.figures.style import (
    INK,
    LEGEND_AND_BUTTONS,
    NO_POLL_YET,
    Figure,
    Json,
    colour,
    day_axis,
    empty_figure,
    range_buttons,
)

_MONTHS = ((1, "month", "1 m"), (6, "month", "6 m"), (1, "year", "1 y"))
_SHOWN_MARKS = {"reset": "reset", "outage": "no answers"}


def stages(data: ReportData) -> Figure:
    """Return the stack, with vacations shaded and resets marked, and gaps where nothing was counted."""
    if not data.stages:
        return empty_figure(NO_POLL_YET)
    runs = list(_runs(data.stages))
    traces = [_area(run, group, number) for number, run in enumerate(runs) for group in GROUPS]
    if len(data.stages) == 1:
        traces = [_bar(data.stages[0], group) for group in GROUPS]
    return Figure(
        traces,
        {
            "barmode": "stack",
            "margin": LEGEND_AND_BUTTONS,
            "xaxis": {**day_axis(_length(data), "%a %e %b %Y"), "rangeselector": range_buttons(*_MONTHS)},
            "yaxis": {"title": {"text": "items"}},
            "shapes": [*_vacation_bands(data), *(_mark_line(data, mark) for mark in _shown_marks(data))],
            "annotations": [_mark_label(data, mark) for mark in _shown_marks(data)],
        },
    )


def _length(data: ReportData) -> int:
    return (data.stages[-1].day - data.stages[0].day).days


def _runs(days: Sequence[DayStages]) -> Iterator[Sequence[DayStages]]:
    """Yield the days in runs, cut where a step is over three times the usual one."""
    steps = [(later.day - earlier.day).days for earlier, later in pairwise(days)]
    longest = 3 * median(steps or [1])
    start = 0
    for number, step in enumerate(steps, start=1):
        if step > longest:
            yield days[start:number]
            start = number
    yield days[start:]


def _area(run: Sequence[DayStages], group: str, number: int) -> Json:
    return {
        "type": "scatter",
        "mode": "lines" if len(run) > 1 else "markers",
        "stackgroup": f"run {number}",
        "x": [day.day.isoformat() for day in run],
        "y": [day.groups[group] for day in run],
        "name": group,
        "legendgroup": group,
        "showlegend": number == 0,
        "line": {"width": 0.5, "color": colour(group)},
        "fillcolor": colour(group),
        "hovertemplate": "%{y:,}",
    }


def _bar(day: DayStages, group: str) -> Json:
    count = day.groups[group]
    return {
        "type": "bar",
        "x": [day.day.isoformat()],
        "y": [count],
        "name": group,
        "marker": {"color": colour(group)},
        "hovertemplate": "%{y:,}",
        "width": 36e5 * 12,
    }


def _shown_marks(data: ReportData) -> list[Annotation]:
    """Return the marks since the first count: older resets are known too."""
    first = data.stages[0].day
    marked = (mark for mark in data.marks if mark.kind in _SHOWN_MARKS)
    return [mark for mark in marked if local_date(mark.at, data.zone) >= first]


def _vacation_bands(data: ReportData) -> Iterator[Json]:
    first = data.stages[0].day
    for start, end in data.vacations:
        until = local_date(end if end is not None else data.now, data.zone)
        if until >= first:
            since = max(first, local_date(start, data.zone))
            yield _band(since, max(until, since + timedelta(days=1)))


def _band(start: date, end: date) -> Json:
    return {
        "type": "rect",
        "xref": "x",
        "yref": "paper",
        "y0": 0,
        "y1": 1,
        "layer": "above",
        "x0": start.isoformat(),
        "x1": end.isoformat(),
        "line": {"width": 0},
        "fillcolor": "var(--veil)",
        "label": {"text": "vacation", "textposition": "top center", "font": {"color": INK, "size": 11}},
    }


def _mark_line(data: ReportData, mark: Annotation) -> Json:
    day = local_date(mark.at, data.zone).isoformat()
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": day,
        "x1": day,
        "y0": 0,
        "y1": 1,
        "line": {"color": INK, "width": 1, "dash": "dot"},
    }


def _mark_label(data: ReportData, mark: Annotation) -> Json:
    return {
        "x": local_date(mark.at, data.zone).isoformat(),
        "y": 1,
        "xref": "x",
        "yref": "paper",
        "text": _SHOWN_MARKS[mark.kind],
        "hovertext": f"{mark.title}: {mark.text}",
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "top",
        "font": {"size": 11},
    }
