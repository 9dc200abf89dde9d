"""Panels of `wanikani-accuracy` about sessions."""

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.table import Panel as Table

from collector.points.measurements import SESSION
from grafana.influxql import CHOSEN_STEP, select
from grafana.style import (
    NO_REVIEW,
    PERCENT,
    PLAIN,
    SECONDS,
    TIME,
    bottom_legend,
    line_chart,
    mapping,
    value_mappings,
    with_colours,
)
from grafana.tables import EMPTY_CELL, Column, Order, table_panel
from grafana.targets import Influx, table


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
    return with_colours(panel, {"reviews a session": PLAIN, "the largest": "#8ab8ff"}).legend(
        bottom_legend("lastNotNull", "mean")
    )


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
    return with_colours(panel, {"seconds a review": PLAIN}).legend(bottom_legend("lastNotNull", "mean"))


def latest_sessions() -> Table:
    """Return the newest sessions."""
    # A single review has no seconds a review: 0/0 is 0 here, and the cell a dash.
    columns = {
        "reviews": "{reviews}",
        "all right": "100.0 * {correct} / {reviews}",
        "duration": "{duration_seconds}",
        "a review": "{duration_seconds} / ({reviews} - 1)",
    }
    none = value_mappings(mapping("0", EMPTY_CELL))
    return table_panel(
        "Latest sessions",
        "The newest fifty sessions in this time range: start, reviews, share without any wrong answer, and "
        "duration.",
        table(select(SESSION, columns, where="{reviews} > 0", newest=50)),
        columns=(
            Column("Time", "began", TIME, width=165),
            Column("reviews", "reviews"),
            Column("all right", "all right", PERCENT, 0),
            Column(
                "duration",
                "duration",
                "dtdurations",
                0,
                longest="59 seconds",
                properties=(("mappings", none),),
            ),
            Column("a review", "a review", SECONDS, 1, properties=(("mappings", none),)),
        ),
        order=Order("Time", descending=True),
        empty=NO_REVIEW,
    )
