"""`wanikani-levels`: the days each level took, and items learned over the years."""

from grafana_foundation_sdk.builders import barchart, bargauge, dashboard, stat, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models import common as kinds

from collector.core.stages import COLOURS
from collector.points.measurements import LEVEL, LEVEL_PROGRESSION, MILESTONE
from grafana.dashboard import new_dashboard, titled, with_panels
from grafana.freshness import freshness
from grafana.influxql import ALL_TIME, CHOSEN_STEP, DASHBOARD_RANGE, WEEK, select
from grafana.style import (
    ATTENTION,
    DAYS,
    NO_POLL,
    PLAIN,
    RIGHT,
    bar_chart,
    bar_gauge,
    fixed_colour,
    line_chart,
    mapping,
    newest_value,
    no_legend,
    oldest_first,
    renamed,
    single_value,
    table_panel,
    value_mappings,
    with_colours,
    with_columns,
    with_properties,
    with_size,
)
from grafana.targets import Influx, table

UID = "wanikani-levels"
DAYS_OF = "{duration_seconds} / 86400.0"
# WaniKani opened in 2012; without a lower bound all weeks since 1970 would be grouped.
SINCE_EVER = "time >= '2012-01-01T00:00:00Z' AND time <= now()"
LEARNED = {
    "started": ("lessons", COLOURS["apprentice"]),
    "passed": ("passed", COLOURS["guru"]),
    "burned": ("burned", COLOURS["burned"]),
}


def levels() -> dashboard.Dashboard:
    """Return the dashboard."""
    new = new_dashboard(
        UID,
        "WaniKani: levels",
        "The days each level took, and what you learned over the years.",
        begin="now-3y",
        every=True,
    )
    return with_panels(
        new,
        (freshness(24),),
        titled(
            "The level you are on",
            (with_size(current_level(), 6, 4), with_size(days_on_level(), 6, 4), with_size(kanji(), 12, 4)),
        ),
        titled(
            "All levels",
            (with_size(time_per_level(), 24, 9),),
            (with_size(level_over_time(), 24, 9),),
            (with_size(attempts(), 24, 9),),
        ),
        titled(
            "Items learned",
            (with_size(learned(), 12, 9), with_size(learned_in_all(), 12, 9)),
        ),
    )


def current_level() -> stat.Panel:
    """Return the current level."""
    return single_value(
        "Level",
        "Your level at the last poll.",
        table(select(LEVEL, {"level": "last({level})"}, when=ALL_TIME)),
    )


def days_on_level() -> stat.Panel:
    """Return the days on the current level."""
    # The newest row, not the newest value, which would stay for years after the last level.
    columns = {"days": "{seconds_on_level} / 86400.0", "level": "{level}"}
    panel = single_value(
        "On this level for",
        "Days since the level was unlocked, vacations included; empty once it is passed.",
        table(select(LEVEL, columns, when=ALL_TIME, newest=1)),
        unit=DAYS,
        empty="passed, or no poll yet",
    )
    return panel.decimals(1).reduce_options(newest_value("/^days$/"))


def kanji() -> bargauge.Panel:
    """Return the level's kanji: passed, needed for the next level, and all."""
    names = {"passed": "kanji_passed", "needed to level up": "kanji_required", "in the level": "kanji_total"}
    panel = bar_gauge(
        "Kanji of this level",
        "Kanji that reached Guru, those needed for the next level, and all of them.",
        Influx(select(LEVEL, {name: f"last({{{field}}})" for name, field in names.items()}, when=ALL_TIME)),
        empty="no poll yet",
    )
    return with_colours(
        panel, {"passed": RIGHT, "needed to level up": PLAIN, "in the level": COLOURS["lesson"]}
    )


def time_per_level() -> barchart.Panel:
    """Return the days of each passed level, in the order of passing."""
    query = select(
        LEVEL_PROGRESSION, {"level": "{level_number}", "days": DAYS_OF}, where="{passed} = 1", when=ALL_TIME
    )
    panel = bar_chart(
        "Days per level",
        "From unlocked to passed, vacations included, in the order you passed them; a level repeated after a "
        "reset appears twice. Always your whole past.",
        table(query),
        unit=DAYS,
        empty="No level passed yet.",
    )
    panel.x_field("level").x_tick_label_spacing(0).color_scheme(
        fixed_colour(COLOURS["enlightened"])
    ).decimals(1)
    with_columns(panel, ("level", "days"), hidden=("Time",))
    # A level is a name here, not a number to draw.
    with_properties(panel, "level", ("unit", "string"), ("decimals", 0))
    return panel.show_value(kinds.VisibilityMode.AUTO).legend(no_legend())


def level_over_time() -> timeseries.Panel:
    """Return the level over time, as steps."""
    panel = line_chart(
        "Level over time",
        "The level from the time it was unlocked; a reset goes down.",
        Influx(select(LEVEL_PROGRESSION, {"level": "{level_number}"})),
        empty="No level was unlocked in this time range: choose a longer one.",
    )
    panel.line_interpolation(kinds.LineInterpolation.STEP_AFTER).span_nulls(True)
    return with_colours(panel, {"level": COLOURS["enlightened"]})


def learned() -> timeseries.Panel:
    """Return lessons, passed and burned items by day, week or four weeks."""
    panel = line_chart(
        "Lessons, passed and burned",
        "Items you started, passed (Guru for the first time) and burned. WaniKani keeps these times, so your "
        "whole past is here; data removed by a reset is kept only from the first poll on.",
        Influx(_milestones("sum({count})", CHOSEN_STEP, fill="0", newest_first=True), "$tag_kind"),
        empty="Nothing was started, passed or burned in this time range.",
    )
    return _in_colours(oldest_first(panel.fill_opacity(15)))


def learned_in_all() -> timeseries.Panel:
    """Return their running totals."""
    panel = line_chart(
        "Lessons, passed and burned, in all",
        "Running totals since your first lesson, by week. An item started again after a reset counts twice.",
        Influx(_milestones("cumulative_sum(sum({count}))", WEEK, SINCE_EVER, fill="none"), "$tag_kind"),
        empty="Nothing was started, passed or burned yet.",
    )
    return _in_colours(panel.span_nulls(True))


def _milestones(
    count: str, step: str, when: str = DASHBOARD_RANGE, *, fill: str, newest_first: bool = False
) -> str:
    events = "|".join(LEARNED)
    return select(
        MILESTONE,
        {"items": count},
        where=f"{{kind}} =~ /^({events})$/",
        by=(step, "kind"),
        fill=fill,
        newest_first=newest_first,
        when=when,
    )


def _in_colours(panel: timeseries.Panel) -> timeseries.Panel:
    for kind, (name, colour) in LEARNED.items():
        renamed(panel, kind, name, colour)
    return panel


def attempts() -> Table:
    """Return every attempt at a level."""
    columns = {
        "level": "{level_number}",
        "passed": "{passed}",
        "abandoned": "{abandoned}",
        "days": DAYS_OF,
    }
    panel = table_panel(
        "Every level, and every attempt",
        "Each attempt at a level: when it was unlocked, if it was passed, and its days; newest first. "
        "Abandoned means that a reset ended it.",
        table(select(LEVEL_PROGRESSION, columns, when=ALL_TIME, newest=200)),
        empty=NO_POLL,
    )
    with_columns(panel, ("Time", *columns), names={"Time": "unlocked"})
    with_properties(panel, "unlocked", ("custom.width", 165))
    yes_no = value_mappings(mapping("0", "–"), mapping("1", "yes", RIGHT))
    with_properties(panel, "passed", ("mappings", yes_no))
    with_properties(
        panel, "abandoned", ("mappings", value_mappings(mapping("0", "–"), mapping("1", "yes", ATTENTION)))
    )
    return with_properties(panel, "days", ("unit", DAYS), ("decimals", 1))
