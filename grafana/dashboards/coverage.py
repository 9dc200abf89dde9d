"""Panels of `wanikani-levels` about lists of kanji: the share that is known, over the years and now."""

from grafana_foundation_sdk.builders import timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models import common as kinds

from collector.core.kanji_lists import GROUPS, LABELS
from collector.points.measurements import COVERAGE
from grafana.influxql import ALL_TIME, OF_LISTS, SINCE_EVER, WEEK, select, tag_table
from grafana.marks import with_vacations
from grafana.style import (
    LINES,
    NO_POLL,
    PERCENT,
    PLAIN,
    line_chart,
    mapping,
    renamed,
    value_mappings,
)
from grafana.tables import Column, Order, table_panel
from grafana.targets import Influx, table

SHARE = "100.0 * last({known}) / last({total})"
WHAT_IT_IS = (
    "A kanji is known once you passed it, until a reset. Choose the lists at the top: Jōyō kanji by school "
    "grade, JLPT N5 to N1 (Jonathan Waller's lists, since there has been no official one since 2010), the "
    "most frequent kanji in newspapers, or WaniKani's levels. Lists include kanji that WaniKani does not "
    "teach. Covers your whole past."
)
EMPTY_BEFORE = "Empty before the first poll."


def share_over_time() -> timeseries.Panel:
    """Return the known share of each list of the chosen group, as steps from the first lessons on."""
    # A list is written only when it changes, perhaps years before the range: steps of a week are few enough
    # to look back to the beginning.
    query = select(
        COVERAGE,
        {"known": SHARE},
        where=OF_LISTS,
        when=f"{SINCE_EVER} AND time <= ${{__to}}ms",
        by=(WEEK, "list"),
        fill="previous",
    )
    panel = line_chart(
        "Known kanji over time",
        f"The percentage of known kanji in each list, by week. {WHAT_IT_IS} {EMPTY_BEFORE}",
        Influx(query, "$tag_list"),
        unit=PERCENT,
        empty=NO_POLL,
    )
    panel.interval("1d").max_data_points(200).decimals(0).axis_soft_max(100)
    panel.line_interpolation(kinds.LineInterpolation.STEP_AFTER)
    for group in GROUPS:
        for (name, label), colour in zip(group.labels.items(), LINES, strict=False):
            renamed(panel, name, label, colour)
    return with_vacations(panel)


def lists_now() -> Table:
    """Return the lists of the chosen group as they are now, the best known first."""
    last = {name: f"last({{{name}}})" for name in ("known", "learning", "total")}
    bar = (
        ("custom.cellOptions", {"type": "gauge", "mode": "basic"}),
        ("min", 0),
        ("max", 100),
        ("color", {"mode": "fixed", "fixedColor": PLAIN}),
    )
    names = value_mappings(*(mapping(name, label) for name, label in LABELS.items()))
    return table_panel(
        "Known kanji now",
        "The percentage and the number of known kanji in each list, the number that you are learning, and "
        f"the size of the list. {WHAT_IT_IS} {EMPTY_BEFORE}",
        # The newest row of each list, however old: it is written only when it changes.
        table(tag_table(COVERAGE, {"share": SHARE, **last}, by=("list",), when=ALL_TIME, where=OF_LISTS)),
        columns=(
            # As wide as "WaniKani levels 1–10" needs. Newer tables give every column without a width the same
            # share, and would push the last one over the edge.
            Column("list", "list", "string", width=185, properties=(("mappings", names),)),
            Column("share", "share known", PERCENT, 0, least=110, properties=bar),
            Column("known", "known"),
            Column("learning", "learning"),
            Column("total", "total", longest="1,234"),
        ),
        order=Order("share", descending=True),
        empty=NO_POLL,
    )
