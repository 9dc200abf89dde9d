"""The reviews that fall due, by the stage that their items are in now."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from collector.core.facts import ForecastHour
from collector.core.local_time import local_date
from collector.core.moments import HOUR, Moment, hour_of, instant
from collector.core.stages import REVIEWED_GROUPS
from collector.views.report.data import COMING_DAYS, ReportData
from collector.views.report.figures.style import NO_POLL_YET, Figure, colour, empty_figure, period_placement

_HOURS = 48


@dataclass(frozen=True, slots=True)
class _Slots:
    """The bars of a chart: their names and length, and the bar of an hour (`of`).

    *empty* is shown if nothing falls due in them.
    """

    names: Sequence[str]
    length: timedelta
    of: Callable[[ForecastHour], str]
    hover: str
    empty: str


def by_hour(data: ReportData) -> Figure:
    """Return the reviews of the next 48 hours, on the learner's clock."""
    first = hour_of(data.now)
    hours = (_wall_clock(data, Moment(first + n * HOUR)) for n in range(1, _HOURS + 1))
    slots = _Slots(
        # When clocks go back, an hour occurs twice: both are one bar.
        list(dict.fromkeys(hours)),
        timedelta(hours=1),
        lambda hour: _wall_clock(data, hour.hour),
        hover="%a %e %b, %H:%M",
        empty="Nothing falls due in these hours.",
    )
    return _stacked(data, slots)


def by_day(data: ReportData) -> Figure:
    """Return the reviews of the rest of today and of the 29 local days after it."""
    today = local_date(data.now, data.zone)
    names = [(today + timedelta(days=n)).isoformat() for n in range(COMING_DAYS)]
    slots = _Slots(
        names,
        timedelta(days=1),
        lambda hour: local_date(hour.hour, data.zone).isoformat(),
        hover="%a %e %b %Y",
        empty="Nothing falls due in these days.",
    )
    return _stacked(data, slots)


def _stacked(data: ReportData, slots: _Slots) -> Figure:
    counts: dict[str, defaultdict[str, int]] = {group: defaultdict(int) for group in REVIEWED_GROUPS}
    for hour in data.coming:
        name = slots.of(hour)
        for group in REVIEWED_GROUPS:
            counts[group][name] += getattr(hour, group)
    bars = [
        {
            "type": "bar",
            "name": group,
            "x": list(slots.names),
            "y": [counts[group][name] for name in slots.names],
            "marker": {"color": colour(group)},
            "hovertemplate": "%{y:,}",
            **period_placement(slots.length, slots.names[0]),
        }
        for group in REVIEWED_GROUPS
    ]
    if not any(sum(bar["y"]) for bar in bars):
        return empty_figure(_why_empty(data, slots))
    return Figure(
        bars,
        {
            "barmode": "stack",
            # The tiles on top of the page say which colour is which.
            "showlegend": False,
            "xaxis": {"type": "date", "hoverformat": slots.hover},
            "yaxis": {"title": {"text": "reviews"}},
        },
    )


def _wall_clock(data: ReportData, at: Moment) -> str:
    # plotly knows no zones: it gets the time as the learner's clock shows it.
    return instant(at).astimezone(data.zone).replace(tzinfo=None).isoformat()


def _why_empty(data: ReportData, slots: _Slots) -> str:
    if not data.polled:
        return NO_POLL_YET
    return "On vacation nothing falls due." if data.on_vacation else slots.empty
