"""Panels of `wanikani-overview` about the stages of items: by group, and each stage of a group."""

from collections.abc import Iterable, Mapping
from typing import TypeVar

from grafana_foundation_sdk.builders import stat, timeseries
from grafana_foundation_sdk.models import common as kinds

from collector.core.stages import COLOURS, GROUPS, STEPS, in_words
from collector.points.measurements import SRS_DISTRIBUTION
from grafana.influxql import INTERVAL, LATELY, OF_KIND, range_and_before, select
from grafana.marks import with_vacations
from grafana.style import (
    EMPTY_LATELY,
    renamed,
    single_value,
    stacked_areas,
    with_colours,
    with_properties,
    with_stage_colours,
)
from grafana.targets import Influx

# Shades of a group's colour, from pale to full.
STEP_COLOURS = {
    "apprentice_1": "#ffa3d9",
    "apprentice_2": "#f56bbd",
    "apprentice_3": "#ec33a5",
    "apprentice_4": "#dd0093",
    "guru_1": "#b66bc6",
    "guru_2": "#882d9e",
}
_Panel = TypeVar("_Panel", stat.Panel, timeseries.Panel)
BY_KIND = "Counts all kinds of item, or the kind chosen at the top."


def stages_now() -> stat.Panel:
    """Return the number of items in each group of stages."""
    panel = _now(
        "Stages now",
        "The number of items in each group of stages at the last poll. “lesson” counts the items that are "
        f"unlocked but not started, including those that your subscription does not cover. {BY_KIND} "
        f"{EMPTY_LATELY}",
        ("lesson", *GROUPS),
    )
    return with_colours(panel, COLOURS)


def steps_now() -> stat.Panel:
    """Return the number of items in each stage of the groups that have several."""
    panel = _now(
        "Apprentice and Guru now",
        f"The number of items in each stage of Apprentice and Guru at the last poll. {BY_KIND} "
        f"{EMPTY_LATELY}",
        STEPS,
    )
    return _with_steps(panel)


def _now(title: str, meaning: str, stages: Iterable[str]) -> stat.Panel:
    query = select(SRS_DISTRIBUTION, _last_of(stages), where=OF_KIND, when=LATELY)
    panel = single_value(title, meaning, Influx(query))
    panel.color_mode(kinds.BigValueColorMode.BACKGROUND).text_mode(kinds.BigValueTextMode.VALUE_AND_NAME)
    # Beside each other, and on a phone in two or three lines.
    return panel.orientation(kinds.VizOrientation.AUTO)


def stage_history() -> timeseries.Panel:
    """Return the stacked history of stages."""
    total = " + ".join(f"last({{{group}}})" for group in GROUPS)
    panel = _history(
        "Stages over time",
        "The number of items in each group of stages, without lessons. The chart starts with the first "
        "poll, or with imported counts, which cover all kinds together. A gap means that the collector was "
        f"not running for more than eight days. {BY_KIND} Empty if the time range has no polls.",
        {**_last_of(GROUPS), "total": total},
    )
    unstacked: tuple[tuple[str, object], ...] = (
        ("custom.stacking", {"mode": "none"}),
        ("custom.fillOpacity", 0),
        ("custom.hideFrom", {"legend": True, "tooltip": False, "viz": False}),
        ("color", {"mode": "fixed", "fixedColor": "text"}),
    )
    return with_vacations(with_properties(with_stage_colours(panel), "total", *unstacked))


def step_history() -> timeseries.Panel:
    """Return the stacked history of the stages of Apprentice and Guru."""
    panel = _history(
        "Apprentice and Guru over time",
        "The number of items in each stage of Apprentice and Guru. Imported counts do not have these "
        f"stages. {BY_KIND} Empty if the time range has no polls.",
        _last_of(STEPS),
    )
    return with_vacations(_with_steps(panel))


def _history(title: str, meaning: str, columns: Mapping[str, str]) -> timeseries.Panel:
    # Written when they change and twice a day: the areas begin with the point before the range.
    when = range_and_before("1d")
    query = select(SRS_DISTRIBUTION, columns, where=OF_KIND, when=when, by=(INTERVAL,), fill="null")
    # An hour a point at least, a week in five years: InfluxDB takes time for each step and column.
    return stacked_areas(title, meaning, Influx(query)).interval("1h").max_data_points(250)


def _last_of(stages: Iterable[str]) -> dict[str, str]:
    return {stage: f"last({{{stage}}})" for stage in stages}


def _with_steps(panel: _Panel) -> _Panel:
    for step, colour in STEP_COLOURS.items():
        renamed(panel, step, in_words(step), colour)
    return panel
