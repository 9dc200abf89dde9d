"""`wanikani-forecast`: reviews to come, scheduled and projected, and both against those done."""

from grafana_foundation_sdk.builders import barchart, dashboard, timeseries
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from collector.core.stages import REVIEWED_GROUPS
from collector.points.measurements import QUEUE, REVIEW_FORECAST, STUDY_DAY, Measurement
from grafana import variables
from grafana.dashboard import new_dashboard, titled, with_panels
from grafana.dashboards.projected import (
    backlog_of_a_quarter,
    levels_to_come,
    minutes_of_a_quarter,
    paces,
    reviews_of_a_quarter,
    reviews_of_a_year,
)
from grafana.dashboards.projection_scores import projected_and_done, trust
from grafana.freshness import freshness
from grafana.influxql import (
    DAY,
    FOUR_WEEKS,
    LATELY,
    LOCAL_INTERVAL,
    OF_KIND,
    WEEK,
    next_period,
    select,
)
from grafana.marks import with_vacations
from grafana.style import (
    NOTHING_DUE,
    PLAIN,
    RIGHT,
    bar_chart,
    no_legend,
    oldest_first,
    stacked_bars,
    with_colours,
    with_properties,
    with_size,
    with_stage_colours,
    with_transformation,
)
from grafana.targets import MIXED, Expression, Influx

UID = "wanikani-forecast"
HOUR = "time(1h)"
BACKLOG = "backlog"


def forecast() -> dashboard.Dashboard:
    """Return the dashboard; what looks ahead has bounds of its own, and the time range ends now."""
    new = new_dashboard(
        UID,
        "WaniKani: forecast",
        "Reviews due by hour, day and week, a projection of the next year, and past forecasts compared with "
        "the reviews you did.",
        # From a midnight on: the first day, too, is a whole one.
        begin="now-30d/d",
        choices=(variables.ahead(), variables.kind(".*", "Kind in schedule"), variables.before()),
    )
    return with_panels(
        new,
        (freshness(24),),
        titled("Backlog", (with_size(backlog(), 24, 8),)),
        titled(
            "Scheduled reviews",
            (with_size(by_hour(), 24, 8),),
            (with_size(by_day(), 24, 8),),
            (with_size(by_week(), 12, 8), with_size(by_four_weeks(), 12, 8)),
        ),
        titled(
            "Projection at your current pace",
            (with_size(reviews_of_a_quarter(), 24, 9),),
            (with_size(backlog_of_a_quarter(), 12, 8), with_size(minutes_of_a_quarter(), 12, 8)),
            (with_size(reviews_of_a_year(), 24, 9),),
            (with_size(levels_to_come(), 9, 11), with_size(paces(), 15, 11)),
        ),
        titled(
            "Past forecasts and projections",
            (with_size(foreseen_and_done(), 24, 8),),
            (with_size(projected_and_done(), 14, 9), with_size(trust(), 10, 9)),
        ),
    )


def backlog() -> barchart.Panel:
    """Return the backlog if nothing is reviewed: two queries, and a sum by Grafana."""
    falling_due = select(
        REVIEW_FORECAST,
        {"due": "cumulative_sum(sum({reviews}))"},
        when=next_period("${ahead}"),
        by=(HOUR,),
        fill="0",
    )
    waiting = select(QUEUE, {"waiting": "last({reviews_available})"}, when=LATELY)
    # A bar chart: lines show nothing outside the dashboard's time range, which ends now.
    panel = bar_chart(
        "Backlog if you do no reviews",
        "The backlog at each hour if you do no reviews: those that wait now, and those that fall due by "
        "then. Reviews that fell due after the last poll are missing until the next one. “Look ahead” at "
        "the top sets the period. Empty if no review falls due in it.",
        # One name for both: Grafana's math warns of sides with different names.
        Influx(falling_due, BACKLOG, ref="A", hidden=True),
        Influx(waiting, BACKLOG, ref="B", hidden=True),
        empty=NOTHING_DUE,
    )
    panel.with_target(Expression("R", "reduce", "B", reducer="last", hidden=True))
    panel.with_target(Expression("C", "math", "$A + $R"))
    panel.datasource(MIXED).legend(no_legend())
    # Where nothing falls due, Grafana 12 sends an answer without columns and a warning that it added nothing.
    with_transformation(panel, "filterFieldsByName", {"include": {"pattern": "/.+/"}})
    properties = {"displayName": BACKLOG, "color": {"mode": "fixed", "fixedColor": PLAIN}}
    return panel.override_by_query("C", [DynamicConfigValue(*each) for each in properties.items()])


def by_hour() -> barchart.Panel:
    """Return the forecast of two days by hour."""
    return _coming("Due by hour, 48 hours", "each hour of the next two days", HOUR, "48h")


def by_day() -> barchart.Panel:
    """Return the forecast of thirty days by day."""
    meaning = "each of the next 30 days (the first bar is the rest of today, the last one is incomplete)"
    return _coming("Due by day, 30 days", meaning, DAY, "30d")


def by_week() -> barchart.Panel:
    """Return the forecast of half a year by week."""
    meaning = "each week from Monday (the first bar is the rest of this week, the last one is incomplete)"
    return _coming("Due by week, half a year", meaning, WEEK, "26w")


def by_four_weeks() -> barchart.Panel:
    """Return the forecast of half a year by four-week period."""
    meaning = (
        "each period of four weeks (the first bar is the rest of the current one, the last one is incomplete)"
    )
    return _coming("Due by four-week period, half a year", meaning, FOUR_WEEKS, "26w")


def _coming(title: str, what: str, step: str, length: str) -> barchart.Panel:
    query = select(
        REVIEW_FORECAST,
        {group: f"sum({{{group}}})" for group in REVIEWED_GROUPS},
        where=OF_KIND,
        when=next_period(length),
        by=(step,),
        fill="0",
        newest_first=True,
    )
    panel = bar_chart(
        title,
        f"The number of reviews that fall due in {what}, by the current stage of the items. Reviews that "
        "already wait are not included, nor those that follow from reviews you do in the meantime. Empty if "
        "no review falls due.",
        Influx(query),
        empty=NOTHING_DUE,
    )
    return with_stage_colours(oldest_first(panel))


def foreseen_and_done() -> timeseries.Panel:
    """Return the reviews that fell due and those done, by day."""
    due = _by_steps(REVIEW_FORECAST, {"due": "sum({reviews})"})
    done = _by_steps(STUDY_DAY, {"done": "sum({reviews})"})
    panel = stacked_bars(
        "Reviews due and done",
        "The number of reviews that fell due, by the last forecast made before each hour, and of those you "
        "did. If more fall due than you do, the backlog grows. A step is a day, or a week from Monday if "
        "the time range is longer than about four years. Empty if the time range has neither.",
        Influx(due, ref="A"),
        Influx(done, ref="B"),
    )
    panel.interval("1d").max_data_points(200)
    with_properties(
        panel,
        "due",
        ("custom.drawStyle", "line"),
        ("custom.lineWidth", 2),
        ("custom.fillOpacity", 0),
        ("custom.stacking", {"mode": "none"}),
    )
    with_colours(oldest_first(panel), {"due": "#e0a526", "done": RIGHT})
    return with_vacations(panel)


def _by_steps(measurement: Measurement, columns: dict[str, str]) -> str:
    return select(measurement, columns, by=(LOCAL_INTERVAL,), fill="0", newest_first=True)
