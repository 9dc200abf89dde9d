"""`wanikani-overview`: where the learner stands, and how it came to that."""

from grafana_foundation_sdk.builders import barchart, bargauge, stat, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.models import common as kinds

from collector.colours import COLOURS
from collector.points.measurements import GROUPS, LEVEL, QUEUE, REVIEW_FORECAST, SRS_DISTRIBUTION, STUDY_DAY
from grafana.frame import freshness, marks, titled
from grafana.influxql import ALWAYS, DAY, INTERVAL, coming, past, select
from grafana.style import (
    ATTENTION,
    DAYS,
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


def overview() -> Dashboard:
    """Return the dashboard."""
    frame = titled(
        UID, "WaniKani: overview", "Where you stand, how it came to that, and what waits.", begin="now-1y"
    )
    for mark in (
        marks("Resets", ("reset",), WRONG),
        marks("Vacations", ("vacation_start", "vacation_end"), PLAIN),
    ):
        frame.annotation(mark)
    panels = (
        *freshness(8),
        sized(streak(), 8, 3),
        sized(reviews_now(), 4, 4), sized(lessons_now(), 4, 4), sized(next_day(), 4, 4),
        sized(accuracy_today(), 4, 4), sized(accuracy_week(), 4, 4), sized(level(), 4, 4),
        sized(stages_now(), 16, 4), sized(level_progress(), 8, 4),
        sized(stage_history(), 24, 12),
        sized(reviews_a_day(), 12, 8), sized(accuracy_a_day(), 12, 8),
        sized(next_day_by_hour(), 24, 7),
    )  # fmt: skip
    for panel in panels:
        frame.with_panel(panel)
    return frame


def streak() -> stat.Panel:
    """Return the days in a row."""
    return figure(
        "Streak",
        "Days in a row with a review or a lesson, up to today or, while today has none yet, yesterday. "
        "Days wholly on vacation neither count nor break it.",
        _now_of_queue("streak_days"),
        unit=DAYS,
    )


def reviews_now() -> stat.Panel:
    """Return what waits."""
    panel = figure(
        "Reviews now",
        "Reviews that waited at the last poll, as the website says it. A backlog grows: what you miss today "
        "comes on top of tomorrow's.",
        _now_of_queue("reviews_available"),
    )
    return by_threshold(panel, (100, ATTENTION), (200, WRONG), base=RIGHT)


def lessons_now() -> stat.Panel:
    """Return the lessons."""
    return figure(
        "Lessons now",
        "Lessons that can be done, as the website says it. Each becomes some eight reviews in the weeks "
        "that follow.",
        _now_of_queue("lessons_available"),
    )


def next_day() -> stat.Panel:
    """Return what comes on top within a day."""
    return figure(
        "Next 24 hours",
        "Reviews that fall due in the next 24 full hours, on top of those that wait.",
        _now_of_queue("reviews_next_24h"),
    )


def _now_of_queue(field: str) -> Influx:
    return table(select(QUEUE, {field: f"last({{{field}}})"}, when=ALWAYS))


def accuracy_today() -> stat.Panel:
    """Return the share of today's reviews without a wrong answer."""
    # The last bucket is today; where nothing was reviewed in it, it is empty.
    asked = select(
        STUDY_DAY,
        {"accuracy": "100.0 * sum({correct}) / sum({reviews})"},
        where="{reviews} > 0",
        when=past("1d"),
        by=(DAY,),
        fill="null",
    )
    panel = figure(
        "Accuracy today",
        "The share of today's reviews without any wrong answer, as WaniKani's review summary shows it.",
        Influx(asked),
        unit=PERCENT,
        empty="none yet",
    ).decimals(0)
    return _good_or_bad(panel.reduce_options(newest(even_if_empty=True)))


def accuracy_week() -> stat.Panel:
    """Return the same for the last seven days."""
    asked = select(
        STUDY_DAY,
        {"accuracy": "100.0 * sum({correct}) / sum({reviews})"},
        where="{reviews} > 0",
        when=past("7d"),
    )
    panel = figure(
        "Accuracy, 7 days",
        "The share of reviews without any wrong answer, today and the six days before. Well below 80 %? "
        "Fewer "
        "lessons for a while help more than anything.",
        table(asked),
        unit=PERCENT,
        empty="no reviews",
    ).decimals(1)
    return _good_or_bad(panel)


def _good_or_bad(panel: stat.Panel) -> stat.Panel:
    return by_threshold(panel, (0, WRONG), (70, ATTENTION), (80, RIGHT))


def level() -> stat.Panel:
    """Return the level."""
    return figure(
        "Level",
        "Your level at the last poll.",
        table(select(LEVEL, {"level": "last({level})"}, when=ALWAYS)),
    )


def level_progress() -> bargauge.Panel:
    """Return how many kanji are passed of those that are needed."""
    share = "100.0 * last({kanji_passed}) / last({kanji_required})"
    panel = meters(
        "Kanji passed, of those needed for the next level",
        "Nine of ten kanji of a level must reach Guru; 100 % is a level-up.",
        table(select(LEVEL, {"passed": share}, when=ALWAYS)),
        unit=PERCENT,
        empty="no poll yet",
    )
    return panel.max(100).decimals(0)


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
        "Items of all kinds in each group of stages, lessons left out. Where nobody counted for three "
        "days, it is "
        "broken. The collector knows this from its first poll on.",
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


def reviews_a_day() -> timeseries.Panel:
    """Return the reviews of each local day."""
    asked = select(
        STUDY_DAY,
        {"all right": "sum({correct})", "with a wrong answer": "sum({reviews}) - sum({correct})"},
        by=(DAY,),
        fill="none",
    )
    panel = columns(
        "Reviews a day",
        "Reviews of each of your days (in the collector's time zone), those without and those with a "
        "wrong answer.",
        Influx(asked),
    )
    return coloured(panel, {"all right": RIGHT, "with a wrong answer": WRONG})


def accuracy_a_day() -> timeseries.Panel:
    """Return the accuracy of each local day, and over seven of them."""
    asked = select(
        STUDY_DAY,
        {
            "a day": "100.0 * sum({correct}) / sum({reviews})",
            "7 days with reviews": "100.0 * moving_average(sum({correct}), 7) / "
            "moving_average(sum({reviews}), 7)",
        },
        where="{reviews} > 0",
        by=(DAY,),
        fill="null",
    )
    panel = curves(
        "Accuracy",
        "The share of reviews without any wrong answer: a day, and the seven days with reviews up to each.",
        Influx(asked),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    panel.max(100).axis_soft_min(70).decimals(1)
    dots = (("custom.drawStyle", "points"), ("custom.pointSize", 4))
    return coloured(
        with_properties(panel, "a day", *dots), {"a day": "#8ab8ff", "7 days with reviews": PLAIN}
    )


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
