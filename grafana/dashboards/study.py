"""When the learner studies: hours of the week, and sessions. A part of `wanikani-accuracy`."""

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from collector.points.measurements import SESSION, STUDY_HOUR
from grafana.influxql import EVERY, listed, select
from grafana.style import (
    COUNT,
    NO_REVIEW,
    PERCENT,
    PLAIN,
    SECONDS,
    arranged,
    blank,
    coloured,
    curves,
    in_words,
    ordered,
    rows,
    said,
    shade,
    transformed,
    with_properties,
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
        shade("continuous-blues"),
    )


def at_your_best() -> Table:
    """Return the accuracy of each hour of the week."""
    return _week(
        "When you are at your best",
        "The share of reviews without any wrong answer, by weekday and hour of the day. An hour with few "
        "reviews says "
        "little: compare with the table above.",
        "100.0 * sum({correct}) / sum({reviews})",
        PERCENT,
        shade("continuous-RdYlGr", 60, 100),
    )


def _week(title: str, meaning: str, value: str, unit: str, cells: list[DynamicConfigValue]) -> Table:
    asked = listed(STUDY_HOUR, {"value": value}, where="{reviews} > 0", by=("weekday", "hour"))
    panel = rows(title, meaning, table(asked), unit=unit, empty=NO_REVIEW).decimals(0)
    ordered(panel, "hour")
    # Each hour becomes a column; where a weekday has no review in it, the cell stays empty.
    matrix = {"columnField": "hour", "rowField": "weekday", "valueField": "value", "emptyValue": "null"}
    transformed(panel, "groupingToMatrix", matrix)
    ordered(panel, "weekday\\hour")
    named = in_words(*(said(str(number), name) for number, name in enumerate(WEEKDAYS, start=1)))
    properties = (("displayName", " "), ("mappings", named), ("unit", "none"), ("custom.width", 55))
    with_properties(panel, "weekday\\hour", *properties)
    panel.override_by_regexp(HOURS, [*cells, DynamicConfigValue("custom.minWidth", 38)])
    return blank(panel, HOURS)


def size_of_sessions() -> timeseries.Panel:
    """Return how many reviews a session has."""
    columns = {"reviews a session": "mean({reviews})", "the largest": "max({reviews})"}
    panel = curves(
        "Reviews a session",
        "A session is reviews less than 15 minutes apart: how many they have on average, and the largest "
        "one.",
        Influx(select(SESSION, columns, where="{reviews} > 0", by=(EVERY,), fill="null")),
        empty=NO_REVIEW,
    )
    return coloured(panel, {"reviews a session": PLAIN, "the largest": "#8ab8ff"})


def speed() -> timeseries.Panel:
    """Return how long a review takes."""
    # Of all reviews but the first of each session, from whose start the time is counted.
    columns = {"seconds a review": "sum({duration_seconds}) / (sum({reviews}) - count({reviews}))"}
    panel = curves(
        "Seconds a review",
        "How long a review takes, pauses of up to 15 minutes among them: the time from the first to the "
        "last review "
        "of each session, by the reviews after the first.",
        Influx(select(SESSION, columns, where="{reviews} > 1", by=(EVERY,), fill="null")),
        unit=SECONDS,
        empty=NO_REVIEW,
    ).decimals(1)
    return coloured(panel, {"seconds a review": PLAIN})


def latest_sessions() -> Table:
    """Return the newest sessions."""
    columns = {
        "reviews": "{reviews}",
        "all right": "100.0 * {correct} / {reviews}",
        "duration": "{duration_seconds}",
        "a review": "{seconds_per_review}",
    }
    panel = rows(
        "Latest sessions",
        "The newest fifty sessions in this time: when they began, their reviews, the share without any "
        "wrong answer, "
        "and how long they took.",
        table(select(SESSION, columns, where="{reviews} > 0", newest=50)),
        empty=NO_REVIEW,
    )
    arranged(panel, ("Time", *columns), names={"Time": "began"})
    with_properties(panel, "began", ("custom.width", 165))
    with_properties(panel, "all right", ("unit", PERCENT), ("decimals", 0))
    with_properties(panel, "duration", ("unit", "dtdurations"))
    return with_properties(panel, "a review", ("unit", SECONDS), ("decimals", 1))
