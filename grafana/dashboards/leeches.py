"""`wanikani-leeches`: the worst leeches, and their number over time."""

from grafana_foundation_sdk.builders import dashboard, stat, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models import common as kinds

from collector.core import stages
from collector.points.measurements import ACCURACY, LEECH
from grafana import links
from grafana.dashboard import new_dashboard, with_panels
from grafana.freshness import freshness
from grafana.influxql import ALL_TIME, INTERVAL, LATELY, range_and_before, select, tag_table
from grafana.marks import with_vacations
from grafana.style import (
    ATTENTION,
    EMPTY_LATELY,
    NO_POLL,
    PLAIN,
    WRONG,
    bottom_legend,
    line_chart,
    mapping,
    renamed,
    single_value,
    value_mappings,
    with_colours,
    with_size,
    with_thresholds,
)
from grafana.tables import KIND, Column, Order, shaded, table_panel
from grafana.targets import Influx, table

UID = "wanikani-leeches"
STAGES = tuple(stages.in_words(stage) for stage in stages.STAGES)
WORST = {"01": ("rank 1", WRONG), "10": ("rank 10", ATTENTION), "50": ("rank 50", PLAIN)}


def leeches() -> dashboard.Dashboard:
    """Return the dashboard."""
    new = new_dashboard(
        UID, "WaniKani: leeches", "Your worst leeches, and the number of leeches over time.", begin="now-90d"
    )
    return with_panels(
        new,
        (freshness(18), with_size(number_now(), 6, 3)),
        (with_size(number_over_time(), 12, 8), with_size(worst_over_time(), 12, 8)),
        (with_size(list_now(), 24, 24),),
    )


def number_now() -> stat.Panel:
    """Return the number of leeches."""
    query = select(ACCURACY, {"leeches": "last({leeches})"}, where="{subject_type} = 'all'", when=LATELY)
    meaning = (
        "The number of items with a leech score of 1 or more: often wrong, and not correct often enough "
        f"since. {EMPTY_LATELY}"
    )
    panel = with_thresholds(single_value("Leeches", meaning, table(query)), (50, ATTENTION), (100, WRONG))
    return links.with_number_link(panel, links.OVERVIEW)


def list_now() -> Table:
    """Return today's list: the newest row of each rank in use."""
    fields = ("characters", "meaning", "subject_type", "score", "incorrect", "current_streak", "srs_stage")
    # A rank is written only when it changes, so the query has no time range; an unused rank has the score 0.
    look_up = {
        "title": "Look it up at WaniKani",
        "targetBlank": True,
        "url": "https://www.wanikani.com/search?query=${__value.text}",
    }
    stages = value_mappings(*(mapping(str(number), name) for number, name in enumerate(STAGES)))
    last = {name: f"last({{{name}}})" for name in fields}
    return table_panel(
        "Worst leeches",
        "The items with the highest leech scores, up to 50. The score is the wrong answers divided by "
        "(current streak)^1.5, of the question with the higher score, meaning or reading. Click an item to "
        "look it up at WaniKani. Empty without leeches.",
        table(tag_table(LEECH, last, by=("rank",), when=ALL_TIME, having='"score" > 0')),
        columns=(
            Column("rank", "rank", "string", width=60),
            Column("characters", "item", "string", least=120, properties=(("links", [look_up]),)),
            Column("meaning", "meaning", "string", least=250),
            KIND,
            Column("score", "score", "none", 1, properties=shaded("continuous-YlRd", 1, 8)),
            Column("incorrect", "wrong"),
            Column("current_streak", "streak"),
            Column(
                "srs_stage", "stage", "string", longest="enlightened 1", properties=(("mappings", stages),)
            ),
        ),
        order=Order("rank"),
        empty="No leeches.",
    )


def number_over_time() -> timeseries.Panel:
    """Return the number of leeches over time."""
    # Written when it changes and twice a day: the line begins with the point before the range.
    query = select(
        ACCURACY,
        {"leeches": "last({leeches})"},
        where="{subject_type} = 'all'",
        when=range_and_before("1d"),
        by=(INTERVAL,),
        fill="null",
    )
    panel = line_chart(
        "Leeches over time",
        "The number of items with a leech score of 1 or more, of all kinds. It rises slowly with the number "
        "of your items. After a sudden rise, do fewer lessons. Empty if the time range has no polls.",
        Influx(query),
        empty=NO_POLL,
    )
    with_vacations(panel.interval("1h").max_data_points(800).legend(bottom_legend("lastNotNull")))
    return with_colours(panel, {"leeches": PLAIN})


def worst_over_time() -> timeseries.Panel:
    """Return the scores at some ranks, as steps up to now."""
    # A rank is written only when it changes: look back for its value at the start of the time range, and go
    # on with its newest value to the end. Without an upper bound of now it would go on into the future.
    ranks = "|".join(WORST)
    query = select(
        LEECH,
        {"score": "last({score})"},
        where=f"{{rank}} =~ /^({ranks})$/",
        when="time >= ${__from}ms - 60d AND time <= ${__to}ms AND time <= now()",
        by=(INTERVAL, "rank"),
        fill="previous",
    )
    panel = line_chart(
        "Worst leech scores",
        "The leech scores of the items at ranks 1, 10 and 50; 0 if the list is shorter. Empty if there "
        "were no leeches in the time range.",
        Influx(query, "$tag_rank"),
        empty="No leeches in this time range.",
    )
    panel.interval("1h").max_data_points(400).line_interpolation(kinds.LineInterpolation.STEP_AFTER)
    panel.decimals(1).legend(bottom_legend("lastNotNull"))
    for rank, (name, colour) in WORST.items():
        renamed(panel, rank, name, colour)
    return with_vacations(panel)
