"""`wanikani-levels`: how long each level took, and what was learned over the years."""

from grafana_foundation_sdk.builders import barchart, bargauge, dashboard, stat, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models import common as kinds

from collector.core.stages import COLOURS
from collector.points.measurements import LEVEL, LEVEL_PROGRESSION, MILESTONE
from grafana.frame import freshness, holding, marks, titled
from grafana.influxql import ALWAYS, EVERY, SHOWN, WEEK, select
from grafana.style import (
    ATTENTION,
    DAYS,
    NO_POLL,
    PLAIN,
    RIGHT,
    WRONG,
    arranged,
    bars,
    called,
    coloured,
    curves,
    figure,
    fixed,
    in_words,
    meters,
    newest,
    no_legend,
    rows,
    said,
    sized,
    with_properties,
)
from grafana.targets import Influx, table

UID = "wanikani-levels"
DAYS_OF = "{duration_seconds} / 86400.0"
# WaniKani opened in 2012; a lower bound keeps the weeks before from being grouped.
SINCE_EVER = "time >= '2012-01-01T00:00:00Z' AND time <= now()"
LEARNED = {
    "started": ("lessons", COLOURS["apprentice"]),
    "passed": ("passed", COLOURS["guru"]),
    "burned": ("burned", COLOURS["burned"]),
}


def levels() -> dashboard.Dashboard:
    """Return the dashboard."""
    frame = titled(
        UID, "WaniKani: levels", "How long each level took, and what you learned over the years.",
        begin="now-2y", every=True,
    )  # fmt: skip
    for mark in (
        marks("Resets", ("reset",), WRONG),
        marks("Vacations", ("vacation_start", "vacation_end"), PLAIN),
        marks("Level-ups", ("level_up",), RIGHT, shown=False),
    ):
        frame.annotation(mark)
    return holding(
        frame,
        *freshness(),
        sized(current_level(), 6, 4), sized(days_on_level(), 6, 4), sized(kanji(), 12, 4),
        sized(time_per_level(), 24, 9),
        sized(level_over_time(), 12, 9), sized(learned_in_all(), 12, 9),
        sized(learned(), 24, 8),
        sized(attempts(), 24, 9),
    )  # fmt: skip


def current_level() -> stat.Panel:
    """Return the level."""
    return figure(
        "Level", "Your level at the last poll.", table(select(LEVEL, {"level": "last({level})"}, when=ALWAYS))
    )


def days_on_level() -> stat.Panel:
    """Return how long the level lasts already."""
    # The newest row, not the newest value: that of a passed level would stay for years.
    wanted = {"days": "{seconds_on_level} / 86400.0", "level": "{level}"}
    panel = figure(
        "On this level for",
        "Days since the level was unlocked, vacations included; nothing once it is passed.",
        table(select(LEVEL, wanted, when=ALWAYS, newest=1)),
        unit=DAYS,
        empty="passed, or no poll yet",
    )
    return panel.decimals(1).reduce_options(newest("/^days$/"))


def kanji() -> bargauge.Panel:
    """Return the kanji passed, those needed, and all of the level."""
    names = {"passed": "kanji_passed", "needed to level up": "kanji_required", "in the level": "kanji_total"}
    panel = meters(
        "Kanji of this level",
        "Those that reached Guru once, those that must for the next level, and all of them.",
        Influx(select(LEVEL, {name: f"last({{{field}}})" for name, field in names.items()}, when=ALWAYS)),
        empty="no poll yet",
    )
    return coloured(panel, {"passed": RIGHT, "needed to level up": PLAIN, "in the level": COLOURS["lesson"]})


def time_per_level() -> barchart.Panel:
    """Return the days of each passed level, in the order they were done."""
    asked = select(
        LEVEL_PROGRESSION, {"level": "{level_number}", "days": DAYS_OF}, where="{passed} = 1", when=ALWAYS
    )
    panel = bars(
        "Days per level",
        "From unlocked to passed, vacations included, in the order you did them: a level done again "
        "after a reset is "
        "there twice. Your whole past, whatever time is chosen above.",
        table(asked),
        unit=DAYS,
        empty="No level passed yet.",
    )
    panel.x_field("level").x_tick_label_spacing(0).color_scheme(fixed(COLOURS["enlightened"])).decimals(1)
    arranged(panel, ("level", "days"), hidden=("Time",))
    # A level is a name here, not a number to draw.
    with_properties(panel, "level", ("unit", "string"), ("decimals", 0))
    return panel.show_value(kinds.VisibilityMode.AUTO).legend(no_legend())


def level_over_time() -> timeseries.Panel:
    """Return the level, as a staircase."""
    panel = curves(
        "Level over time",
        "The level from the moment it was unlocked, your whole past; a reset goes down.",
        Influx(select(LEVEL_PROGRESSION, {"level": "{level_number}"})),
        empty="No level was unlocked in this time: choose a longer one.",
    )
    panel.line_interpolation(kinds.LineInterpolation.STEP_AFTER).span_nulls(True)
    return coloured(panel, {"level": COLOURS["enlightened"]})


def learned() -> timeseries.Panel:
    """Return lessons, passed and burned items by day, week or four weeks."""
    panel = curves(
        "Lessons, passed and burned",
        "How many items you began, passed (Guru for the first time) and burned, your whole past: "
        "WaniKani keeps these "
        "moments. What a reset took away is known from the first poll on only.",
        Influx(_milestones("sum({count})", EVERY, fill="0"), "$tag_kind"),
        empty="Nothing was begun, passed or burned in this time.",
    )
    return _in_colours(panel.fill_opacity(15))


def learned_in_all() -> timeseries.Panel:
    """Return the same, added up since the beginning."""
    panel = curves(
        "Lessons, passed and burned, in all",
        "The same added up since your first lesson, by week. Counted are events: what was reset and "
        "begun again "
        "counts twice.",
        Influx(_milestones("cumulative_sum(sum({count}))", WEEK, SINCE_EVER, fill="none"), "$tag_kind"),
        empty="Nothing was begun, passed or burned yet.",
    )
    return _in_colours(panel.span_nulls(True))


def _milestones(count: str, step: str, when: str = SHOWN, *, fill: str) -> str:
    kinds_wanted = "|".join(LEARNED)
    return select(
        MILESTONE,
        {"items": count},
        where=f"{{kind}} =~ /^({kinds_wanted})$/",
        by=(step, "kind"),
        fill=fill,
        when=when,
    )


def _in_colours(panel: timeseries.Panel) -> timeseries.Panel:
    for kind, (name, colour) in LEARNED.items():
        called(panel, kind, name, colour)
    return panel


def attempts() -> Table:
    """Return every attempt at a level."""
    columns_wanted = {
        "level": "{level_number}",
        "passed": "{passed}",
        "abandoned": "{abandoned}",
        "days": DAYS_OF,
    }
    panel = rows(
        "Every level, and every attempt",
        "When each level was unlocked, whether it was passed, and how long that took; newest first. "
        "Abandoned means "
        "that a reset ended it.",
        table(select(LEVEL_PROGRESSION, columns_wanted, when=ALWAYS, newest=200)),
        empty=NO_POLL,
    )
    arranged(panel, ("Time", *columns_wanted), names={"Time": "unlocked"})
    with_properties(panel, "unlocked", ("custom.width", 165))
    yes_no = in_words(said("0", "–"), said("1", "yes", RIGHT))
    with_properties(panel, "passed", ("mappings", yes_no))
    with_properties(panel, "abandoned", ("mappings", in_words(said("0", "–"), said("1", "yes", ATTENTION))))
    return with_properties(panel, "days", ("unit", DAYS), ("decimals", 1))
