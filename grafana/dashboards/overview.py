"""`wanikani-overview`: current state, history, and waiting reviews."""

from grafana_foundation_sdk.builders import barchart, bargauge, stat, timeseries
from grafana_foundation_sdk.builders.dashboard import Dashboard
from grafana_foundation_sdk.models import common as kinds

from collector.core.stages import REVIEWED_GROUPS
from collector.points.measurements import LEVEL, QUEUE, REVIEW_FORECAST, STUDY_DAY
from grafana import links, variables
from grafana.dashboard import new_dashboard, titled, with_panels
from grafana.dashboards.stages import stage_history, stages_now, step_history, steps_now
from grafana.dashboards.under_way import NOT_UNDER_WAY, NOT_UNDER_WAY_IF, level_under_way
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
    EMPTY_LATELY,
    EMPTY_REVIEWS,
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
BARS = "A step is a day, or a week from Monday if the time range is longer than about four years."
PALE_DOTS = "#8ab8ff66"
SHARE = "100.0 * sum({correct}) / sum({reviews})"


def overview() -> Dashboard:
    """Return the dashboard."""
    new = new_dashboard(
        UID,
        "WaniKani overview",
        "Your level, accuracy, workload and stages, their history, and the reviews of the next 24 hours.",
        begin="now-6M",
        choices=(variables.kind("all", "Kind in stages"),),
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
        titled("Upcoming reviews", (with_size(next_day_by_hour(), 24, 7),)),
    )


def level_and_streak() -> stat.Panel:
    """Return the level and the streak."""
    panel = _side_by_side(
        "Level and streak",
        "Your level, and your streak: the days in a row with at least one review or lesson. It runs up to "
        "today or, while today has none, yesterday. Days spent entirely on vacation neither "
        f"count nor break it. {EMPTY_LATELY}",
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
        "The number of reviews and lessons that wait, as on the website at the last poll, and of the "
        "additional reviews that fall due in the next 24 full hours. Reviews that you skip today add to "
        f"tomorrow's. Each lesson leads to about eight reviews in the following weeks. {EMPTY_LATELY}",
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
        "The percentage of reviews without a wrong answer, as in WaniKani's review summary: today, and the "
        "last seven days including today. With fewer than ten reviews it shows “under ten”. If it stays well "
        "below 80%, do fewer lessons for a while.",
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
        "Kanji passed on this level",
        "The kanji of your level that reached Guru, as a percentage of those required for the next level "
        f"(90% of the level's kanji). {NOT_UNDER_WAY_IF}",
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
        {"all correct": "sum({correct})", "with a wrong answer": "sum({reviews}) - sum({correct})"},
        by=(LOCAL_INTERVAL,),
        fill="0",
        newest_first=True,
    )
    panel = stacked_bars(
        "Reviews done",
        f"The number of reviews with and without a wrong answer, in the collector's time zone. {BARS} "
        f"{EMPTY_REVIEWS}",
        Influx(query),
    )
    with_colours(oldest_first(_by_days(panel)), {"all correct": RIGHT, "with a wrong answer": WRONG})
    return with_vacations(panel.legend(bottom_legend("lastNotNull", "mean", "sum")))


def _by_days(panel: timeseries.Panel) -> timeseries.Panel:
    # Thousands of daily bars would overlap.
    return panel.interval("1d").max_data_points(200)


def accuracy_over_time() -> timeseries.Panel:
    """Return the accuracy of each step, and over seven steps."""
    seven = "100.0 * moving_average(sum({correct}), 7) / moving_average(sum({reviews}), 7)"
    columns = {
        "fewer than ten reviews": if_few(SHARE, "sum({reviews})"),
        "one step": if_enough(SHARE, "sum({reviews})"),
        "last seven steps": seven,
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
        "The percentage of reviews without a wrong answer. A dot is one step; it is pale if the step has "
        f"fewer than ten reviews. The line is the percentage over the last seven steps with reviews. {BARS} "
        f"{EMPTY_REVIEWS}",
        Influx(query),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    _by_days(panel).max(100).axis_soft_min(70).decimals(1)
    dots = (("custom.drawStyle", "points"), ("custom.pointSize", 4))
    with_properties(panel, "fewer than ten reviews", *dots)
    with_properties(panel, "one step", *dots)
    with_colours(
        panel, {"fewer than ten reviews": PALE_DOTS, "one step": "#8ab8ff", "last seven steps": PLAIN}
    )
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
        "Reviews due in the next 24 hours",
        "The number of reviews that fall due in each hour, by the current stage of the items. Reviews that "
        "already wait are not included. Empty if no review falls due.",
        Influx(query),
        empty=NOTHING_DUE,
    )
    return with_link(with_stage_colours(oldest_first(panel)), links.FORECAST)
