"""`wanikani-forecast`: what is coming, and whether what was foreseen was done."""

from grafana_foundation_sdk.builders import barchart, dashboard, timeseries
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from collector.points.measurements import GROUPS, QUEUE, REVIEW_FORECAST, STUDY_DAY
from grafana.frame import freshness, holding, titled
from grafana.influxql import ALWAYS, DAY, FOUR_WEEKS, INTERVAL, SHOWN, WEEK, coming, select
from grafana.style import (
    NOTHING_DUE,
    PLAIN,
    RIGHT,
    bars,
    coloured,
    columns,
    curves,
    in_stage_colours,
    sized,
    with_properties,
)
from grafana.targets import MIXED, Expression, Influx

UID = "wanikani-forecast"
HOUR = "time(1h)"


def forecast() -> dashboard.Dashboard:
    """Return the dashboard; its own time lies in the future, for the curve of the backlog."""
    frame = titled(
        UID,
        "WaniKani: forecast",
        "What is coming, by the hour and by the month, and what became of the past's.",
        begin="now/h",
        end="now+7d",
    )
    return holding(
        frame,
        *freshness(),
        sized(backlog(), 24, 8),
        sized(by_hour(), 24, 8),
        sized(by_day(), 12, 8), sized(by_week(), 12, 8),
        sized(by_four_weeks(), 12, 8), sized(foreseen_and_done(), 12, 8),
    )  # fmt: skip


def backlog() -> timeseries.Panel:
    """Return how the backlog grows if nothing is reviewed: two answers and a sum of Grafana's own."""
    falling_due = select(
        REVIEW_FORECAST,
        {"due": "cumulative_sum(sum({reviews}))"},
        when=f"{SHOWN} AND time > now()",
        by=(INTERVAL,),
        fill="0",
    )
    waiting = select(QUEUE, {"waiting": "last({reviews_available})"}, when=ALWAYS)
    panel = curves(
        "Backlog, if you review nothing",
        "What waits, and on top of it what falls due, hour by hour: where you will be if you do nothing "
        "at all. What fell due since the last poll is missing until the next one; choose a longer time above "
        "to look further ahead.",
        Influx(falling_due, "due", ref="A", hidden=True),
        Influx(waiting, "waiting", ref="B", hidden=True),
        empty=NOTHING_DUE,
    )
    panel.with_target(Expression("R", "reduce", "B", reducer="last", hidden=True))
    panel.with_target(Expression("C", "math", "$A + $R"))
    panel.datasource(MIXED).fill_opacity(25).interval("1h").max_data_points(800)
    properties = {"displayName": "backlog", "color": {"mode": "fixed", "fixedColor": PLAIN}}
    return panel.override_by_query("C", [DynamicConfigValue(*each) for each in properties.items()])


def by_hour() -> barchart.Panel:
    """Return two days by the hour."""
    return _coming("By hour, 48 hours", "each hour of the next two days", HOUR, "48h")


def by_day() -> barchart.Panel:
    """Return thirty days."""
    meaning = "each of the next thirty days (the first bar is the rest of today, the last one is cut off)"
    return _coming("By day, 30 days", meaning, DAY, "30d")


def by_week() -> barchart.Panel:
    """Return half a year by the week."""
    meaning = "each week from its Monday on (the first bar is the rest of this one, the last one is cut off)"
    return _coming("By week, half a year", meaning, WEEK, "26w")


def by_four_weeks() -> barchart.Panel:
    """Return half a year by four weeks."""
    meaning = "every four weeks (the first bar is the rest of the present four, the last one is cut off)"
    return _coming("By four weeks, half a year", meaning, FOUR_WEEKS, "26w")


def _coming(title: str, what: str, step: str, length: str) -> barchart.Panel:
    asked = select(
        REVIEW_FORECAST,
        {group: f"sum({{{group}}})" for group in GROUPS},
        when=coming(length),
        by=(step,),
        fill="0",
    )
    panel = bars(
        title,
        f"Reviews that fall due in {what}, by the stage the items are in now. What you review in the "
        f"meantime comes "
        "again and is not among them; what waits already neither.",
        Influx(asked),
        empty=NOTHING_DUE,
    )
    return in_stage_colours(panel)


def foreseen_and_done() -> timeseries.Panel:
    """Return what fell due and what was done, day by day."""
    due = select(REVIEW_FORECAST, {"fell due": "sum({reviews})"}, by=(DAY,), fill="0")
    done = select(STUDY_DAY, {"done": "sum({reviews})"}, by=(DAY,), fill="0")
    panel = columns(
        "Fallen due and done, 30 days",
        "What was foreseen for each day, as last written before its hours began, and the reviews you "
        "then did. More "
        "falls due than is done: the backlog grows.",
        Influx(due, ref="A"),
        Influx(done, ref="B"),
    )
    panel.time_from("30d")
    with_properties(
        panel,
        "fell due",
        ("custom.drawStyle", "line"),
        ("custom.lineWidth", 2),
        ("custom.fillOpacity", 0),
        ("custom.stacking", {"mode": "none"}),
    )
    return coloured(panel, {"fell due": "#e0a526", "done": RIGHT})
