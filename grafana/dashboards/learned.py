"""Panels of `wanikani-levels` about the items started, passed and burned."""

from grafana_foundation_sdk.builders import timeseries

from collector.core.stages import COLOURS
from collector.points.measurements import MILESTONE
from grafana import variables
from grafana.influxql import CHOSEN_STEP, DASHBOARD_RANGE, OF_KIND, OF_LEVEL, SINCE_EVER, WEEK, select
from grafana.marks import with_vacations
from grafana.style import bottom_legend, line_chart, oldest_first, renamed
from grafana.targets import Influx

LEARNED = {
    "started": ("lessons", COLOURS["apprentice"]),
    "passed": ("passed", COLOURS["guru"]),
    "burned": ("burned", COLOURS["burned"]),
}


def learned() -> timeseries.Panel:
    """Return lessons, passed and burned items by day, week or four weeks."""
    panel = line_chart(
        "Lessons, passed and burned items",
        "The number of items that you started, passed (reached Guru for the first time) and burned. "
        "WaniKani keeps these dates, so your whole past is here; data removed by a reset is kept only from "
        "the first poll on. Empty if nothing was learned in the time range.",
        Influx(_milestones("sum({count})", CHOSEN_STEP, fill="0", newest_first=True), "$tag_kind"),
        empty="Nothing learned in this time range.",
    )
    panel.interval("1d").max_data_points(variables.POINTS)
    _in_colours(oldest_first(panel.fill_opacity(15).legend(bottom_legend("mean", "sum"))))
    return with_vacations(panel)


def learned_in_all() -> timeseries.Panel:
    """Return their running totals."""
    panel = line_chart(
        "Items learned, running totals",
        "Running totals of the items that you started, passed and burned since your first lesson, by week. "
        "An item started again after a reset counts twice. Covers your whole past, whatever the time range. "
        "Empty before your first lesson.",
        Influx(_milestones("cumulative_sum(sum({count}))", WEEK, SINCE_EVER, fill="none"), "$tag_kind"),
        empty="Nothing learned yet.",
    )
    return _in_colours(panel.span_nulls(True).legend(bottom_legend("lastNotNull")))


def _milestones(
    count: str, step: str, when: str = DASHBOARD_RANGE, *, fill: str, newest_first: bool = False
) -> str:
    events = "|".join(LEARNED)
    return select(
        MILESTONE,
        {"items": count},
        where=f"{{kind}} =~ /^({events})$/ AND {OF_KIND} AND {OF_LEVEL}",
        by=(step, "kind"),
        fill=fill,
        newest_first=newest_first,
        when=when,
    )


def _in_colours(panel: timeseries.Panel) -> timeseries.Panel:
    for kind, (name, colour) in LEARNED.items():
        renamed(panel, kind, name, colour)
    return panel
