"""Parts of every dashboard: variables, links, annotations, and the panels that show the age of the data."""

import json
from collections.abc import Sequence
from typing import Any

from grafana_foundation_sdk.builders import dashboard, stat
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as models

from collector.points.measurements import ANNOTATION, COLLECTOR
from grafana.influxql import ALL_TIME, accounts, select
from grafana.style import (
    ATTENTION,
    RIGHT,
    WRONG,
    mapping,
    newest_value,
    single_value,
    value_mappings,
    with_size,
)
from grafana.targets import DATASOURCE, DATASOURCE_UID, Influx, table

TAG = "wanikani"
# A tag's newest value: SHOW TAG VALUES would keep those that were given up.
NEWEST_ZONE = select(COLLECTOR, {"timezone": "{timezone}", "ok": "{ok}"}, when=ALL_TIME, newest=1)


def new_dashboard(  # noqa: PLR0913 - names and time range
    uid: str, title: str, description: str, *, begin: str, end: str = "now", every: bool = False
) -> dashboard.Dashboard:
    """Return a dashboard without panels, whose time range is *begin* to *end* (Grafana's notation).

    With *every* it has a variable for the length of a step: a day, a week or four weeks.
    """
    new = (
        dashboard.Dashboard(title)
        .uid(uid)
        .description(description)
        .tags([TAG])
        .timezone("browser")
        .week_start("monday")
        .time(begin, end)
        .refresh("15m")
        .tooltip(models.DashboardCursorSync.CROSSHAIR)
        .editable()
        .link(_others())
        .link(_wanikani())
        .with_variable(_datasource())
        .with_variable(_account())
        .with_variable(_timezone())
    )
    return new.with_variable(_every()) if every else new


def _others() -> dashboard.DashboardLink:
    link = dashboard.DashboardLink("Dashboards").type(models.DashboardLinkType.DASHBOARDS).tags([TAG])
    # Each has a time of its own, some of it in the future: only the account goes along.
    return link.as_dropdown(False).include_vars(True).keep_time(False)


def _wanikani() -> dashboard.DashboardLink:
    link = dashboard.DashboardLink("WaniKani").type(models.DashboardLinkType.LINK)
    return link.url("https://www.wanikani.com/dashboard").icon("external link").target_blank(True)


def _datasource() -> dashboard.DatasourceVariable:
    default = models.VariableOption(selected=True, text="WaniKani", value=DATASOURCE_UID)
    return dashboard.DatasourceVariable("datasource").label("InfluxDB").type("influxdb").current(default)


def _account() -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable("account")
        .label("Account")
        .datasource(DATASOURCE)
        .query(accounts())
        .refresh(models.VariableRefresh.ON_DASHBOARD_LOAD)
        .sort(models.VariableSort.ALPHABETICAL_CASE_INSENSITIVE_ASC)
        .multi(False)
        .include_all(False)
    )


def _timezone() -> dashboard.QueryVariable:
    return (
        dashboard.QueryVariable("timezone")
        .label("Time zone of days")
        .datasource(DATASOURCE)
        .query(NEWEST_ZONE)
        .refresh(models.VariableRefresh.ON_DASHBOARD_LOAD)
        # The answer's other column is a number.
        .regex("/^[A-Za-z].*$/")
        .hide(models.VariableHide.HIDE_VARIABLE)
    )


def _every() -> dashboard.CustomVariable:
    options = {"day": "1d", "week": "1w", "four weeks": "4w"}
    return (
        dashboard.CustomVariable("every")
        .label("One point a")
        .values(",".join(f"{text} : {value}" for text, value in options.items()))
        .options([models.VariableOption(value == "1w", text, value) for text, value in options.items()])
        .current(models.VariableOption(True, "week", "1w"))
    )


def annotation_query(
    name: str, kinds: tuple[str, ...], colour: str, *, shown: bool = True
) -> dashboard.AnnotationQuery:
    """Return an annotation query for the collected annotations of *kinds*."""
    columns = {"title": "{title}", "text": "{text}"}
    query = select(ANNOTATION, columns, where=f"{{kind}} =~ /^({'|'.join(kinds)})$/")
    return (
        dashboard.AnnotationQuery()
        .name(name)
        .datasource(DATASOURCE)
        .enable(shown)
        .icon_color(colour)
        .target(_AnnotationTarget(query))
    )


class _AnnotationTarget(Influx):
    def to_json(self) -> dict[str, object]:
        """Return the JSON that the data source reads for annotations."""
        return super().to_json() | {
            "refId": "Anno",
            "fromAnnotations": True,
            "titleColumn": "title",
            "textColumn": "text",
            "tagsColumn": "",
            "timeEndColumn": "",
        }


def freshness_panels(width: int = 12, height: int = 3) -> tuple[stat.Panel, stat.Panel]:
    """Return the two panels at the top of each dashboard: the age of the data, and the last poll's result."""
    return with_size(_last_good_poll(), width, height), with_size(_last_poll(), width, height)


def _last_good_poll() -> stat.Panel:
    query = select(COLLECTOR, {"seconds": "{duration_seconds}"}, where="{ok} = 1", when=ALL_TIME, newest=1)
    meaning = (
        "The age of all numbers here: the time of the last successful poll. If it is older than two of your "
        "poll intervals, look at the collector's dashboard."
    )
    panel = single_value("Last good poll", meaning, table(query), unit="dateTimeFromNow", empty="none yet")
    return panel.reduce_options(newest_value("/^[Tt]ime$/"))


def _last_poll() -> stat.Panel:
    query = select(COLLECTOR, {"state": "last({ok}) + last({token_ok})"}, when=ALL_TIME)
    meaning = (
        "The result of the last poll. Failed: WaniKani or the network was down, and the next poll fetches "
        "everything. Token rejected: put a new one into WANIKANI_TOKEN or its file."
    )
    words = value_mappings(
        mapping("2", "went well", RIGHT),
        mapping("1", "failed, will try again", ATTENTION),
        mapping("0", "token rejected", WRONG),
    )
    return single_value("Last poll", meaning, table(query), empty="none yet").mappings(words)


def with_panels(empty: dashboard.Dashboard, *rows: Sequence[Builder[models.Panel]]) -> dashboard.Dashboard:
    """Return the dashboard with *rows* of panels; the panels of a row are 24 columns wide together."""
    for row in rows:
        for panel in row:
            empty.with_panel(panel)
    return empty


def dashboard_json(finished: dashboard.Dashboard) -> dict[str, Any]:
    """Return the JSON model that Grafana reads; panels are numbered in the order of the page."""
    model: dict[str, Any] = json.loads(JSONEncoder(sort_keys=True).encode(finished.build()))
    for number, panel in enumerate(model["panels"], start=1):
        panel["id"] = number
    return model
