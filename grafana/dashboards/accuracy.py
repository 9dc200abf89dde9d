"""`wanikani-accuracy`: accuracy by interval, hour and lateness."""

from grafana_foundation_sdk.builders import bargauge, dashboard, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table

from collector.points.measurements import ACCURACY, REVIEW
from grafana.dashboard import new_dashboard, titled, with_panels
from grafana.dashboards.study import at_your_best, latest_sessions, size_of_sessions, speed, when_you_study
from grafana.freshness import freshness
from grafana.influxql import ALL_TIME, CHOSEN_STEP, select, tag_table
from grafana.style import (
    ATTENTION,
    COUNT,
    NO_POLL,
    NO_REVIEW,
    PERCENT,
    PLAIN,
    RIGHT,
    WRONG,
    background_scale,
    bar_gauge,
    line_chart,
    mapping,
    sorted_by,
    table_panel,
    value_mappings,
    with_colours,
    with_columns,
    with_empty_cells,
    with_properties,
    with_size,
    with_stage_colours,
    with_thresholds,
    with_transformation,
)
from grafana.targets import Influx, table

UID = "wanikani-accuracy"
ALL_RIGHT = "100.0 * mean({correct})"
# WaniKani's first spaced repetition system, whose intervals almost all items have.
INTERVALS = {
    "apprentice_1": "4 hours",
    "apprentice_2": "8 hours",
    "apprentice_3": "1 day",
    "apprentice_4": "2 days",
    "guru_1": "1 week",
    "guru_2": "2 weeks",
    "master": "1 month",
    "enlightened": "4 months",
}
LATENESS = {
    "within the hour": "{late_seconds} < 3600",
    "1–6 hours late": "{late_seconds} >= 3600 AND {late_seconds} < 21600",
    "6–24 hours late": "{late_seconds} >= 21600 AND {late_seconds} < 86400",
    "1–3 days late": "{late_seconds} >= 86400 AND {late_seconds} < 259200",
    "later": "{late_seconds} >= 259200",
}


def accuracy() -> dashboard.Dashboard:
    """Return the dashboard."""
    new = new_dashboard(
        UID,
        "WaniKani: accuracy",
        "How well reviews go: after which interval, at which hour, how late.",
        begin="now-90d",
        every=True,
    )
    return with_panels(
        new,
        (freshness(24),),
        titled(
            "By stage and question",
            (with_size(by_group(), 13, 10), with_size(by_stage(), 11, 10)),
            (
                with_size(meaning_and_reading(), 12, 8),
                with_size(by_kind(), 6, 8),
                with_size(by_lateness(), 6, 8),
            ),
        ),
        titled(
            "Hours of the week",
            (with_size(when_you_study(), 24, 9),),
            (with_size(at_your_best(), 24, 9),),
        ),
        titled(
            "Sessions",
            (with_size(size_of_sessions(), 12, 8), with_size(speed(), 12, 8)),
            (with_size(latest_sessions(), 24, 9),),
        ),
        titled("Your whole life with WaniKani", (with_size(lifetime(), 24, 9),)),
    )


def by_group() -> timeseries.Panel:
    """Return the accuracy over time by the group of stages before the review."""
    panel = line_chart(
        "Accuracy by stage, over time",
        "The share of reviews without any wrong answer, by the stage before the review. If one stage falls "
        "while the earlier ones hold, its interval is too long for these items.",
        Influx(
            select(REVIEW, {"accuracy": ALL_RIGHT}, by=(CHOSEN_STEP, "srs_group"), fill="null"),
            "$tag_srs_group",
        ),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    return with_stage_colours(_shares(panel))


def _shares(panel: timeseries.Panel) -> timeseries.Panel:
    return panel.max(100).axis_soft_min(50).decimals(1)


def by_stage() -> Table:
    """Return the accuracy by the stage before the review."""
    columns = {
        "stage": "mean({starting_stage})",
        "reviews": "count({correct})",
        "all right": ALL_RIGHT,
        "meaning": "100.0 * mean({meaning_correct})",
        "reading": "100.0 * mean({reading_correct})",
    }
    panel = table_panel(
        "Is one interval too long for me?",
        "Reviews by the stage before the review, with the interval that led to it: the share without any "
        "wrong answer, and without one to the meaning and to the reading. Look for the stage where it drops.",
        table(tag_table(REVIEW, columns, by=("srs_stage",))),
        unit=PERCENT,
        empty=NO_REVIEW,
    ).decimals(1)
    sorted_by(panel, "stage")
    order = ("srs_stage", "reviews", "all right", "meaning", "reading")
    with_columns(panel, order, hidden=("Time", "stage"), names={"srs_stage": "interval before"})
    named = value_mappings(
        *(mapping(stage, f"{stage.replace('_', ' ')} · {after}") for stage, after in INTERVALS.items())
    )
    with_properties(panel, "interval before", ("mappings", named), ("custom.width", 185))
    with_properties(panel, "reviews", ("unit", COUNT), ("decimals", 0), ("custom.width", 90))
    return panel.override_by_name("all right", background_scale("continuous-RdYlGr", 60, 100))


def meaning_and_reading() -> timeseries.Panel:
    """Return the accuracy of each question."""
    columns = {"meaning": "100.0 * mean({meaning_correct})", "reading": "100.0 * mean({reading_correct})"}
    panel = line_chart(
        "Meaning against reading",
        "The share of reviews without a wrong answer to the meaning, and to the reading (kanji and "
        "vocabulary only; other items have none).",
        Influx(select(REVIEW, columns, by=(CHOSEN_STEP,), fill="null")),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    return with_colours(_shares(panel), {"meaning": PLAIN, "reading": ATTENTION})


def by_kind() -> bargauge.Panel:
    """Return the accuracy by kind of item."""
    panel = bar_gauge(
        "Accuracy by kind",
        "The share of reviews without any wrong answer, by what the item is.",
        Influx(select(REVIEW, {"accuracy": ALL_RIGHT}, by=("subject_type",)), "$tag_subject_type"),
        unit=PERCENT,
    )
    return _good_or_bad(panel)


def by_lateness() -> bargauge.Panel:
    """Return the accuracy by the time from falling due to the review."""
    targets = [
        Influx(select(REVIEW, {"accuracy": ALL_RIGHT}, where=late), name, ref=ref)
        for ref, (name, late) in zip("ABCDE", LATENESS.items(), strict=True)
    ]
    panel = bar_gauge(
        "Accuracy by lateness",
        "The share of reviews without any wrong answer, by the time from falling due to the "
        "review, where it is known. Does waiting cost you anything?",
        *targets,
        unit=PERCENT,
    )
    return _good_or_bad(panel)


def _good_or_bad(panel: bargauge.Panel) -> bargauge.Panel:
    return with_thresholds(panel.max(100).decimals(1), (70, ATTENTION), (80, RIGHT), base=WRONG)


def lifetime() -> Table:
    """Return WaniKani's totals over the account's whole life."""
    meaning, reading = _answers("meaning"), _answers("reading")
    panel = table_panel(
        "Over your whole life with WaniKani",
        "All answers that WaniKani still counts, from before the collector too. Answers, not reviews: a "
        "review with two wrong answers counts as one right and two wrong. Answers to reset items are gone.",
        # Kinds without answers are left out: 0 of 0 would be 0 %.
        table(
            tag_table(ACCURACY, meaning, by=("subject_type",), when=ALL_TIME, having='"meaning answers" > 0')
        ),
        table(
            tag_table(ACCURACY, reading, by=("subject_type",), when=ALL_TIME, having='"reading answers" > 0'),
            "B",
        ),
        unit=PERCENT,
        empty=NO_POLL,
    ).decimals(1)
    with_transformation(panel, "joinByField", {"byField": "subject_type", "mode": "outer"})
    with_columns(
        panel,
        ("subject_type", *meaning, *reading),
        hidden=("Time", "Time 1", "Time 2"),
        names={"subject_type": "kind"},
    )
    with_properties(panel, "meaning answers", ("unit", COUNT), ("decimals", 0))
    with_properties(panel, "reading answers", ("unit", COUNT), ("decimals", 0))
    return with_empty_cells(panel, "/^(meaning|reading) /", "–")


def _answers(question: str) -> dict[str, str]:
    right, wrong = f"last({{{question}_correct}})", f"last({{{question}_incorrect}})"
    return {
        f"{question} answers": f"{right} + {wrong}",
        f"{question} right": f"100.0 * {right} / ({right} + {wrong})",
    }
