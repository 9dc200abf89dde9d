"""The frame of every dashboard: its variables, links and annotations, its rows, and its JSON."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any

from grafana_foundation_sdk.builders import dashboard
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as models

from grafana import links, marks, variables

Line = Sequence[Builder[models.Panel]]


def new_dashboard(  # noqa: PLR0913 - names, time range and variables
    uid: str,
    title: str,
    description: str,
    *,
    begin: str,
    every: bool = False,
    choices: Sequence[Builder[models.VariableModel]] = (),
) -> dashboard.Dashboard:
    """Return a dashboard without panels, whose time range is *begin* (in Grafana's notation) to now.

    With *every* it has a variable for the length of a step; *choices* are further variables.
    """
    new = (
        dashboard.Dashboard(title)
        .uid(uid)
        .description(description)
        .tags([links.TAG])
        .timezone("browser")
        .week_start("monday")
        .time(begin, "now")
        .refresh("15m")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .editable()
        .link(links.to_all())
        .link(links.to_wanikani())
        .with_variable(variables.datasource())
        .with_variable(variables.account())
        .with_variable(variables.timezone())
    )
    for variable in ([variables.every()] if every else []) + list(choices):
        new.with_variable(variable)
    for mark in marks.annotations():
        new.annotation(mark)
    return new


@dataclass(frozen=True)
class Row:
    """A topic of a dashboard: a title above lines of panels; a *collapsed* one asks nothing until opened."""

    title: str
    lines: Sequence[Line]
    collapsed: bool = False


def titled(title: str, *lines: Line, collapsed: bool = False) -> Row:
    """Return a row with a *title* above its *lines* of panels."""
    return Row(title, lines, collapsed)


def with_panels(empty: dashboard.Dashboard, *parts: Line | Row) -> dashboard.Dashboard:
    """Return the dashboard with lines of panels, each 24 columns wide together, and titled rows."""
    for part in parts:
        if not isinstance(part, Row):
            _add(empty, [part])
        elif part.collapsed:
            empty.with_row(_collapsed(part))
        else:
            empty.with_row(dashboard.Row(part.title))
            _add(empty, part.lines)
    return empty


def _add(to: dashboard.Dashboard, lines: Sequence[Line]) -> None:
    for line in lines:
        for panel in line:
            to.with_panel(panel)


def _collapsed(row: Row) -> dashboard.Row:
    # Only a collapsed row has its panels inside; those of an open one follow it.
    closed = dashboard.Row(row.title)
    for line in row.lines:
        for panel in line:
            closed.with_panel(panel)
    return closed


def dashboard_json(finished: dashboard.Dashboard) -> dict[str, Any]:
    """Return the JSON model that Grafana reads.

    Panels are numbered in the order of the page, and the rows after them, so that a new row changes no
    panel's number, by which links know it.
    """
    model: dict[str, Any] = json.loads(JSONEncoder(sort_keys=True).encode(finished.build()))
    numbers = count(1)
    for panel in panels_of(model):
        panel["id"] = next(numbers)
    for row in rows_of(model):
        row["id"] = next(numbers)
    return model


def panels_of(model: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the panels of a dashboard's JSON in the order of the page, those of collapsed rows too."""
    for panel in model["panels"]:
        if panel["type"] == "row":
            yield from panel["panels"]
        else:
            yield panel


def rows_of(model: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the titled rows of a dashboard's JSON."""
    yield from (panel for panel in model["panels"] if panel["type"] == "row")
