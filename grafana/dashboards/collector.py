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
    EMPTY_LATELY,
    EMPTY_POLLS,
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
NO_POLL_THEN = "No polls in this time range."


def collector() -> dashboard.Dashboard:
    """Return the dashboard."""
    new = new_dashboard(
        UID,
        "WaniKani: collector",
        "The health of the collector: polls, requests, exact reviews, and delivery to InfluxDB.",
        begin="now-7d",
    )
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
            "Polls over time",
            (with_size(polls(), 12, 8), with_size(requests(), 12, 8)),
            (with_size(duration(), 8, 8), with_size(found(), 8, 8), with_size(outbox(), 8, 8)),
            (with_size(latest_polls(), 24, 10),),
        ),
    )


def good_polls() -> stat.Panel:
    """Return the share of polls that went well."""
    panel = single_value(
        "Successful polls, 7 days",
        "The percentage of successful polls over the last seven days. A failed poll loses nothing: the next "
        "successful one fetches the data. Empty if there was no poll in that time.",
        table(select(COLLECTOR, {"good": "100.0 * mean({ok})"}, when=last_period("7d"))),
        unit=PERCENT,
        empty="no poll for 7 days",
    ).decimals(1)
    return with_thresholds(panel, (80, ATTENTION), (95, RIGHT), base=WRONG)


def exact_reviews() -> stat.Panel:
    """Return the share of reviews that are certain."""
    panel = single_value(
        "Exact reviews, 30 days",
        "The percentage of reviews whose time, stages and wrong answers are certain, over the last 30 days. "
        "The others are counted correctly, but get the earliest possible time. To raise it, poll more "
        "often. Empty if there were no reviews in that time.",
        table(select(REVIEW, {"exact": "100.0 * (1 - mean({inferred}))"}, when=last_period("30d"))),
        unit=PERCENT,
        empty="no reviews",
    ).decimals(1)
    return with_thresholds(panel, (80, ATTENTION), (95, RIGHT), base=WRONG)


def delivered() -> stat.Panel:
    """Return up to when everything is in InfluxDB."""
    # A poll's heartbeat is its last point, and points are delivered in order: where it is, all before it are.
    panel = single_value(
        "Last delivered poll",
        "How long ago the newest poll in InfluxDB was. Points are delivered in order, so everything before "
        "it has arrived. If it is older than your poll interval, newer points wait in the collector's "
        f"outbox, or the collector is not running: see `wanikani-collector status`. {EMPTY_LATELY}",
        table(select(COLLECTOR, {"ok": "{ok}"}, when=LATELY, newest=1)),
        unit="dateTimeFromNow",
    )
    return panel.reduce_options(newest_value("/^[Tt]ime$/"))


def rejected_now() -> stat.Panel:
    """Return the number of points that InfluxDB refused."""
    panel = single_value(
        "Rejected points",
        "The number of points that InfluxDB rejected permanently. The collector keeps them with the reason; "
        f"`wanikani-collector status` shows it. {EMPTY_LATELY}",
        table(select(COLLECTOR, {"rejected": "last({outbox_rejected})"}, when=LATELY)),
    )
    return with_thresholds(panel, (1, WRONG), base=RIGHT)


def unexplained_now() -> stat.Panel:
    """Return the number of changes that no rule explains."""
    panel = single_value(
        "Unexplained changes, 30 days",
        "The number of changes at WaniKani that no rule explains, such as an edit by WaniKani, over "
        "the last 30 days. They are not counted as reviews. A few are normal. Empty if there was no poll in "
        "that time.",
        table(select(COLLECTOR, {"unexplained": "sum({unexplained})"}, when=last_period("30d"))),
        empty="no poll for 30 days",
    )
    return with_thresholds(panel, (20, ATTENTION), base=RIGHT)


def zone_now() -> stat.Panel:
    """Return the zone whose days are counted."""
    panel = single_value(
        "Time zone",
        "The time zone in which days and hours are counted: the collector's COLLECTOR_TIMEZONE, or TZ. "
        f"{EMPTY_LATELY}",
        table(select(COLLECTOR, {"zone": "{timezone}", "ok": "{ok}"}, when=LATELY, newest=1)),
        unit="string",
    )
    return panel.reduce_options(newest_value("/^zone$/")).graph_mode(kinds.BigValueGraphMode.NONE)


def polls() -> timeseries.Panel:
    """Return good and failed polls."""
    columns = {"successful": "sum({ok})", "failed": "count({ok}) - sum({ok})"}
    panel = stacked_bars(
        "Polls",
        "The number of successful and failed polls. Where a bar is missing, the collector was not running. "
        f"{EMPTY_POLLS}",
        Influx(select(COLLECTOR, columns, by=(INTERVAL,), fill="none")),
        empty=NO_POLL_THEN,
    )
    return with_colours(_hourly(panel, "sum"), {"successful": RIGHT, "failed": WRONG})


def requests() -> timeseries.Panel:
    """Return the requests to WaniKani."""
    columns = {
        "with data": "sum({requests}) - sum({not_modified})",
        "not modified": "sum({not_modified})",
    }
    panel = stacked_bars(
        "Requests to WaniKani",
        "The number of requests that returned data, and of those answered with “304 Not Modified”. WaniKani "
        f"allows 60 requests a minute. {EMPTY_POLLS}",
        Influx(select(COLLECTOR, columns, by=(INTERVAL,), fill="none")),
        empty=NO_POLL_THEN,
    )
    return with_colours(_hourly(panel, "sum"), {"with data": PLAIN, "not modified": "#8ab8ff"})


def _hourly(panel: timeseries.Panel, *calcs: str) -> timeseries.Panel:
    return panel.interval("1h").max_data_points(400).legend(bottom_legend(*calcs))


def duration() -> timeseries.Panel:
    """Return the duration of polls."""
    panel = line_chart(
        "Poll duration",
        "The duration of the longest poll of each step, in seconds. A poll is stopped after 90 seconds and "
        f"tried again later. {EMPTY_POLLS}",
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
        "Changes found",
        "The number of reviews found, of rows that changed at WaniKani, and of changes that no rule "
        f"explains. {EMPTY_POLLS}",
        Influx(select(COLLECTOR, columns, by=(INTERVAL,), fill="null")),
        empty=NO_POLL_THEN,
    )
    colours = {"reviews": RIGHT, "rows changed": "#8ab8ff", "unexplained": WRONG}
    return with_colours(_hourly(panel, "sum"), colours)


def outbox() -> timeseries.Panel:
    """Return the points that waited for InfluxDB, and those refused."""
    columns = {"waiting": "max({outbox_pending})", "rejected": "max({outbox_rejected})"}
    panel = line_chart(
        "Waiting and rejected points",
        "The number of points that were not yet in InfluxDB when a poll began, and of those that InfluxDB "
        "rejected permanently. A peak of waiting points is a past outage of InfluxDB; all of them have been "
        f"delivered since, in order. {EMPTY_POLLS}",
        Influx(select(COLLECTOR, columns, by=(INTERVAL,), fill="null")),
        empty=NO_POLL_THEN,
    )
    return with_colours(
        _hourly(panel, "lastNotNull", "max").decimals(0), {"waiting": ATTENTION, "rejected": WRONG}
    )


def latest_polls() -> Table:
    """Return the newest polls."""
    columns = {
        "successful": "{ok}",
        "since last success": "{seconds_since_success}",
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
        "The newest 100 polls in the time range. The collector's log says why a poll failed; "
        f"`wanikani-collector status` gives the reason for the last one. {EMPTY_POLLS}",
        table(select(COLLECTOR, columns, newest=100)),
        columns=(
            Column("Time", "poll", TIME, width=165),
            Column("successful", "successful", "string", properties=coloured),
            Column("since last success", "since last success", "dtdurations", 0),
            Column("seconds", "duration", SECONDS, 1),
            *(Column(name, name) for name in counts),
        ),
        order=Order("Time", descending=True),
        empty=NO_POLL_THEN,
    )
