"""Panels of `wanikani-forecast` about the projection: the days, levels and paces to come."""

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models import dashboard as models

from collector.points.measurements import PROJECTED_LEVEL, PROJECTION, PROJECTION_PACE, REVIEW_FORECAST
from grafana.influxql import DAY, LATELY, WEEK, select, tag_table
from grafana.style import (
    ATTENTION,
    DATE,
    EDGE,
    MONTH,
    PLAIN,
    RIGHT,
    line_chart,
    mapping,
    upper_edge,
    value_mappings,
    with_properties,
)
from grafana.tables import EMPTY_CELL, Column, Order, difference, merged, table_panel
from grafana.targets import Influx, table

NO_PROJECTION = "No projection. “wanikani-collector status” says why."
BAND = (
    "The collector simulates many futures of your items, in which you continue as before: the line is their "
    "median, and 80 of 100 lie in the band."
)
# A projection that is not valid any more, such as during a vacation, leaves zeros.
ZEROS = "A band of zeros means that no projection is current. Empty before the first projection."
SCHEDULED = "scheduled"
# A time is aligned otherwise than a number that is shown as one.
RIGHT_ALIGNED = ("custom.align", "right")
QUARTER, YEAR = "+90d", "+365d"


def reviews_of_a_quarter() -> timeseries.Panel:
    """Return the band of the reviews of each day, over those that are scheduled already."""
    panel = _band(
        "Reviews a day, next 90 days",
        f"The number of reviews on each day. {BAND} The bars are the reviews scheduled now, without those "
        "that follow from reviews you have yet to do. If the time range has fixed dates, the chart shows "
        f"the last projection for them. {ZEROS}",
        QUARTER,
        _scheduled("sum({reviews})", DAY),
        _days("done"),
        colour=RIGHT,
    )
    return _with_schedule(panel)


def reviews_of_a_year() -> timeseries.Panel:
    """Return the same of a year, by means of seven days, since quantiles do not add up."""
    panel = _band(
        "Reviews a day, next 365 days",
        f"The average number of reviews a day. {BAND} Line and band are averages over seven days: the band "
        "says how far a single day may be from the line, and a whole week differs less. Each bar is the "
        "daily average of the reviews scheduled now for one week; the first covers the rest of this week. "
        f"{ZEROS}",
        YEAR,
        _scheduled("sum({reviews}) / 7.0", WEEK),
        _seven_days("done"),
        colour=RIGHT,
    )
    return _with_schedule(panel)


def backlog_of_a_quarter() -> timeseries.Panel:
    """Return the band of the reviews that wait at the end of each day."""
    return _band(
        "Backlog at day's end, next 90 days",
        f"The number of reviews that wait at the end of each day. {BAND} {ZEROS}",
        QUARTER,
        _days("backlog"),
        colour=PLAIN,
    )


def minutes_of_a_quarter() -> timeseries.Panel:
    """Return the band of the minutes of each day."""
    return _band(
        "Minutes a day, next 90 days",
        f"The minutes that the reviews of each day take, at your own seconds per review. {BAND} {ZEROS}",
        QUARTER,
        _days("minutes"),
        colour=PLAIN,
    )


def _band(title: str, meaning: str, ahead: str, *targets: Influx, colour: str) -> timeseries.Panel:
    panel = line_chart(title, meaning, *targets, empty=NO_PROJECTION)
    # All of a quantile in one override: a second one would know it by its new name alone.
    for quantile, name, more in (
        ("p10", "low", EDGE),
        ("p50", "median", ()),
        ("p90", "high", upper_edge("low")),
    ):
        own = (("displayName", name), ("color", {"mode": "fixed", "fixedColor": colour}))
        with_properties(panel, quantile, *own, *more)
    # A plus turns the last days into the next ones, of this panel alone: the dashboard ends now.
    return panel.time_from(ahead).hide_time_override(True)


def _days(field: str) -> Influx:
    return Influx(select(PROJECTION, {field: f"{{{field}}}"}, by=("quantile",)), "$tag_quantile", ref="B")


def _seven_days(field: str) -> Influx:
    # Of calendar weeks the first and the last are cut off, and weekdays differ.
    mean = f"moving_average(mean({{{field}}}), 7)"
    query = select(PROJECTION, {field: mean}, by=(DAY, "quantile"), fill="none")
    return Influx(query, "$tag_quantile", ref="B")


def _scheduled(reviews: str, step: str) -> Influx:
    return Influx(select(REVIEW_FORECAST, {SCHEDULED: reviews}, by=(step,), fill="none"))


def _with_schedule(panel: timeseries.Panel) -> timeseries.Panel:
    return with_properties(
        panel,
        SCHEDULED,
        ("color", {"mode": "fixed", "fixedColor": ATTENTION}),
        ("custom.drawStyle", "bars"),
        # A step is drawn at its start.
        ("custom.barAlignment", kinds.BarAlignment.AFTER),
        ("custom.lineWidth", 0),
        ("custom.fillOpacity", 35),
    )


def levels_to_come() -> Table:
    """Return the day of each level to come."""
    columns = {
        "level": "{level}",
        "early": "{early_seconds} * 1000",
        "late": "{late_seconds} * -1000",
    }
    query = select(PROJECTED_LEVEL, columns, where="{late_seconds} > 0", when="time > now()")
    # The tag has two digits, to be in order.
    one_digit = models.RegexMap(
        models.DashboardRegexMapOptions(
            pattern="/^0(.)$/", result=models.ValueMappingResult(text="$1", index=1)
        )
    )
    names = [*value_mappings(mapping("burned", "all burned")), one_digit]
    return table_panel(
        "Upcoming levels",
        "The dates on which you reach each level, and on which all items are burned, if you continue as "
        "before: half of the simulated futures get there by “about”, 10% by “from”, and 90% by “to”. Empty "
        "without a projection, or if no level is to come.",
        table(query),
        columns=(
            Column("level", "level", "string", longest="all burned", properties=(("mappings", names),)),
            Column("Time", "about", DATE, longest="2000-01-01", properties=(RIGHT_ALIGNED,)),
            Column("from", "from", DATE, longest="2000-01-01", properties=(RIGHT_ALIGNED,)),
            Column("to", "to", DATE, longest="2000-01-01", properties=(RIGHT_ALIGNED,)),
        ),
        order=Order("Time"),
        prepared=(difference("Time", "early", "from"), difference("Time", "late", "to")),
        empty="No projection, or no level to come.",
    )


def paces() -> Table:
    """Return the effects of different numbers of lessons a day."""
    never = (("mappings", value_mappings(mapping("0", EMPTY_CELL))), RIGHT_ALIGNED)
    whose = models.RangeMap(
        options=models.DashboardRangeMapOptions(1, 1000, models.ValueMappingResult(text="what if", index=1))
    )
    names = (("mappings", [*value_mappings(mapping("0", "current")), whose]), ("custom.align", "left"))
    return table_panel(
        "What if: lessons a day",
        "For different numbers of lessons a day: average reviews and minutes a day over the next year, and "
        "the months in which half of the simulated futures have reached level 60 and burned all items. A "
        "dash means later than the ten years that are simulated, or already done. Few futures are simulated "
        "for each pace, so from one day to the next “level 60” may move by weeks and “all burned” by "
        "months. Empty without a projection.",
        _paces("= 'own'", {"pace": "{lessons_a_day} * 0"}, "A"),
        _paces("!= 'own'", {"pace": "{lessons_a_day} + 1"}, "B"),
        columns=(
            Column("pace", "pace", "string", longest="current", properties=names),
            Column("lessons", "lessons a day"),
            Column("reviews", "reviews a day"),
            Column("minutes", "minutes a day"),
            Column("level 60", "level 60", MONTH, properties=never),
            Column("burned", "all burned", MONTH, properties=never),
            Column("Time", "as of", DATE, longest="2000-01-01", properties=(RIGHT_ALIGNED,)),
        ),
        order=Order("pace"),
        prepared=(merged(),),
        empty=NO_PROJECTION,
    )


def _paces(which: str, order: dict[str, str], ref: str) -> Influx:
    columns = {
        "lessons": "last({lessons_a_day})",
        "reviews": "{reviews_a_day}",
        "minutes": "{minutes_a_day}",
        "level 60": "{level_60_at} * 1000",
        "burned": "{burned_at} * 1000",
    }
    query = tag_table(PROJECTION_PACE, columns | order, by=("pace",), when=LATELY, where=f"{{pace}} {which}")
    return table(query, ref)
