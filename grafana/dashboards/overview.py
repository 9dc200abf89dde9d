"""`wanikani-overview`: current state, history, and waiting reviews."""

from grafana_foundation_sdk.builders import barchart, bargauge, stat, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.models import common as kinds

from collector.core.stages import REVIEWED_GROUPS
from collector.points.measurements import LEVEL, QUEUE, REVIEW_FORECAST, STUDY_DAY
from grafana import links, variables
from grafana.dashboard import new_dashboard, titled, with_panels
from grafana.dashboards.stages import stage_history, stages_now, step_history, steps_now
from grafana.dashboards.under_way import NOT_UNDER_WAY, level_under_way
from grafana.dashboards.workload import apprentice_weight, reviews_a_day, seconds_a_review
from grafana.freshness import freshness
from grafana.influxql import (
    DAY,
    LATELY,
    LOCAL_INTERVAL,
    if_enough,
    if_few,
    last_period,
    newest_steps,
    next_period,
    range_and_before,
    select,
)
from grafana.links import with_link, with_number_link
from grafana.marks import with_vacations
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
    bottom_legend,
    capped,
    line_chart,
    newest_value,
    oldest_first,
    single_value,
    stacked_bars,
    with_colours,
    with_properties,
    with_size,
    with_stage_colours,
    with_thresholds,
)
from grafana.targets import Influx, table

UID = links.OVERVIEW
BARS = "A step is a day, or a week from Monday when more than about four years are shown."
PALE_DOTS = "#8ab8ff66"
SHARE = "100.0 * sum({correct}) / sum({reviews})"


def overview() -> Dashboard:
    """Return the dashboard."""
    new = new_dashboard(
        UID,
        "WaniKani overview",
        "Where you stand, your history, and what waits.",
        begin="now-6M",
        choices=(variables.kind("all", "Stages of"),),
    )
    return with_panels(
        new,
        (freshness(8, 4), with_size(level_and_streak(), 6, 4), with_size(accuracy_now(), 10, 4)),
        (with_size(waiting_now(), 14, 4), with_size(level_progress(), 10, 4)),
        (
            with_size(apprentice_weight(), 8, 4),
            with_size(reviews_a_day(), 8, 4),
            with_size(seconds_a_review(), 8, 4),
        ),
        titled("Stages", (with_size(stages_now(), 24, 5),), (with_size(stage_history(), 24, 12),)),
        titled(
            "Apprentice 1–4 and Guru 1–2",
            (with_size(steps_now(), 24, 5),),
            (with_size(step_history(), 24, 12),),
            collapsed=True,
        ),
        titled("Reviews", (with_size(reviews_done(), 12, 8), with_size(accuracy_over_time(), 12, 8))),
        titled("What comes", (with_size(next_day_by_hour(), 24, 7),)),
    )


def level_and_streak() -> stat.Panel:
    """Return the level and the streak."""
    panel = _side_by_side(
        "Level and streak",
        "Your level, and the days in a row with a review or a lesson: up to today or, while today has none "
        "yet, yesterday. Days wholly on vacation neither count nor break it.",
        Influx(select(LEVEL, {"level": "last({level})"}, when=LATELY)),
        Influx(select(QUEUE, {"days in a row": "last({streak_days})"}, when=LATELY), ref="B"),
    )
    return with_number_link(panel, links.LEVELS)


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
        Influx(select(QUEUE, columns, when=LATELY)),
    )
    # Few are no success: a queue is empty before the first lesson, too.
    steps = [
        {"value": None, "color": PLAIN},
        {"value": 100, "color": ATTENTION},
        {"value": 200, "color": WRONG},
    ]
    thresholds = {"mode": "absolute", "steps": steps}
    with_properties(panel, "reviews", ("thresholds", thresholds), ("color", {"mode": "thresholds"}))
    return with_number_link(panel, links.FORECAST)


def accuracy_now() -> stat.Panel:
    """Return the accuracy of today and of seven days."""
    # The newest step is today, empty before the first review. A shorter period may have no point at all, or
    # not the beginning of a day of 25 hours.
    today = select(
        STUDY_DAY,
        {"today": if_enough(SHARE, "sum({reviews})")},
        where="{reviews} > 0",
        when=last_period("9d"),
        by=(DAY,),
        fill="null",
        newest=1,
    )
    week = newest_steps(
        STUDY_DAY,
        {"7 days": if_enough('100.0 * sum("correct") / sum("reviews")', 'sum("reviews")')},
        {"correct": "sum({correct})", "reviews": "sum({reviews})"},
        step=DAY,
        number=7,
        when=last_period("9d"),
    )
    panel = _side_by_side(
        "Accuracy",
        "The share of reviews without any wrong answer, as WaniKani's review summary shows it: today's, and "
        "those of today and the six days before, from ten reviews on. Well below 80 %? Fewer lessons for a "
        "while help most.",
        Influx(today),
        Influx(week, ref="B"),
    )
    panel.unit(PERCENT).decimals(0).no_value("under ten").reduce_options(newest_value(even_if_empty=True))
    with_thresholds(panel, (0, WRONG), (70, ATTENTION), (80, RIGHT))
    return with_number_link(panel, links.ACCURACY)


def level_progress() -> bargauge.Panel:
    """Return the share of the kanji needed for the next level that are passed."""
    share = "100.0 * {kanji_passed} / {kanji_required}"
    panel = bar_gauge(
        "Kanji of this level passed",
        "The share of the kanji needed for the next level, nine of ten of the level's, that reached Guru. "
        "Empty once level 60 is passed, and while your subscription does not grant the level.",
        table(level_under_way({"passed": share})),
        unit=PERCENT,
        empty=NOT_UNDER_WAY,
    )
    with_thresholds(panel.max(100).decimals(0).mappings(capped(100, "100%")), (100, RIGHT))
    return with_number_link(panel, links.LEVELS)


def reviews_done() -> timeseries.Panel:
    """Return the reviews of each local day or week."""
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
    with_colours(oldest_first(_by_days(panel)), {"all right": RIGHT, "with a wrong answer": WRONG})
    return with_vacations(panel.legend(bottom_legend("lastNotNull", "mean", "sum")))


def _by_days(panel: timeseries.Panel) -> timeseries.Panel:
    # Thousands of daily bars would overlap.
    return panel.interval("1d").max_data_points(200)


def accuracy_over_time() -> timeseries.Panel:
    """Return the accuracy of each step, and of seven steps together."""
    seven = "100.0 * moving_average(sum({correct}), 7) / moving_average(sum({reviews}), 7)"
    columns = {
        "under ten reviews": if_few(SHARE, "sum({reviews})"),
        "each": if_enough(SHARE, "sum({reviews})"),
        "seven together": seven,
    }
    query = select(
        STUDY_DAY,
        columns,
        where="{reviews} > 0",
        by=(LOCAL_INTERVAL,),
        fill="null",
        # Half a year has seven steps with reviews before the range, if there are any.
        when=range_and_before("26w"),
    )
    panel = line_chart(
        "Accuracy over time",
        "The share of reviews without any wrong answer: for each step with reviews, pale where there were "
        f"under ten, and for the last seven of them together. {BARS}",
        Influx(query),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    _by_days(panel).max(100).axis_soft_min(70).decimals(1)
    dots = (("custom.drawStyle", "points"), ("custom.pointSize", 4))
    with_properties(panel, "under ten reviews", *dots)
    with_properties(panel, "each", *dots)
    with_colours(panel, {"under ten reviews": PALE_DOTS, "each": "#8ab8ff", "seven together": PLAIN})
    # A mean would be of the half-year before, too.
    panel.legend(bottom_legend("lastNotNull"))
    return with_link(with_vacations(panel), links.ACCURACY)


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
    return with_link(with_stage_colours(oldest_first(panel)), links.FORECAST)
