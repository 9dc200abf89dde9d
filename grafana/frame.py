"""What all dashboards share: variables, links, annotations, and the row that says how fresh it all is."""

import json
from typing import Any

from grafana_foundation_sdk.builders import dashboard, stat
from grafana_foundation_sdk.cog.builder import Builder
from grafana_foundation_sdk.cog.encoder import JSONEncoder
from grafana_foundation_sdk.models import dashboard as models

from collector.points.measurements import ANNOTATION, COLLECTOR
from grafana.influxql import ALWAYS, select, values_of
from grafana.style import (
    ATTENTION,
    RIGHT,
    WRONG,
    figure,
    in_words,
    newest,
    said,
    sized,
)
from grafana.targets import DATASOURCE, DATASOURCE_UID, Influx, table

TAG = "wanikani"
# A tag's newest value: SHOW TAG VALUES would keep those that were given up.
NEWEST_ZONE = select(COLLECTOR, {"timezone": "{timezone}", "ok": "{ok}"}, when=ALWAYS, newest=1)


def titled(  # noqa: PLR0913 - what a dashboard is called, and its time
    uid: str, title: str, description: str, *, begin: str, end: str = "now", every: bool = False
) -> dashboard.Dashboard:
    """Return a dashboard without panels; with *every* the viewer chooses what a bar or a point stands for."""
    frame = (
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
    return frame.with_variable(_every()) if every else frame


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
        .query(values_of(COLLECTOR, "account"))
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


def marks(name: str, kinds: tuple[str, ...], colour: str, *, shown: bool = True) -> dashboard.AnnotationQuery:
    """Return marks on the curves, from the annotations that were collected."""
    matching = "|".join(kinds)
    return (
        dashboard.AnnotationQuery()
        .name(name)
        .datasource(DATASOURCE)
        .enable(shown)
        .icon_color(colour)
        .target(_Marks(select(
            ANNOTATION, {"title": "{title}", "text": "{text}"}, where=f"{{kind}} =~ /^({matching})$/"
        )))
    )  # fmt: skip


class _Marks(Influx):
    def to_json(self) -> dict[str, object]:
        """Return the target as the data source reads it for annotations."""
        return super().to_json() | {
            "refId": "Anno",
            "fromAnnotations": True,
            "titleColumn": "title",
            "textColumn": "text",
            "tagsColumn": "",
            "timeEndColumn": "",
        }


def freshness(width: int = 12, height: int = 3) -> tuple[stat.Panel, stat.Panel]:
    """Return what is to be seen before the rest is believed: when it was collected, and how that went."""
    return sized(_last_good_poll(), width, height), sized(_last_poll(), width, height)


def _last_good_poll() -> stat.Panel:
    asked = select(COLLECTOR, {"seconds": "{duration_seconds}"}, where="{ok} = 1", when=ALWAYS, newest=1)
    meaning = (
        "How old all numbers are: when WaniKani was last asked with success. More than two of your intervals "
        "ago? Look at the dashboard of the collector."
    )
    panel = figure("Last good poll", meaning, table(asked), unit="dateTimeFromNow", empty="none yet")
    return panel.reduce_options(newest("/^[Tt]ime$/"))


def _last_poll() -> stat.Panel:
    asked = select(COLLECTOR, {"state": "last({ok}) + last({token_ok})"}, when=ALWAYS)
    meaning = (
        "How the last poll went. Failed: WaniKani or the network was down, and the next poll brings "
        "everything. Token rejected: put a new one into WANIKANI_TOKEN or its file."
    )
    words = in_words(
        said("2", "went well", RIGHT),
        said("1", "failed, will try again", ATTENTION),
        said("0", "token rejected", WRONG),
    )
    return figure("Last poll", meaning, table(asked), empty="none yet").mappings(words)


def holding(frame: dashboard.Dashboard, *panels: Builder[models.Panel]) -> dashboard.Dashboard:
    """Return *frame* with its panels, row by row: what is 24 columns wide together stands side by side."""
    for panel in panels:
        frame.with_panel(panel)
    return frame


def as_json(frame: dashboard.Dashboard) -> dict[str, Any]:
    """Return the finished dashboard as Grafana reads it: every panel with an id, in the order of the page."""
    made: dict[str, Any] = json.loads(JSONEncoder(sort_keys=True).encode(frame.build()))
    for number, panel in enumerate(made["panels"], start=1):
        panel["id"] = number
    return made
