"""`wanikani-leeches`: the items that cost most, and how their number went."""

from grafana_foundation_sdk.builders import dashboard, stat, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models import common as kinds

from collector.points import measurements
from collector.points.measurements import ACCURACY, LEECH
from grafana.frame import freshness, holding, marks, titled
from grafana.influxql import ALWAYS, INTERVAL, listed, select
from grafana.style import (
    ATTENTION,
    NO_POLL,
    PLAIN,
    WRONG,
    arranged,
    by_threshold,
    called,
    coloured,
    curves,
    figure,
    in_words,
    rows,
    said,
    shade,
    sized,
    with_properties,
)
from grafana.targets import Influx, table

UID = "wanikani-leeches"
STAGES = tuple(stage.replace("_", " ") for stage in measurements.STAGES)
WORST = {"01": ("the worst", WRONG), "10": ("the tenth", ATTENTION), "50": ("the fiftieth", PLAIN)}


def leeches() -> dashboard.Dashboard:
    """Return the dashboard."""
    frame = titled(
        UID, "WaniKani: leeches", "The items that cost you most, and how their number went.", begin="now-90d"
    )
    frame.annotation(marks("Resets", ("reset",), WRONG))
    return holding(
        frame,
        *freshness(9),
        sized(number_now(), 6, 3),
        sized(number_over_time(), 12, 8), sized(worst_over_time(), 12, 8),
        sized(list_now(), 24, 24),
    )  # fmt: skip


def number_now() -> stat.Panel:
    """Return how many there are."""
    asked = select(ACCURACY, {"leeches": "last({leeches})"}, where="{subject_type} = 'all'", when=ALWAYS)
    meaning = "Items with a leech score of 1 or more: often wrong, and not right often enough since."
    return by_threshold(figure("Leeches", meaning, table(asked)), (50, ATTENTION), (100, WRONG))


def list_now() -> Table:
    """Return the newest row of each rank that is taken: today's list."""
    wanted = ("characters", "meaning", "subject_type", "score", "incorrect", "current_streak", "srs_stage")
    # A rank is written only when it changed, so no time bounds this; a freed one has the score 0.
    panel = rows(
        "The items that cost most",
        "Wrong answers by the streak since: incorrect / streak^1.5 of the question that fares worse. The "
        "worst come "
        "first; a click looks the item up.",
        table(
            listed(
                LEECH,
                {name: f"last({{{name}}})" for name in wanted},
                by=("rank",),
                when=ALWAYS,
                having='"score" > 0',
            )
        ),
        empty="No leeches, or no poll yet.",
    )
    names = {"subject_type": "kind", "incorrect": "wrong", "current_streak": "streak", "srs_stage": "stage"}
    arranged(panel, ("rank", *wanted), hidden=("Time",), names=names)
    look_up = {"title": "Look it up at WaniKani", "targetBlank": True,
               "url": "https://www.wanikani.com/search?query=${__value.text}"}  # fmt: skip
    with_properties(panel, "characters", ("links", [look_up]))
    stages = in_words(*(said(str(number), name) for number, name in enumerate(STAGES)))
    with_properties(panel, "stage", ("mappings", stages))
    with_properties(panel, "rank", ("custom.width", 55))
    with_properties(panel, "score", ("decimals", 1))
    return panel.override_by_name("score", [*shade("continuous-YlRd", 1, 8)])


def number_over_time() -> timeseries.Panel:
    """Return how many there were."""
    asked = select(
        ACCURACY, {"leeches": "last({leeches})"}, where="{subject_type} = 'all'", by=(INTERVAL,), fill="null"
    )
    panel = curves(
        "Leeches over time",
        "Items with a leech score of 1 or more, of all kinds. It rises by itself with the number of "
        "items; a sudden rise "
        "asks for fewer lessons.",
        Influx(asked),
        empty=NO_POLL,
    )
    return coloured(panel.interval("1h").max_data_points(800), {"leeches": PLAIN})


def worst_over_time() -> timeseries.Panel:
    """Return the scores at some ranks, as a staircase."""
    # Written only when it changed: so it is looked back for what held when the time began.
    ranks = "|".join(WORST)
    asked = select(
        LEECH,
        {"score": "last({score})"},
        where=f"{{rank}} =~ /^({ranks})$/",
        when="time >= ${__from}ms - 60d AND time <= ${__to}ms",
        by=(INTERVAL, "rank"),
        fill="none",
    )
    panel = curves(
        "How bad the worst are",
        "The score of the worst, the tenth and the fiftieth item of the list; 0 where the list is shorter.",
        Influx(asked, "$tag_rank"),
        empty="No leeches in this time.",
    )
    panel.interval("1h").max_data_points(400).line_interpolation(kinds.LineInterpolation.STEP_AFTER)
    panel.span_nulls(True).decimals(1)
    for rank, (name, colour) in WORST.items():
        called(panel, rank, name, colour)
    return panel
