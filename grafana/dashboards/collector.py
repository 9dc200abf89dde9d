"""`wanikani-collector`: whether the collector itself does well."""

from grafana_foundation_sdk.builders import dashboard, stat, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models import common as kinds

from collector.points.measurements import COLLECTOR, REVIEW
from grafana.frame import freshness, holding, marks, titled
from grafana.influxql import ALWAYS, INTERVAL, past, select
from grafana.style import (
    ATTENTION,
    PERCENT,
    PLAIN,
    RIGHT,
    SECONDS,
    WRONG,
    arranged,
    by_threshold,
    coloured,
    columns,
    curves,
    figure,
    in_words,
    newest,
    rows,
    said,
    sized,
    with_properties,
)
from grafana.targets import Influx, table

UID = "wanikani-collector"
NO_POLL_THEN = "No poll in this time. Is the collector running? Its log and `doctor` say what is wrong."


def collector() -> dashboard.Dashboard:
    """Return the dashboard."""
    frame = titled(UID, "WaniKani: collector", "Whether the collector itself does well.", begin="now-7d")
    frame.annotation(marks("Outages", ("outage",), ATTENTION))
    return holding(
        frame,
        *freshness(6),
        sized(good_polls(), 6, 3), sized(exact_reviews(), 6, 3),
        sized(waiting_now(), 6, 4), sized(rejected_now(), 6, 4),
        sized(unexplained_now(), 6, 4), sized(zone_now(), 6, 4),
        sized(polls(), 12, 8), sized(requests(), 12, 8),
        sized(duration(), 8, 8), sized(found(), 8, 8), sized(outbox(), 8, 8),
        sized(latest_polls(), 24, 10),
    )  # fmt: skip


def good_polls() -> stat.Panel:
    """Return the share of polls that went well."""
    panel = figure(
        "Good polls, 7 days",
        "The share of the last seven days' polls that went well. A failed poll loses nothing: the next "
        "one brings it.",
        table(select(COLLECTOR, {"good": "100.0 * mean({ok})"}, when=past("7d"))),
        unit=PERCENT,
    ).decimals(1)
    return by_threshold(panel, (80, ATTENTION), (95, RIGHT), base=WRONG)


def exact_reviews() -> stat.Panel:
    """Return the share of reviews that were rebuilt exactly."""
    panel = figure(
        "Reviews known exactly, 30 days",
        "The share of reviews whose moment, stages and wrong answers are the only ones that fit what was "
        "seen. The rest "
        "is counted rightly, but dated as early as it can have been. Poll more often for more.",
        table(select(REVIEW, {"exact": "100.0 * (1 - mean({inferred}))"}, when=past("30d"))),
        unit=PERCENT,
        empty="no reviews",
    ).decimals(1)
    return by_threshold(panel, (80, ATTENTION), (95, RIGHT), base=WRONG)


def waiting_now() -> stat.Panel:
    """Return the points that wait for InfluxDB."""
    panel = figure(
        "Points waiting",
        "Points that InfluxDB did not have yet when the last poll began. They are kept, and delivered in "
        "order when it "
        "answers again.",
        table(select(COLLECTOR, {"waiting": "last({outbox_pending})"}, when=ALWAYS)),
    )
    return by_threshold(panel, (1000, ATTENTION), (100_000, WRONG), base=RIGHT)


def rejected_now() -> stat.Panel:
    """Return the points that InfluxDB refused."""
    panel = figure(
        "Points refused",
        "Points that InfluxDB refused for good, set apart with the reason: `status` shows it.",
        table(select(COLLECTOR, {"refused": "last({outbox_rejected})"}, when=ALWAYS)),
    )
    return by_threshold(panel, (1, WRONG), base=RIGHT)


def unexplained_now() -> stat.Panel:
    """Return the changes that no rule explains."""
    panel = figure(
        "Unexplained changes, 30 days",
        "Changes that no rule explains, such as an edit by WaniKani: they make no review. A few now and "
        "then are "
        "nothing to worry about.",
        table(select(COLLECTOR, {"unexplained": "sum({unexplained})"}, when=past("30d"))),
    )
    return by_threshold(panel, (20, ATTENTION), base=RIGHT)


def zone_now() -> stat.Panel:
    """Return the zone whose days are counted."""
    panel = figure(
        "Days are those of",
        "The time zone that days and hours are counted in: COLLECTOR_TIMEZONE (or TZ) of the collector.",
        table(select(COLLECTOR, {"zone": "{timezone}", "ok": "{ok}"}, when=ALWAYS, newest=1)),
        unit="string",
    )
    return panel.reduce_options(newest("/^zone$/")).graph_mode(kinds.BigValueGraphMode.NONE)


def polls() -> timeseries.Panel:
    """Return good and failed polls."""
    columns_wanted = {"good": "sum({ok})", "failed": "count({ok}) - sum({ok})"}
    panel = columns(
        "Polls",
        "Polls that went well, and those that failed. No bar where there should be one: the collector "
        "was not running.",
        Influx(select(COLLECTOR, columns_wanted, by=(INTERVAL,), fill="none")),
        empty=NO_POLL_THEN,
    )
    return coloured(_hourly(panel), {"good": RIGHT, "failed": WRONG})


def requests() -> timeseries.Panel:
    """Return what was asked of WaniKani."""
    columns_wanted = {
        "changed": "sum({requests}) - sum({not_modified})",
        "not modified": "sum({not_modified})",
    }
    panel = columns(
        "Requests to WaniKani",
        "What was asked, and how much of it had not changed since. WaniKani allows 60 a minute.",
        Influx(select(COLLECTOR, columns_wanted, by=(INTERVAL,), fill="none")),
        empty=NO_POLL_THEN,
    )
    return coloured(_hourly(panel), {"changed": PLAIN, "not modified": "#8ab8ff"})


def _hourly(panel: timeseries.Panel) -> timeseries.Panel:
    return panel.interval("1h").max_data_points(400)


def duration() -> timeseries.Panel:
    """Return how long polls took."""
    panel = curves(
        "Duration of a poll",
        "The longest poll of each bar's time; over 90 seconds a poll is given up and tried again later.",
        Influx(select(COLLECTOR, {"longest": "max({duration_seconds})"}, by=(INTERVAL,), fill="null")),
        unit=SECONDS,
        empty=NO_POLL_THEN,
    )
    return coloured(_hourly(panel).decimals(1), {"longest": PLAIN})


def found() -> timeseries.Panel:
    """Return what the polls brought."""
    columns_wanted = {
        "reviews": "sum({reviews_found})",
        "rows changed": "sum({changed_rows})",
        "unexplained": "sum({unexplained})",
    }
    panel = curves(
        "What polls brought",
        "Reviews found, rows of WaniKani's that changed, and changes that no rule explains.",
        Influx(select(COLLECTOR, columns_wanted, by=(INTERVAL,), fill="null")),
        empty=NO_POLL_THEN,
    )
    return coloured(_hourly(panel), {"reviews": RIGHT, "rows changed": "#8ab8ff", "unexplained": WRONG})


def outbox() -> timeseries.Panel:
    """Return what waited for InfluxDB."""
    columns_wanted = {"waiting": "max({outbox_pending})", "refused": "max({outbox_rejected})"}
    panel = curves(
        "Points waiting and refused",
        "What InfluxDB had not taken yet, and what it refused for good. A peak is an outage of InfluxDB "
        "that is over.",
        Influx(select(COLLECTOR, columns_wanted, by=(INTERVAL,), fill="null")),
        empty=NO_POLL_THEN,
    )
    return coloured(_hourly(panel), {"waiting": ATTENTION, "refused": WRONG})


def latest_polls() -> Table:
    """Return the newest polls."""
    wanted = {
        "went well": "{ok}",
        "since the last good one": "{seconds_since_success}",
        "seconds": "{duration_seconds}",
        "requests": "{requests}",
        "not modified": "{not_modified}",
        "rows changed": "{changed_rows}",
        "reviews found": "{reviews_found}",
        "unexplained": "{unexplained}",
    }
    panel = rows(
        "Latest polls",
        "The newest hundred polls in this time. Why one failed is in the collector's log, and `status` "
        "says it of the last.",
        table(select(COLLECTOR, wanted, newest=100)),
        empty=NO_POLL_THEN,
    )
    arranged(panel, ("Time", *wanted), names={"Time": "poll"})
    with_properties(panel, "poll", ("custom.width", 165))
    with_properties(
        panel,
        "went well",
        ("mappings", in_words(said("1", "yes", RIGHT), said("0", "no", WRONG))),
        ("custom.cellOptions", {"type": "color-text"}),
    )
    with_properties(panel, "since the last good one", ("unit", "dtdurations"))
    return with_properties(panel, "seconds", ("decimals", 1))
