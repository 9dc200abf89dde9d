"""Panels of `wanikani-accuracy` about sessions."""

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.table import Panel as Table

from collector.points.measurements import SESSION
from grafana import variables
from grafana.influxql import CHOSEN_STEP, select
from grafana.marks import with_vacations
from grafana.samples import PALE_SHARES, moved_if_few
from grafana.style import (
    EMPTY_REVIEWS,
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
from grafana.tables import EMPTY_CELL, Column, Order, shaded, table_panel
from grafana.targets import Influx, table


def size_of_sessions() -> timeseries.Panel:
    """Return the number of reviews in a session."""
    columns = {"average": "mean({reviews})", "largest": "max({reviews})"}
    panel = line_chart(
        "Reviews per session",
        "The average and the largest number of reviews in a session. Reviews less than 15 minutes apart "
        f"belong to one session. {EMPTY_REVIEWS}",
        Influx(select(SESSION, columns, where="{reviews} > 0", by=(CHOSEN_STEP,), fill="null")),
        empty=NO_REVIEW,
    )
    return _by_steps(with_colours(panel, {"average": PLAIN, "largest": "#8ab8ff"}))


def speed() -> timeseries.Panel:
    """Return the seconds a review takes."""
    # Of all reviews but the first of each session, from whose start the time is counted.
    columns = {"seconds per review": "sum({duration_seconds}) / (sum({reviews}) - count({reviews}))"}
    panel = line_chart(
        "Seconds per review",
        "Seconds per review, including pauses of up to 15 minutes: the time from the first to the last "
        f"review of each session, divided by the number of reviews after the first. {EMPTY_REVIEWS}",
        Influx(select(SESSION, columns, where="{reviews} > 1", by=(CHOSEN_STEP,), fill="null")),
        unit=SECONDS,
        empty=NO_REVIEW,
    ).decimals(1)
    return _by_steps(with_colours(panel, {"seconds per review": PLAIN}))


def _by_steps(panel: timeseries.Panel) -> timeseries.Panel:
    panel.interval("1d").max_data_points(variables.POINTS).legend(bottom_legend("lastNotNull", "mean"))
    return with_vacations(panel)


def latest_sessions() -> Table:
    """Return the newest sessions."""
    # A single review has no seconds a review: 0/0 is 0 here, and the cell a dash.
    columns = {
        "reviews": "{reviews}",
        "all correct": moved_if_few("100.0 * {correct} / {reviews}", "{reviews}"),
        "duration": "{duration_seconds}",
        "per review": "{duration_seconds} / ({reviews} - 1)",
    }
    none = value_mappings(mapping("0", EMPTY_CELL))
    return table_panel(
        "Latest sessions",
        "The newest 50 sessions in the time range: start, number of reviews, percentage of reviews without "
        "a wrong answer (pale for fewer than ten reviews), duration, and seconds per review. "
        f"{EMPTY_REVIEWS}",
        table(select(SESSION, columns, where="{reviews} > 0", newest=50)),
        columns=(
            Column("Time", "start", TIME, width=165),
            Column("reviews", "reviews"),
            Column(
                "all correct",
                "all correct",
                PERCENT,
                0,
                properties=shaded("continuous-RdYlGr", 60, 100, mappings=PALE_SHARES),
            ),
            Column(
                "duration",
                "duration",
                "dtdurations",
                0,
                longest="59 seconds",
                properties=(("mappings", none),),
            ),
            Column("per review", "per review", SECONDS, 1, properties=(("mappings", none),)),
        ),
        order=Order("Time", descending=True),
        empty=NO_REVIEW,
    )
