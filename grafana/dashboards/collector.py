"""`wanikani-collector`: the health of the collector itself."""

from grafana_foundation_sdk.builders import dashboard, stat, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models import common as kinds

from collector.points.measurements import COLLECTOR, REVIEW
from grafana import links
from grafana.dashboard import new_dashboard, titled, with_panels
from grafana.freshness import freshness
from grafana.influxql import INTERVAL, LATELY, last_period, select
from grafana.style import (
    ATTENTION,
    PERCENT,
    PLAIN,
    RIGHT,
    SECONDS,
    TIME,
    WRONG,
    bottom_legend,
    line_chart,
    mapping,
    newest_value,
    single_value,
    stacked_bars,
    value_mappings,
    with_colours,
    with_size,
    with_thresholds,
)
from grafana.tables import Column, Order, table_panel
from grafana.targets import Influx, table

UID = "wanikani-collector"
NO_POLL_THEN = "No poll in this time range."


def collector() -> dashboard.Dashboard:
    """Return the dashboard."""
    new = new_dashboard(UID, "WaniKani: collector", "The health of the collector itself.", begin="now-7d")
    return with_panels(
        new,
        (
            freshness(12, leads_to=links.OVERVIEW),
            with_size(good_polls(), 6, 3),
            with_size(exact_reviews(), 6, 3),
        ),
        (
            with_size(delivered(), 6, 4),
            with_size(rejected_now(), 6, 4),
            with_size(unexplained_now(), 6, 4),
            with_size(zone_now(), 6, 4),
        ),
        titled(
            "Poll by poll",
            (with_size(polls(), 12, 8), with_size(requests(), 12, 8)),
            (with_size(duration(), 8, 8), with_size(found(), 8, 8), with_size(outbox(), 8, 8)),
            (with_size(latest_polls(), 24, 10),),
        ),
    )


def good_polls() -> stat.Panel:
    """Return the share of polls that went well."""
    panel = single_value(
        "Good polls, 7 days",
        "The share of successful polls in the last seven days. A failed poll loses nothing: the next one "
        "fetches it.",
        table(select(COLLECTOR, {"good": "100.0 * mean({ok})"}, when=last_period("7d"))),
        unit=PERCENT,
    ).decimals(1)
    return with_thresholds(panel, (80, ATTENTION), (95, RIGHT), base=WRONG)


def exact_reviews() -> stat.Panel:
    """Return the share of reviews that are certain."""
    panel = single_value(
        "Reviews known exactly, 30 days",
        "The share of reviews whose time, stages and wrong answers are certain. The others are counted "
        "correctly, but have the earliest possible time. Poll more often to raise the share.",
        table(select(REVIEW, {"exact": "100.0 * (1 - mean({inferred}))"}, when=last_period("30d"))),
        unit=PERCENT,
        empty="no reviews",
    ).decimals(1)
    return with_thresholds(panel, (80, ATTENTION), (95, RIGHT), base=WRONG)


def delivered() -> stat.Panel:
    """Return up to when everything is in InfluxDB."""
    # A poll's heartbeat is its last point, and points are delivered in order: where it is, all before it are.
    panel = single_value(
        "Delivered up to",
        "The newest poll that is in InfluxDB. Points are delivered in order, so nothing before it waits. "
        "If it is older than your poll interval, later points wait with the collector, or it does not run: "
        "`status` tells.",
        table(select(COLLECTOR, {"ok": "{ok}"}, when=LATELY, newest=1)),
        unit="dateTimeFromNow",
        empty="none yet",
    )
    return panel.reduce_options(newest_value("/^[Tt]ime$/"))


def rejected_now() -> stat.Panel:
    """Return the number of points that InfluxDB refused."""
    panel = single_value(
        "Points refused",
        "Points that InfluxDB refused permanently, kept apart with the reason: `status` shows it.",
        table(select(COLLECTOR, {"refused": "last({outbox_rejected})"}, when=LATELY)),
    )
    return with_thresholds(panel, (1, WRONG), base=RIGHT)


def unexplained_now() -> stat.Panel:
    """Return the number of changes that no rule explains."""
    panel = single_value(
        "Unexplained changes, 30 days",
        "Changes that no rule explains, such as an edit by WaniKani; they make no review. A few now and then "
        "are normal.",
        table(select(COLLECTOR, {"unexplained": "sum({unexplained})"}, when=last_period("30d"))),
    )
    return with_thresholds(panel, (20, ATTENTION), base=RIGHT)


def zone_now() -> stat.Panel:
    """Return the zone whose days are counted."""
    panel = single_value(
        "Days are those of",
        "The time zone of days and hours: the collector's COLLECTOR_TIMEZONE, or TZ.",
        table(select(COLLECTOR, {"zone": "{timezone}", "ok": "{ok}"}, when=LATELY, newest=1)),
        unit="string",
    )
    return panel.reduce_options(newest_value("/^zone$/")).graph_mode(kinds.BigValueGraphMode.NONE)


def polls() -> timeseries.Panel:
    """Return good and failed polls."""
    columns = {"good": "sum({ok})", "failed": "count({ok}) - sum({ok})"}
    panel = stacked_bars(
        "Polls",
        "Successful and failed polls. Where a bar is missing, the collector was not running.",
        Influx(select(COLLECTOR, columns, by=(INTERVAL,), fill="none")),
        empty=NO_POLL_THEN,
    )
    return with_colours(_hourly(panel, "sum"), {"good": RIGHT, "failed": WRONG})


def requests() -> timeseries.Panel:
    """Return the requests to WaniKani."""
    columns = {
        "changed": "sum({requests}) - sum({not_modified})",
        "not modified": "sum({not_modified})",
    }
    panel = stacked_bars(
        "Requests to WaniKani",
        "Requests that brought data, and those answered with “not modified”. WaniKani allows 60 a minute.",
        Influx(select(COLLECTOR, columns, by=(INTERVAL,), fill="none")),
        empty=NO_POLL_THEN,
    )
    return with_colours(_hourly(panel, "sum"), {"changed": PLAIN, "not modified": "#8ab8ff"})


def _hourly(panel: timeseries.Panel, *calcs: str) -> timeseries.Panel:
    return panel.interval("1h").max_data_points(400).legend(bottom_legend(*calcs))


def duration() -> timeseries.Panel:
    """Return the duration of polls."""
    panel = line_chart(
        "Duration of a poll",
        "The longest poll of each step; a poll is stopped after 90 seconds and tried again later.",
        Influx(select(COLLECTOR, {"longest": "max({duration_seconds})"}, by=(INTERVAL,), fill="null")),
        unit=SECONDS,
        empty=NO_POLL_THEN,
    )
    return with_colours(_hourly(panel, "lastNotNull", "mean").decimals(1), {"longest": PLAIN})


def found() -> timeseries.Panel:
    """Return what polls found."""
    columns = {
        "reviews": "sum({reviews_found})",
        "rows changed": "sum({changed_rows})",
        "unexplained": "sum({unexplained})",
    }
    panel = line_chart(
        "What polls brought",
        "Reviews found, rows that changed at WaniKani, and changes that no rule explains.",
        Influx(select(COLLECTOR, columns, by=(INTERVAL,), fill="null")),
        empty=NO_POLL_THEN,
    )
    colours = {"reviews": RIGHT, "rows changed": "#8ab8ff", "unexplained": WRONG}
    return with_colours(_hourly(panel, "sum"), colours)


def outbox() -> timeseries.Panel:
    """Return the points that waited for InfluxDB, and those refused."""
    columns = {"had to wait": "max({outbox_pending})", "refused": "max({outbox_rejected})"}
    panel = line_chart(
        "Points that had to wait, and refused",
        "Points that were not in InfluxDB yet when a poll began: a peak is a past outage of InfluxDB, and "
        "all of them have been delivered since, in order. And points that it refused permanently.",
        Influx(select(COLLECTOR, columns, by=(INTERVAL,), fill="null")),
        empty=NO_POLL_THEN,
    )
    return with_colours(
        _hourly(panel, "lastNotNull", "max").decimals(0), {"had to wait": ATTENTION, "refused": WRONG}
    )


def latest_polls() -> Table:
    """Return the newest polls."""
    columns = {
        "went well": "{ok}",
        "since the last good one": "{seconds_since_success}",
        "seconds": "{duration_seconds}",
        "requests": "{requests}",
        "not modified": "{not_modified}",
        "rows changed": "{changed_rows}",
        "reviews found": "{reviews_found}",
        "unexplained": "{unexplained}",
    }
    yes_no = value_mappings(mapping("1", "yes", RIGHT), mapping("0", "no", WRONG))
    coloured = (("mappings", yes_no), ("custom.cellOptions", {"type": "color-text"}))
    counts = ("requests", "not modified", "rows changed", "reviews found", "unexplained")
    return table_panel(
        "Latest polls",
        "The newest hundred polls in this time range. The collector's log says why one failed; `status` says "
        "it for the last.",
        table(select(COLLECTOR, columns, newest=100)),
        columns=(
            Column("Time", "poll", TIME, width=165),
            Column("went well", "went well", "string", properties=coloured),
            Column("since the last good one", "since the last good one", "dtdurations", 0),
            Column("seconds", "took", SECONDS, 1),
            *(Column(name, name) for name in counts),
        ),
        order=Order("Time", descending=True),
        empty=NO_POLL_THEN,
    )
