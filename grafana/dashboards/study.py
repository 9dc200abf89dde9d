"""Panels of `wanikani-accuracy` about the hours of the week and about sessions."""

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from collector.points.measurements import SESSION, STUDY_HOUR
from grafana.influxql import CHOSEN_STEP, select, tag_table
from grafana.style import (
    COUNT,
    NO_REVIEW,
    PERCENT,
    PLAIN,
    SECONDS,
    background_scale,
    line_chart,
    mapping,
    sorted_by,
    table_panel,
    value_mappings,
    with_colours,
    with_columns,
    with_empty_cells,
    with_properties,
    with_transformation,
)
from grafana.targets import Influx, table

HOURS = "/^[0-9]{2}$/"
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")


def when_you_study() -> Table:
    """Return the reviews of each hour of the week."""
    return _week(
        "When you study",
        "Reviews by weekday and hour of the day, in the collector's time zone.",
        "sum({reviews})",
        COUNT,
        background_scale("continuous-blues"),
    )


def at_your_best() -> Table:
    """Return the accuracy of each hour of the week."""
    return _week(
        "When you are at your best",
        "The share of reviews without any wrong answer, by weekday and hour of the day. An hour with few "
        "reviews says little: compare with the table above.",
        "100.0 * sum({correct}) / sum({reviews})",
        PERCENT,
        background_scale("continuous-RdYlGr", 60, 100),
    )


def _week(title: str, meaning: str, value: str, unit: str, cells: list[DynamicConfigValue]) -> Table:
    query = tag_table(STUDY_HOUR, {"value": value}, where="{reviews} > 0", by=("weekday", "hour"))
    panel = table_panel(title, meaning, table(query), unit=unit, empty=NO_REVIEW).decimals(0)
    sorted_by(panel, "hour")
    # Each hour becomes a column; where a weekday has no review in it, the cell stays empty.
    matrix = {"columnField": "hour", "rowField": "weekday", "valueField": "value", "emptyValue": "null"}
    with_transformation(panel, "groupingToMatrix", matrix)
    sorted_by(panel, "weekday\\hour")
    named = value_mappings(*(mapping(str(number), name) for number, name in enumerate(WEEKDAYS, start=1)))
    properties = (("displayName", " "), ("mappings", named), ("unit", "none"), ("custom.width", 55))
    with_properties(panel, "weekday\\hour", *properties)
    panel.override_by_regexp(HOURS, [*cells, DynamicConfigValue("custom.minWidth", 38)])
    return with_empty_cells(panel, HOURS)


def size_of_sessions() -> timeseries.Panel:
    """Return the number of reviews in a session."""
    columns = {"reviews a session": "mean({reviews})", "the largest": "max({reviews})"}
    panel = line_chart(
        "Reviews a session",
        "Reviews less than 15 minutes apart make a session: the average number of reviews in one, and the "
        "largest.",
        Influx(select(SESSION, columns, where="{reviews} > 0", by=(CHOSEN_STEP,), fill="null")),
        empty=NO_REVIEW,
    )
    return with_colours(panel, {"reviews a session": PLAIN, "the largest": "#8ab8ff"})


def speed() -> timeseries.Panel:
    """Return the seconds a review takes."""
    # Of all reviews but the first of each session, from whose start the time is counted.
    columns = {"seconds a review": "sum({duration_seconds}) / (sum({reviews}) - count({reviews}))"}
    panel = line_chart(
        "Seconds a review",
        "The time a review takes, pauses of up to 15 minutes included: from the first to the last review of "
        "each session, divided by the reviews after the first.",
        Influx(select(SESSION, columns, where="{reviews} > 1", by=(CHOSEN_STEP,), fill="null")),
        unit=SECONDS,
        empty=NO_REVIEW,
    ).decimals(1)
    return with_colours(panel, {"seconds a review": PLAIN})


def latest_sessions() -> Table:
    """Return the newest sessions."""
    columns = {
        "reviews": "{reviews}",
        "all right": "100.0 * {correct} / {reviews}",
        "duration": "{duration_seconds}",
        "a review": "{seconds_per_review}",
    }
    panel = table_panel(
        "Latest sessions",
        "The newest fifty sessions in this time range: start, reviews, share without any wrong answer, and "
        "duration.",
        table(select(SESSION, columns, where="{reviews} > 0", newest=50)),
        empty=NO_REVIEW,
    )
    with_columns(panel, ("Time", *columns), names={"Time": "began"})
    with_properties(panel, "began", ("custom.width", 165))
    with_properties(panel, "all right", ("unit", PERCENT), ("decimals", 0))
    with_properties(panel, "duration", ("unit", "dtdurations"))
    return with_properties(panel, "a review", ("unit", SECONDS), ("decimals", 1))
