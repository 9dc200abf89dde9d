"""`wanikani-levels`: the days each level took, items learned over the years, and kanji known."""

from grafana_foundation_sdk.builders import barchart, bargauge, dashboard, stat, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models import common as kinds
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from collector.core.stages import COLOURS
from collector.points.measurements import LEVEL, LEVEL_PROGRESSION
from grafana import links, variables
from grafana.dashboard import new_dashboard, titled, with_panels
from grafana.dashboards.coverage import lists_now, share_over_time
from grafana.dashboards.learned import learned, learned_in_all
from grafana.dashboards.under_way import NOT_UNDER_WAY, NOT_UNDER_WAY_IF, level_under_way
from grafana.freshness import freshness
from grafana.influxql import (
    ALL_TIME,
    LATELY,
    LOCAL_INTERVAL,
    newest_row,
    range_and_before,
    select,
)
from grafana.marks import with_vacations
from grafana.style import (
    ATTENTION,
    DAYS,
    EMPTY_LATELY,
    EVERY_COLUMN,
    NO_POLL,
    PLAIN,
    RIGHT,
    TIME,
    bar_chart,
    bar_gauge,
    line_chart,
    mapping,
    newest_value,
    single_value,
    value_mappings,
    with_colours,
    with_properties,
    with_size,
    with_transformation,
)
from grafana.tables import (
    EMPTY_CELL,
    Column,
    Order,
    as_text,
    difference,
    merged,
    only,
    sorted_by,
    table_panel,
)
from grafana.targets import Influx, table

UID = "wanikani-levels"
DAYS_OF = "{duration_seconds} / 86400.0"
DAYS_COLOURS = {
    "passed in": COLOURS["enlightened"],
    "so far": COLOURS["lesson"],
    "ended by a reset": ATTENTION,
}


def levels() -> dashboard.Dashboard:
    """Return the dashboard."""
    new = new_dashboard(
        UID,
        "WaniKani: levels",
        "Days per level, lessons and burned items over the years, and known kanji by school grade, JLPT and "
        "frequency.",
        begin="now-3y",
        every=True,
        choices=(variables.kind(".*", "Kind in items learned"), variables.level(), variables.lists()),
    )
    return with_panels(
        new,
        (freshness(24),),
        titled(
            "Current level",
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
        titled(
            "Kanji you know",
            (with_size(share_over_time(), 14, 10), with_size(lists_now(), 10, 10)),
        ),
    )


def current_level() -> stat.Panel:
    """Return the current level."""
    panel = single_value(
        "Level",
        f"Your level at the last poll. {EMPTY_LATELY}",
        table(select(LEVEL, {"level": "last({level})"}, when=LATELY)),
    )
    return links.with_number_link(panel, links.OVERVIEW)


def days_on_level() -> stat.Panel:
    """Return the days on the current level."""
    # The newest row, not the newest value, which would stay for years after the last level.
    columns = {"days": "{seconds_on_level} / 86400.0", "level": "{level}"}
    panel = single_value(
        "Days on this level",
        "Days since you unlocked the level, including vacations. The first polls after midnight and "
        f"noon (UTC) update it, and polls that find a change of the level. {NOT_UNDER_WAY_IF}",
        table(select(LEVEL, columns, when=LATELY, newest=1)),
        unit=DAYS,
        empty=NOT_UNDER_WAY,
    )
    return panel.decimals(1).reduce_options(newest_value("/^days$/"))


def kanji() -> bargauge.Panel:
    """Return the level's kanji: those passed, against those needed for the next level."""
    names = {"passed": "{kanji_passed}", "needed for the next level": "{kanji_required}"}
    panel = bar_gauge(
        "Kanji on this level",
        "The number of kanji of your level that reached Guru, and the number required for the next level "
        f"(90% of the level's kanji). {NOT_UNDER_WAY_IF}",
        Influx(level_under_way(names)),
        empty=NOT_UNDER_WAY,
    )
    return with_colours(panel, {"passed": RIGHT, "needed for the next level": COLOURS["lesson"]})


def time_per_level() -> barchart.Panel:
    """Return the days of each attempt at a level, in order; an abandoned one has a place without a bar."""
    panel = bar_chart(
        "Days per level",
        "Days from unlocking each level to passing it, including vacations, and the days so far on your "
        "current level. A level repeated after a reset appears twice. Covers your whole past, whatever the "
        "time range. Empty before the first poll.",
        *_attempts("passed in", "so far", "ended by a reset"),
        unit=DAYS,
        empty=NO_POLL,
    ).decimals(1)
    with_transformation(panel, *merged())
    with_transformation(panel, *sorted_by(Order("Time")))
    with_transformation(panel, *only(("level", *DAYS_COLOURS)))
    # A level is a name here, and no number to draw: Grafana 9.5 gave it a place in the legend.
    with_transformation(panel, *as_text("level"))
    # A level has one of the three: the others are not the sentence of an empty panel.
    panel.override_by_regexp(EVERY_COLUMN, [DynamicConfigValue("noValue", EMPTY_CELL)])
    with_colours(panel, DAYS_COLOURS)
    with_properties(panel, "ended by a reset", ("mappings", value_mappings(mapping("0", EMPTY_CELL))))
    with_properties(panel, "level", ("unit", "string"), ("decimals", 0))
    # On the first day all labels of a shorter axis would read 0.0 days.
    panel.axis_soft_max(5)
    return panel.x_field("level").x_tick_label_spacing(25).show_value(kinds.VisibilityMode.AUTO)


def _attempts(passed: str, so_far: str, abandoned: str) -> tuple[Influx, Influx, Influx]:
    """Return three answers to be merged: attempts passed, the present one, and those a reset ended.

    None holds a null. Each has the column `level`, days in a column of the given name (0 where a reset ended
    it), `result` (`RESULTS`), and `since`: milliseconds from the unlocking to the row's time.
    """
    done = {"level": "{level_number}", "since": "{passed} * 0"}
    here = {"level": "{level}", so_far: "{seconds_on_level} / 86400.0", "result": "{level} * 0 + 2"}
    return (
        table(
            select(
                LEVEL_PROGRESSION,
                {**done, passed: DAYS_OF, "result": "{passed} * 1"},
                where="{passed} = 1 AND {duration_seconds} >= 0",
                when=ALL_TIME,
            )
        ),
        # Absent once the level is passed, not the last level's for years.
        table(
            newest_row(LEVEL, {**here, "since": "{seconds_on_level} * 1000"}, where=f'"{so_far}" >= 0'), "B"
        ),
        table(
            select(
                LEVEL_PROGRESSION,
                {**done, abandoned: "{passed} * 0", "result": "{passed} * 0"},
                where="{passed} = 0 AND {abandoned} = 1",
                when=ALL_TIME,
            ),
            "C",
        ),
    )


def level_over_time() -> timeseries.Panel:
    """Return the level over time, as steps up to now."""
    # A level is written when it is unlocked alone: look back for the one at the start of the time range, and
    # go on with the newest to its end.
    query = select(
        LEVEL_PROGRESSION,
        {"level": "last({level_number})"},
        when=f"{range_and_before('400d')} AND time <= now()",
        by=(LOCAL_INTERVAL,),
        fill="previous",
    )
    panel = line_chart(
        "Level over time",
        "Your level, from the moment each level was unlocked. A reset lowers it. Empty if no level was "
        "unlocked in the time range or the 400 days before it.",
        Influx(query),
        empty="No level unlocked in this time range.",
    )
    panel.line_interpolation(kinds.LineInterpolation.STEP_AFTER)
    with_vacations(panel.interval("1d").max_data_points(200))
    return with_colours(panel, {"level": COLOURS["enlightened"]})


def attempts() -> Table:
    """Return every attempt at a level, the present one too."""
    results = value_mappings(
        mapping("0", "ended by a reset", ATTENTION),
        mapping("1", "passed", RIGHT),
        mapping("2", "in progress", PLAIN),
    )
    to_level = [
        {
            "title": "Accuracy of its items",
            "url": f"/d/{links.ACCURACY}?{links.KEPT}&var-level=%3D%20${{__value.raw}}",
        },
        {
            "title": "The level at WaniKani",
            "targetBlank": True,
            "url": "https://www.wanikani.com/level/${__value.raw}",
        },
    ]
    result = (("mappings", results), ("custom.cellOptions", {"type": "color-text"}))
    return table_panel(
        "Level history",
        "Each attempt at a level, newest first: when it was unlocked, the days until it was passed (or "
        "until now), and its result. Covers your whole past, whatever the time range. Empty before the "
        "first poll.",
        *_attempts("days", "days", "no days"),
        columns=(
            Column("level", "level", properties=(("links", to_level),)),
            Column("unlocked at", "unlocked", TIME, width=165),
            Column("days", "days", DAYS, 1, longest="1000.0 days"),
            Column("result", "result", "string", longest="ended by a reset", properties=result),
        ),
        order=Order("unlocked at", descending=True),
        prepared=(merged(), difference("Time", "since", "unlocked at")),
        empty=NO_POLL,
    )
