"""The share of each list's kanji that is known, over the whole past, for each group of lists.

All groups are in one figure: the traces of a group have its name as *meta*, and the page shows those of the
group that is chosen.
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from collector.core.facts import Coverage
from collector.core.kanji_lists import GROUPS, ListGroup
from collector.core.local_time import local_date
from collector.core.percent import percent
from collector.views.report.data import ReportData
from collector.views.report.figures.style import (
    LEGEND_AND_BUTTONS,
    LINES,
    NO_POLL_YET,
    Figure,
    Json,
    day_axis,
    empty_figure,
    range_buttons,
)

_YEARS = ((6, "month", "6 m"), (1, "year", "1 y"), (3, "year", "3 y"))
# Beyond, one point a week: a past of years would be most of the page.
_DAYS_ONE_BY_ONE = 400


def coverage(data: ReportData) -> Figure:
    """Return a line for each list, in steps: what was known stays known until the next change."""
    if not data.coverage:
        return empty_figure(NO_POLL_YET)
    days = (_today(data) - local_date(min(one.at for one in data.coverage), data.zone)).days
    return Figure(
        [trace for group in GROUPS for trace in _lines(data, group, days)],
        {
            "hovermode": "x unified",
            "margin": LEGEND_AND_BUTTONS,
            "xaxis": {**day_axis(days, "%e %b %Y"), "rangeselector": range_buttons(*_YEARS)},
            "yaxis": {"title": {"text": "known"}, "ticksuffix": " %", "range": [0, 100]},
        },
    )


def _today(data: ReportData) -> date:
    return local_date(data.now, data.zone)


def _lines(data: ReportData, group: ListGroup, days: int) -> Iterator[Json]:
    for (name, label), colour in zip(group.short.items(), LINES, strict=False):
        rows = [one for one in data.coverage if one.list_name == name]
        if rows:
            points = _thinned(rows, data, weekly=days > _DAYS_ONE_BY_ONE)
            points[_today(data)] = rows[-1]
            yield _line(label, colour, points, group)


def _thinned(rows: Sequence[Coverage], data: ReportData, *, weekly: bool) -> dict[date, Coverage]:
    """Return the last of *rows* in each local day, or in each week from Monday on, by its day."""
    last: dict[date, tuple[date, Coverage]] = {}
    for one in rows:
        day = local_date(one.at, data.zone)
        last[day - timedelta(days=day.weekday()) if weekly else day] = day, one
    return dict(last.values())


def _line(label: str, colour: str, points: dict[date, Coverage], group: ListGroup) -> Json:
    totals = {one.total for one in points.values()}
    # A list whose total was another one in the past says no total at all.
    of = f" of {totals.pop():,}" if len(totals) == 1 else ""
    return {
        "type": "scatter",
        "mode": "lines",
        "name": label,
        "meta": group.name,
        "visible": group is GROUPS[0],
        "x": [day.isoformat() for day in points],
        "y": [_share(one) for one in points.values()],
        "customdata": [one.known for one in points.values()],
        "line": {"width": 2, "color": colour, "shape": "hv"},
        # The axis puts its unit behind the share.
        "hovertemplate": f"%{{y}}: %{{customdata:,}}{of}",
    }


def _share(coverage: Coverage) -> float:
    if not coverage.total:
        return 0
    return float(percent(coverage.known, coverage.total, decimals=1))
