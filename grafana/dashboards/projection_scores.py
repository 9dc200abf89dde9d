"""Panels of `wanikani-forecast` about how right projections were."""

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.table import Panel as Table

from collector.points.measurements import PROJECTION_SCORE
from grafana import variables
from grafana.influxql import LOCAL_INTERVAL, OF_DAYS_AHEAD, last_period, medians_by_tag, select, tag_table
from grafana.style import (
    DAYS,
    PERCENT,
    PLAIN,
    RIGHT,
    line_chart,
    mapping,
    value_mappings,
    with_band,
    with_colours,
    with_properties,
)
from grafana.tables import Column, Order, even_if_absent, matrix_column, merged, only, table_panel
from grafana.targets import Influx, table

NOTHING_SCORED = "No projection is a week old yet."
A_YEAR = last_period("52w")
# Grafana 9.5 makes 7 of a text like 07 where answers are joined.
IN_WEEKS = value_mappings(
    *(mapping(days, text) for text, days in variables.DAYS_AHEAD.items()), mapping("7", "1 week before")
)


def projected_and_done() -> timeseries.Panel:
    """Return the reviews of each week as they were projected, and as they came."""
    columns = {
        "low": "last({low})",
        "projected": "last({projected})",
        "high": "last({high})",
        "done": "last({came})",
    }
    query = select(PROJECTION_SCORE, columns, where=OF_DAYS_AHEAD, by=(LOCAL_INTERVAL,), fill="none")
    panel = line_chart(
        "Projected and done reviews by week",
        "The number of reviews in a week, drawn at its last day. Dots: the reviews you did. Line and band: "
        "what was projected, as long before as “Projected” at the top says. About 80% of the dots should "
        "lie in the band. To see more weeks, choose a longer time range. Empty until a projection is a week "
        "old.",
        Influx(query),
        empty=NOTHING_SCORED,
    )
    panel.interval("1d").max_data_points(200)
    with_band(panel, "low", "high")
    with_colours(panel, dict.fromkeys(("low", "high", "projected"), PLAIN))
    return with_properties(
        panel,
        "done",
        ("color", {"mode": "fixed", "fixedColor": RIGHT}),
        ("custom.drawStyle", "points"),
        ("custom.pointSize", 8),
    )


_TRUST_COLUMNS = (
    Column(
        "days_ahead", "projected", "string", longest="12 weeks before", properties=(("mappings", IN_WEEKS),)
    ),
    Column("compared", "compared"),
    Column("inside", "in the band", PERCENT, 0),
    Column(matrix_column("error"), "median error", PERCENT, 0),
    Column(matrix_column("days off"), "level-ups off", DAYS, 1, longest="10.0 days"),
)


def trust() -> Table:
    """Return, for each time ahead, how many weeks were in the band, and the errors of weeks and level-ups."""
    # A float: of integers InfluxDB 1.6.7 takes no absolute value.
    off = "abs(100.0 * {projected} / {came} - 100.0)"
    return table_panel(
        "Projection accuracy",
        "The projections of the last year, compared with what happened. “compared”: the number of weeks; one "
        "ends on each day, so seven of them overlap. “in the band”: should be about 80%. If it is "
        "much lower, your habits are less regular than the band assumes; if it is much higher, the band is "
        "wider than necessary. “median error”: half of the weeks differed by less, in percent of the reviews "
        "done. “level-ups off”: half of the level-ups were at most this many days from the projected date. "
        "A few weeks say little. Empty until a projection is a week old.",
        _by_days_ahead({"compared": "count({inside})", "inside": "100.0 * mean({inside})"}),
        table(
            medians_by_tag(
                PROJECTION_SCORE, {"error": off}, by="days_ahead", where="{came} > 0", when=A_YEAR
            ),
            "B",
        ),
        table(
            medians_by_tag(
                PROJECTION_SCORE, {"days off": "abs({level_days_off})"}, by="days_ahead", when=A_YEAR
            ),
            "C",
        ),
        columns=_TRUST_COLUMNS,
        order=Order("days_ahead"),
        prepared=(
            only(("days_ahead", "compared", "inside", "error", "days off")),
            merged(),
            even_if_absent("error"),
            even_if_absent("days off"),
        ),
        empty=NOTHING_SCORED,
    )


def _by_days_ahead(columns: dict[str, str]) -> Influx:
    return table(tag_table(PROJECTION_SCORE, columns, by=("days_ahead",), when=A_YEAR))
