"""The house style: one look for every chart, in the page's own colours.

Colours written as `var(--name)` are the page's CSS variables: the page puts in what they are now, so a
chart turns dark with the page.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from collector.core.stages import COLOURS

Json = dict[str, Any]

INK = "var(--ink)"
FAINT = "var(--faint)"
RIGHT = "var(--right)"
WRONG = "var(--wrong)"
# Of lines beside each other, from what comes first to what comes last.
LINES = tuple(
    f"var(--{name})" for name in ("first", "second", "third", "fourth", "fifth", "sixth", "seventh")
)
NO_POLL_YET = "Shown after the first successful poll."
NO_REVIEW_YET = "Reviews are reconstructed from the first poll on; none found yet."


_FEW_DAYS = 10


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart: *traces* and *layout* are plotly's, *empty* the text where there is nothing to draw."""

    traces: Sequence[Json]
    layout: Json = field(default_factory=dict)
    empty: str = ""

    def json(self) -> Json:
        """Return plotly's JSON of the chart in the house style."""
        return {"data": list(self.traces), "layout": merged(_LAYOUT, self.layout)}


def empty_figure(why: str) -> Figure:
    """Return a chart without content, that shows *why*."""
    return Figure((), empty=why)


_AXIS: Json = {
    "gridcolor": "var(--grid)",
    "zerolinecolor": "var(--grid)",
    "linecolor": "var(--grid)",
    "tickfont": {"color": FAINT},
    "title": {"font": {"color": FAINT, "size": 12}},
    "automargin": True,
}
# A chart that needs more room than its margins leave makes it, by drawing everything once more: these are
# what charts of years take on a wide screen.
_MARGIN: Json = {"l": 66, "r": 16, "t": 20, "b": 50}
LEGEND_AND_BUTTONS: Json = {"t": 50, "b": 78}
SECOND_AXIS: Json = {"r": 58}
_LAYOUT: Json = {
    "paper_bgcolor": "rgba(0,0,0,0)",
    "plot_bgcolor": "rgba(0,0,0,0)",
    "font": {"family": "system-ui, sans-serif", "size": 13, "color": INK},
    "margin": _MARGIN,
    "hovermode": "x unified",
    # The reader's zoom is kept when the chart is redrawn.
    "uirevision": "kept",
    "hoverlabel": {"bgcolor": "var(--card)", "bordercolor": "var(--grid)", "font": {"color": INK}},
    "legend": {"orientation": "h", "y": -0.12, "yanchor": "top", "x": 0, "traceorder": "normal"},
    "separators": ".,",
    "xaxis": {**_AXIS, "tickangle": 0},
    "yaxis": {**_AXIS, "rangemode": "tozero", "fixedrange": True, "tickformat": ","},
    "bargap": 0.15,
}


def merged(base: Mapping[str, Any], over: Mapping[str, Any]) -> Json:
    """Return *base* with the values of *over* in place of its own, at every depth."""
    both = {
        key: merged(base[key], value)
        if isinstance(value, dict) and isinstance(base.get(key), dict)
        else value
        for key, value in over.items()
    }
    return {**base, **both}


def second_axis(**own: Any) -> Json:
    """Return an axis on the right, over the first one."""
    return merged(
        _AXIS,
        {
            "overlaying": "y",
            "side": "right",
            "showgrid": False,
            "fixedrange": True,
            "tickmode": "auto",
            **own,
        },
    )


def colour(group: str) -> str:
    """Return the colour of a group of stages, as learners know it."""
    return COLOURS[group]


def period_placement(period: timedelta, start: str) -> Json:
    """Return the settings that place a trace's dates in the middle of the time they stand for.

    One period starts at *start*: by default plotly starts weeks on Sunday.
    """
    return {
        "xperiod": period // timedelta(milliseconds=1),
        "xperiod0": start,
        "xperiodalignment": "middle",
    }


def day_axis(days: int, hover: str) -> Json:
    """Return an axis of *days* days; if they are few each has a tick, as an hour would mean nothing."""
    ticks = {"dtick": 86_400_000, "tickformat": "%e %b"} if days <= _FEW_DAYS else {}
    return {"type": "date", "hoverformat": hover, **ticks}


def range_buttons(*choices: tuple[int, str, str]) -> Json:
    """Return buttons that zoom to the last months or years of *choices*, and one for all."""
    buttons: list[Json] = [
        {"count": count, "step": step, "label": label, "stepmode": "backward"}
        for count, step, label in choices
    ]
    return {
        "buttons": [*buttons, {"step": "all", "label": "all"}],
        "bgcolor": "var(--grid)",
        "activecolor": "var(--accent)",
        "font": {"color": INK, "size": 12},
        "x": 1,
        "xanchor": "right",
        "y": 1.06,
        "yanchor": "bottom",
    }
