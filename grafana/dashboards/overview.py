"""`wanikani-overview`: current state, history, and waiting reviews."""

from grafana_foundation_sdk.builders import barchart, bargauge, stat, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.models import common as kinds

from collector.core.stages import COLOURS, GROUPS, REVIEWED_GROUPS
from collector.points.measurements import LEVEL, QUEUE, REVIEW_FORECAST, SRS_DISTRIBUTION, STUDY_DAY
from grafana.dashboard import annotation_query, freshness_panels, new_dashboard, with_panels
from grafana.influxql import (
    ALL_TIME,
    DAY,
    INTERVAL,
    LOCAL_INTERVAL,
    last_period,
    newest_steps,
    next_period,
    range_and_before,
    select,
)
from grafana.style import (
    ATTENTION,
    NO_REVIEW,
    NOTHING_DUE,
    PERCENT,
    PLAIN,
    RIGHT,
    WRONG,
    bar_chart,
    bar_gauge,
    line_chart,
    newest_value,
    oldest_first,
    single_value,
    stacked_areas,
    stacked_bars,
    with_colours,
    with_properties,
    with_size,
    with_stage_colours,
    with_thresholds,
)
from grafana.targets import Influx, table

UID = "wanikani-overview"
BARS = "A step is a day, or a week from Monday when more than about four years are shown."


def overview() -> Dashboard:
    """Return the dashboard."""
    new = new_dashboard(
        UID, "WaniKani: overview", "Where you stand, your history, and what waits.", begin="now-6M"
    )
    for mark in (
        annotation_query("Resets", ("reset",), WRONG),
        annotation_query("Vacations", ("vacation_start", "vacation_end"), PLAIN),
    ):
        new.annotation(mark)
    return with_panels(
        new,
        (*freshness_panels(8), with_size(level_and_streak(), 8, 3)),
        (with_size(waiting_now(), 14, 4), with_size(accuracy_now(), 10, 4)),
        (with_size(stages_now(), 16, 4), with_size(level_progress(), 8, 4)),
        (with_size(stage_history(), 24, 12),),
        (with_size(reviews_done(), 12, 8), with_size(accuracy_over_time(), 12, 8)),
        (with_size(next_day_by_hour(), 24, 7),),
    )


def level_and_streak() -> stat.Panel:
    """Return the level and the streak."""
    return _side_by_side(
        "Level and streak",
        "Your level, and the days in a row with a review or a lesson: up to today or, while today has none "
        "yet, yesterday. Days wholly on vacation neither count nor break it.",
        Influx(select(LEVEL, {"level": "last({level})"}, when=ALL_TIME)),
        Influx(select(QUEUE, {"days in a row": "last({streak_days})"}, when=ALL_TIME), ref="B"),
    )


def _side_by_side(title: str, meaning: str, *targets: Influx) -> stat.Panel:
    panel = single_value(title, meaning, *targets).text_mode(kinds.BigValueTextMode.VALUE_AND_NAME)
    return panel.orientation(kinds.VizOrientation.VERTICAL)


def waiting_now() -> stat.Panel:
    """Return waiting reviews and lessons, and the reviews of the next day."""
    columns = {
        "reviews": "last({reviews_available})",
        "lessons": "last({lessons_available})",
        "due in 24 hours": "last({reviews_next_24h})",
    }
    panel = _side_by_side(
        "Waiting now",
        "Reviews and lessons waiting at the last poll, as on the website, and the further reviews of the "
        "next 24 full hours. What you skip today adds to tomorrow's; each lesson becomes some eight reviews "
        "in the following weeks.",
        Influx(select(QUEUE, columns, when=ALL_TIME)),
    )
    steps = [
        {"value": None, "color": RIGHT},
        {"value": 100, "color": ATTENTION},
        {"value": 200, "color": WRONG},
    ]
    thresholds = {"mode": "absolute", "steps": steps}
    return with_properties(panel, "reviews", ("thresholds", thresholds), ("color", {"mode": "thresholds"}))


def accuracy_now() -> stat.Panel:
    """Return the accuracy of today and of seven days."""
    # The newest step is today; it is empty before the first review.
    today = select(
        STUDY_DAY,
        {"today": "100.0 * sum({correct}) / sum({reviews})"},
        where="{reviews} > 0",
        when=last_period("1d"),
        by=(DAY,),
        fill="null",
        newest=1,
    )
    week = newest_steps(
        STUDY_DAY,
        {"7 days": '100.0 * sum("correct") / sum("reviews")'},
        {"correct": "sum({correct})", "reviews": "sum({reviews})"},
        step=DAY,
        number=7,
        when=last_period("9d"),
    )
    panel = _side_by_side(
        "Accuracy",
        "The share of reviews without any wrong answer, as WaniKani's review summary shows it: today's, and "
        "those of today and the six days before. Well below 80 %? Fewer lessons for a while help most.",
        Influx(today),
        Influx(week, ref="B"),
    )
    panel.unit(PERCENT).decimals(0).no_value("none").reduce_options(newest_value(even_if_empty=True))
    return with_thresholds(panel, (0, WRONG), (70, ATTENTION), (80, RIGHT))


def level_progress() -> bargauge.Panel:
    """Return the share of the level's kanji that are passed."""
    share = "100.0 * last({kanji_passed}) / last({kanji_total})"
    panel = bar_gauge(
        "Kanji of this level passed",
        "The share that reached Guru. Nine of ten are needed for the next level.",
        table(select(LEVEL, {"passed": share}, when=ALL_TIME)),
        unit=PERCENT,
        empty="no poll yet",
    )
    return with_thresholds(panel.max(100).decimals(0), (90, RIGHT))


def stages_now() -> stat.Panel:
    """Return the number of items in each group of stages."""
    groups = ("lesson", *GROUPS)
    panel = single_value(
        "Stages now",
        "Items of all kinds in each group of stages at the last poll; lesson = unlocked, not started.",
        Influx(select(SRS_DISTRIBUTION, _last_of(groups), where="{subject_type} = 'all'", when=ALL_TIME)),
    )
    panel.color_mode(kinds.BigValueColorMode.BACKGROUND).text_mode(kinds.BigValueTextMode.VALUE_AND_NAME)
    return with_colours(panel.orientation(kinds.VizOrientation.VERTICAL), COLOURS)


def stage_history() -> timeseries.Panel:
    """Return the stacked history of stages."""
    total = " + ".join(f"last({{{group}}})" for group in GROUPS)
    query = select(
        SRS_DISTRIBUTION,
        {**_last_of(GROUPS), "total": total},
        where="{subject_type} = 'all'",
        by=(INTERVAL,),
        fill="null",
    )
    panel = stacked_areas(
        "Stages over time",
        "Items of all kinds in each group of stages, without lessons. It starts with the first poll or with "
        "imported counts; gaps mean that the collector was not running for more than eight days.",
        Influx(query),
    )
    unstacked: tuple[tuple[str, object], ...] = (
        ("custom.stacking", {"mode": "none"}),
        ("custom.fillOpacity", 0),
        ("custom.hideFrom", {"legend": True, "tooltip": False, "viz": False}),
        ("color", {"mode": "fixed", "fixedColor": "text"}),
    )
    # At least an hour a point; beyond some years a week, not a day.
    return with_properties(with_stage_colours(panel.interval("1h").max_data_points(800)), "total", *unstacked)


def _last_of(groups: tuple[str, ...]) -> dict[str, str]:
    return {group: f"last({{{group}}})" for group in groups}


def reviews_done() -> timeseries.Panel:
    """Return the reviews of each local day, week or month."""
    query = select(
        STUDY_DAY,
        {"all right": "sum({correct})", "with a wrong answer": "sum({reviews}) - sum({correct})"},
        by=(LOCAL_INTERVAL,),
        fill="0",
        newest_first=True,
    )
    panel = stacked_bars(
        "Reviews done",
        f"Reviews without and with a wrong answer, in the collector's time zone. {BARS}",
        Influx(query),
    )
    return with_colours(oldest_first(_by_days(panel)), {"all right": RIGHT, "with a wrong answer": WRONG})


def _by_days(panel: timeseries.Panel) -> timeseries.Panel:
    # Thousands of daily bars would overlap.
    return panel.interval("1d").max_data_points(200)


def accuracy_over_time() -> timeseries.Panel:
    """Return the accuracy of each step, and of seven steps together."""
    each = "100.0 * sum({correct}) / sum({reviews})"
    seven = "100.0 * moving_average(sum({correct}), 7) / moving_average(sum({reviews}), 7)"
    query = select(
        STUDY_DAY,
        {"each": each, "seven together": seven},
        where="{reviews} > 0",
        by=(LOCAL_INTERVAL,),
        fill="null",
        # Half a year has seven steps with reviews before the range, if there are any.
        when=range_and_before("26w"),
    )
    panel = line_chart(
        "Accuracy over time",
        "The share of reviews without any wrong answer: for each step with reviews, and for the last seven "
        f"of them together. {BARS}",
        Influx(query),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    _by_days(panel).max(100).axis_soft_min(70).decimals(1)
    dots = (("custom.drawStyle", "points"), ("custom.pointSize", 4))
    return with_colours(with_properties(panel, "each", *dots), {"each": "#8ab8ff", "seven together": PLAIN})


def next_day_by_hour() -> barchart.Panel:
    """Return the reviews that fall due in each of the next 24 hours."""
    query = select(
        REVIEW_FORECAST,
        {group: f"sum({{{group}}})" for group in REVIEWED_GROUPS},
        when=next_period("24h"),
        by=("time(1h)",),
        fill="0",
        newest_first=True,
    )
    panel = bar_chart(
        "Next 24 hours, by hour",
        "Reviews that fall due in each hour, by the stage the items are in now; reviews that wait "
        "already are not included.",
        Influx(query),
        empty=NOTHING_DUE,
    )
    return with_stage_colours(oldest_first(panel))
