"""Links between the dashboards, which keep the account and the time range."""

from typing import TypeVar

from grafana_foundation_sdk.builders import barchart, bargauge, dashboard, stat, table, timeseries
from grafana_foundation_sdk.models import dashboard as models

TAG = "wanikani"
OVERVIEW, ACCURACY, FORECAST = "wanikani-overview", "wanikani-accuracy", "wanikani-forecast"
LEVELS, LEECHES, COLLECTOR = "wanikani-levels", "wanikani-leeches", "wanikani-collector"
KEPT = "${datasource:queryparam}&${account:queryparam}&${__url_time_range}"

_Panel = TypeVar("_Panel", stat.Panel, timeseries.Panel, barchart.Panel, bargauge.Panel, table.Panel)
_Number = TypeVar("_Number", stat.Panel, bargauge.Panel)


def to_all() -> dashboard.DashboardLink:
    """Return the drop-down of all dashboards.

    They are in the order of their titles: "WaniKani overview" comes before every "WaniKani: …". The time
    range goes along, so every dashboard's own range has to end now: no panel that looks ahead may need a
    range that does, for the other dashboards have nothing to show in the future.
    """
    link = dashboard.DashboardLink("Dashboards").type(models.DashboardLinkType.DASHBOARDS).tags([TAG])
    return link.as_dropdown(True).include_vars(True).keep_time(True)


def to_wanikani() -> dashboard.DashboardLink:
    """Return the link to WaniKani itself."""
    link = dashboard.DashboardLink("WaniKani").type(models.DashboardLinkType.LINK)
    return link.url("https://www.wanikani.com/dashboard").icon("external link").target_blank(True)


def with_link(panel: _Panel, uid: str) -> _Panel:
    """Return *panel* with a link in its head to the dashboard *uid*."""
    return panel.links([_to(uid)])


def with_number_link(panel: _Number, uid: str) -> _Number:
    """Return *panel* with that link, and with numbers that lead there when they are clicked."""
    return with_link(panel, uid).data_links([_to(uid)])


def _to(uid: str) -> dashboard.DashboardLink:
    title = uid.removeprefix("wanikani-").capitalize()
    return dashboard.DashboardLink(title).type(models.DashboardLinkType.LINK).url(f"/d/{uid}?{KEPT}")
