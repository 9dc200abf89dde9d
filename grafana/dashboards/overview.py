"""`wanikani-overview`: where the learner stands, and how it came to that."""

from grafana_foundation_sdk.builders import barchart, bargauge, stat, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.models import common as kinds

from collector.core.stages import COLOURS
from collector.points.measurements import GROUPS, LEVEL, QUEUE, REVIEW_FORECAST, SRS_DISTRIBUTION, STUDY_DAY
from grafana.frame import freshness, holding, marks, titled
from grafana.influxql import ALWAYS, DAY, INTERVAL, LOCAL_INTERVAL, coming, past, select
from grafana.style import (
    ATTENTION,
    NO_REVIEW,
    NOTHING_DUE,
    PERCENT,
    PLAIN,
    RIGHT,
    WRONG,
    bars,
    by_threshold,
    coloured,
    columns,
    curves,
    figure,
    in_stage_colours,
    meters,
    newest,
    sized,
    stacked,
    with_properties,
)
from grafana.targets import Influx, table

UID = "wanikani-overview"
STACK = (*GROUPS, "burned")
BARS = "A step is a day, or a week from Monday where more than some four years are shown."


def overview() -> Dashboard:
    """Return the dashboard."""
    frame = titled(
        UID, "WaniKani: overview", "Where you stand, how it came to that, and what waits.", begin="now-6M"
    )
    for mark in (
        marks("Resets", ("reset",), WRONG),
        marks("Vacations", ("vacation_start", "vacation_end"), PLAIN),
    ):
        frame.annotation(mark)
    return holding(
        frame,
        *freshness(8),
        sized(level_and_streak(), 8, 3),
        sized(waiting_now(), 14, 4), sized(accuracy_now(), 10, 4),
        sized(stages_now(), 16, 4), sized(level_progress(), 8, 4),
        sized(stage_history(), 24, 12),
        sized(reviews_done(), 12, 8), sized(accuracy_over_time(), 12, 8),
        sized(next_day_by_hour(), 24, 7),
    )  # fmt: skip


def level_and_streak() -> stat.Panel:
    """Return the level, and the days in a row."""
    return _side_by_side(
        "Level and streak",
        "Your level, and the days in a row with a review or a lesson: up to today or, while today has none "
        "yet, yesterday. Days wholly on vacation neither count nor break it.",
        Influx(select(LEVEL, {"level": "last({level})"}, when=ALWAYS)),
        Influx(select(QUEUE, {"days in a row": "last({streak_days})"}, when=ALWAYS), ref="B"),
    )


def _side_by_side(title: str, meaning: str, *targets: Influx) -> stat.Panel:
    panel = figure(title, meaning, *targets).text_mode(kinds.BigValueTextMode.VALUE_AND_NAME)
    return panel.orientation(kinds.VizOrientation.VERTICAL)


def waiting_now() -> stat.Panel:
    """Return what waits, and what comes on top within a day."""
    wanted = {
        "reviews": "last({reviews_available})",
        "lessons": "last({lessons_available})",
        "due in 24 hours": "last({reviews_next_24h})",
    }
    panel = _side_by_side(
        "Waiting now",
        "Reviews and lessons that waited at the last poll, as the website says it, and the reviews of the "
        "next 24 full hours on top of them. What you miss today comes on top of tomorrow's; each lesson "
        "becomes some eight reviews in the weeks that follow.",
        Influx(select(QUEUE, wanted, when=ALWAYS)),
    )
    steps = [
        {"value": None, "color": RIGHT},
        {"value": 100, "color": ATTENTION},
        {"value": 200, "color": WRONG},
    ]
    thresholds = {"mode": "absolute", "steps": steps}
    return with_properties(panel, "reviews", ("thresholds", thresholds), ("color", {"mode": "thresholds"}))


def accuracy_now() -> stat.Panel:
    """Return the share of reviews without a wrong answer, of today and of seven days."""
    share = "100.0 * sum({correct}) / sum({reviews})"
    # The last bucket is today; where nothing was reviewed in it, it is empty.
    today = select(
        STUDY_DAY, {"today": share}, where="{reviews} > 0", when=past("1d"), by=(DAY,), fill="null"
    )
    week = select(STUDY_DAY, {"7 days": share}, where="{reviews} > 0", when=past("7d"))
    panel = _side_by_side(
        "Accuracy",
        "The share of reviews without any wrong answer, as WaniKani's review summary shows it: today's, and "
        "those of today and the six days before. Well below 80 %? Fewer lessons for a while help most.",
        Influx(today),
        Influx(week, ref="B"),
    )
    panel.unit(PERCENT).decimals(0).no_value("none").reduce_options(newest(even_if_empty=True))
    return by_threshold(panel, (0, WRONG), (70, ATTENTION), (80, RIGHT))


def level_progress() -> bargauge.Panel:
    """Return how many of the level's kanji are passed."""
    share = "100.0 * last({kanji_passed}) / last({kanji_total})"
    panel = meters(
        "Kanji of this level passed",
        "The share that reached Guru once. Nine of ten are needed for the next level.",
        table(select(LEVEL, {"passed": share}, when=ALWAYS)),
        unit=PERCENT,
        empty="no poll yet",
    )
    return by_threshold(panel.max(100).decimals(0), (90, RIGHT))


def stages_now() -> stat.Panel:
    """Return how many items are in each group of stages."""
    wanted = ("lesson", *STACK)
    panel = figure(
        "Stages now",
        "Items of all kinds in each group of stages at the last poll; lesson = unlocked, not started.",
        Influx(select(SRS_DISTRIBUTION, _last_of(wanted), where="{subject_type} = 'all'", when=ALWAYS)),
    )
    panel.color_mode(kinds.BigValueColorMode.BACKGROUND).text_mode(kinds.BigValueTextMode.VALUE_AND_NAME)
    return coloured(panel.orientation(kinds.VizOrientation.VERTICAL), COLOURS)


def stage_history() -> timeseries.Panel:
    """Return the stacked history: the picture that people come for."""
    total = " + ".join(f"last({{{group}}})" for group in STACK)
    asked = select(
        SRS_DISTRIBUTION,
        {**_last_of(STACK), "total": total},
        where="{subject_type} = 'all'",
        by=(INTERVAL,),
        fill="null",
    )
    panel = stacked(
        "Stages over time",
        "Items of all kinds in each group of stages, lessons left out. Where nobody counted for eight "
        "days, it is "
        "broken. It begins with the collector's first poll, or with what was imported.",
        Influx(asked),
    )
    unstacked: tuple[tuple[str, object], ...] = (
        ("custom.stacking", {"mode": "none"}),
        ("custom.fillOpacity", 0),
        ("custom.hideFrom", {"legend": True, "tooltip": False, "viz": False}),
        ("color", {"mode": "fixed", "fixedColor": "text"}),
    )
    # At least an hour a point, and a week rather than a day beyond some years.
    return with_properties(in_stage_colours(panel.interval("1h").max_data_points(800)), "total", *unstacked)


def _last_of(groups: tuple[str, ...]) -> dict[str, str]:
    return {group: f"last({{{group}}})" for group in groups}


def reviews_done() -> timeseries.Panel:
    """Return the reviews of each local day, week or month."""
    asked = select(
        STUDY_DAY,
        {"all right": "sum({correct})", "with a wrong answer": "sum({reviews}) - sum({correct})"},
        by=(LOCAL_INTERVAL,),
        fill="0",
    )
    panel = columns(
        "Reviews done",
        f"Reviews without and with a wrong answer, in the collector's time zone. {BARS}",
        Influx(asked),
    )
    return coloured(_by_days(panel), {"all right": RIGHT, "with a wrong answer": WRONG})


def _by_days(panel: timeseries.Panel) -> timeseries.Panel:
    # Thousands of days would be drawn upon each other.
    return panel.interval("1d").max_data_points(200)


def accuracy_over_time() -> timeseries.Panel:
    """Return the accuracy of the same steps, and over seven of them."""
    each = "100.0 * sum({correct}) / sum({reviews})"
    seven = "100.0 * moving_average(sum({correct}), 7) / moving_average(sum({reviews}), 7)"
    asked = select(
        STUDY_DAY,
        {"each": each, "seven together": seven},
        where="{reviews} > 0",
        by=(LOCAL_INTERVAL,),
        fill="null",
    )
    panel = curves(
        "Accuracy over time",
        "The share of reviews without any wrong answer: of each step of time that had reviews, and of the "
        f"seven up to it taken together. {BARS}",
        Influx(asked),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    _by_days(panel).max(100).axis_soft_min(70).decimals(1)
    dots = (("custom.drawStyle", "points"), ("custom.pointSize", 4))
    return coloured(with_properties(panel, "each", *dots), {"each": "#8ab8ff", "seven together": PLAIN})


def next_day_by_hour() -> barchart.Panel:
    """Return the reviews that fall due in each of the next hours."""
    asked = select(
        REVIEW_FORECAST,
        {group: f"sum({{{group}}})" for group in GROUPS},
        when=coming("24h"),
        by=("time(1h)",),
        fill="0",
    )
    panel = bars(
        "Next 24 hours, by hour",
        "Reviews that fall due in each hour, by the stage the items are in now; what waits already is "
        "not among them.",
        Influx(asked),
        empty=NOTHING_DUE,
    )
    return in_stage_colours(panel)
