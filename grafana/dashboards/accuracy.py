"""`wanikani-accuracy`: accuracy by interval, hour and lateness."""

from collections.abc import Mapping, Sequence

from grafana_foundation_sdk.builders import bargauge, dashboard, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table
from grafana_foundation_sdk.models.dashboard import DynamicConfigValue

from collector.core.stages import in_words
from collector.points.measurements import ACCURACY, REVIEW
from grafana import variables
from grafana.dashboard import new_dashboard, titled, with_panels
from grafana.dashboards.hours import at_your_best, every_day, every_day_at_your_best, when_you_study
from grafana.dashboards.study import latest_sessions, size_of_sessions, speed
from grafana.freshness import freshness
from grafana.influxql import CHOSEN_STEP, LATELY, OF_KIND, OF_LEVEL, if_enough, select, tag_table
from grafana.marks import with_vacations
from grafana.samples import PALE_LINE, PALE_SHARES, shares_by_tag
from grafana.style import (
    ATTENTION,
    EMPTY_LATELY,
    EMPTY_REVIEWS,
    EVERY_COLUMN,
    NO_POLL,
    NO_REVIEW,
    PERCENT,
    PLAIN,
    RIGHT,
    WRONG,
    bar_gauge,
    bottom_legend,
    line_chart,
    mapping,
    value_mappings,
    with_colours,
    with_properties,
    with_size,
    with_stage_colours,
    with_thresholds,
)
from grafana.tables import KIND, Column, Order, joined_by, merged, shaded, table_panel
from grafana.targets import Influx, table

UID = "wanikani-accuracy"
ALL_RIGHT = "100.0 * mean({correct})"
ENOUGH_RIGHT = if_enough(ALL_RIGHT, "count({correct})")
CHOSEN = f"{OF_KIND} AND {OF_LEVEL}"
PALE_DOTS = [
    DynamicConfigValue("custom.drawStyle", "points"),
    DynamicConfigValue("custom.pointSize", 4),
    DynamicConfigValue("color", {"mode": "fixed", "fixedColor": PALE_LINE}),
    DynamicConfigValue("custom.hideFrom", {"legend": True, "tooltip": True, "viz": False}),
]
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
    "under 1 hour": "{late_seconds} < 3600",
    "1–6 hours": "{late_seconds} >= 3600 AND {late_seconds} < 21600",
    "6–24 hours": "{late_seconds} >= 21600 AND {late_seconds} < 86400",
    "1–3 days": "{late_seconds} >= 86400 AND {late_seconds} < 259200",
    "3 days or more": "{late_seconds} >= 259200",
}


def accuracy() -> dashboard.Dashboard:
    """Return the dashboard."""
    new = new_dashboard(
        UID,
        "WaniKani: accuracy",
        "Review accuracy by stage, question, kind, lateness, hour and day; sessions; lifetime accuracy.",
        # From a midnight on: the first day, too, is a whole one.
        begin="now-90d/d",
        every=True,
        choices=(variables.kind(".*"), variables.level()),
    )
    return with_panels(
        new,
        (freshness(24),),
        titled(
            "Accuracy by stage and question",
            (with_size(by_group(), 13, 10), with_size(by_stage(), 11, 10)),
            (
                with_size(meaning_and_reading(), 12, 8),
                with_size(by_kind(), 6, 8),
                with_size(by_lateness(), 6, 8),
            ),
        ),
        titled(
            "By hour of the week",
            (with_size(when_you_study(), 24, 9),),
            (with_size(at_your_best(), 24, 9),),
        ),
        titled(
            "By day",
            (with_size(every_day(), 12, 12), with_size(every_day_at_your_best(), 12, 12)),
        ),
        titled(
            "Sessions",
            (with_size(size_of_sessions(), 12, 8), with_size(speed(), 12, 8)),
            (with_size(latest_sessions(), 24, 9),),
        ),
        titled("Lifetime", (with_size(lifetime(), 24, 9),)),
    )


def by_group() -> timeseries.Panel:
    """Return the accuracy over time by the group of stages before the review."""
    return with_stage_colours(
        _shares(
            "Accuracy by stage over time",
            "The percentage of reviews without a wrong answer, by the stage before the review. If one stage "
            "falls while the earlier ones hold, its interval is too long for these items.",
            {"accuracy": ("{correct}", "$tag_srs_group")},
            by=("srs_group",),
        )
    )


def _shares(
    title: str, meaning: str, lines: Mapping[str, tuple[str, str]], by: Sequence[str] = ()
) -> timeseries.Panel:
    """Return lines of shares; *lines* are fields of 0 and 1, and names of series, by column.

    A step with fewer than ten reviews is a pale dot, and no part of a line.
    """
    shares = {name: f"100.0 * mean({field})" for name, (field, _) in lines.items()}
    enough = {name: if_enough(shares[name], f"count({field})") for name, (field, _) in lines.items()}
    (alias,) = {alias for _, alias in lines.values()}
    grouped = (CHOSEN_STEP, *by)
    panel = line_chart(
        title,
        f"{meaning} Steps with fewer than ten reviews are pale dots. {EMPTY_REVIEWS}",
        Influx(select(REVIEW, enough, where=CHOSEN, by=grouped, fill="null"), alias),
        Influx(
            select(REVIEW, shares, where=CHOSEN, by=grouped, fill="null"), f"{alias}, any number", ref="P"
        ),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    panel.max(100).axis_soft_min(50).decimals(1).interval("1d").max_data_points(variables.POINTS)
    panel.legend(bottom_legend("lastNotNull", "mean")).override_by_query("P", PALE_DOTS)
    return with_vacations(panel)


def by_stage() -> Table:
    """Return the accuracy by the stage before the review."""
    read = "100.0 * mean({reading_correct})"
    # Radicals have no reading: a stage with radicals alone would have a null, and no row in old versions.
    answers = (
        *_by_stage({"all correct": ALL_RIGHT, "meaning": "100.0 * mean({meaning_correct})"}, "correct", "AB"),
        *_by_stage({"reading": read}, "reading_correct", "CD"),
    )
    named = value_mappings(
        *(mapping(stage, f"{stage.replace('_', ' ')} · {after}") for stage, after in INTERVALS.items())
    )
    share = shaded("continuous-RdYlGr", 60, 100, mappings=PALE_SHARES)
    return table_panel(
        "Accuracy by interval",
        "Reviews by the stage before the review, with the SRS interval that led to the review: their "
        "number, and the percentages without a wrong answer, without a wrong meaning and without a wrong "
        "reading. A drop from one stage to the next means that this interval is too long. Percentages of "
        f"fewer than ten reviews are pale. {EMPTY_REVIEWS}",
        *answers,
        columns=(
            Column("srs_stage", "stage · interval", "string", width=185, properties=(("mappings", named),)),
            Column("reviews", "reviews", width=90),
            *(
                Column(name, name, PERCENT, 1, properties=share)
                for name in ("all correct", "meaning", "reading")
            ),
        ),
        order=Order("stage"),
        prepared=(merged(),),
        empty=NO_REVIEW,
    )


def _by_stage(shares: Mapping[str, str], field: str, refs: str) -> tuple[Influx, Influx]:
    stage = {"stage": "mean({starting_stage})"} if field == "correct" else {}
    return shares_by_tag(
        REVIEW,
        shares,
        of=f"count({{{field}}})",
        where=CHOSEN,
        count_name="reviews" if field == "correct" else "readings",
        by=("srs_stage",),
        others=stage,
        refs=refs,
    )


def meaning_and_reading() -> timeseries.Panel:
    """Return the accuracy of each question."""
    panel = _shares(
        "Meaning and reading accuracy",
        "The percentage of reviews without a wrong meaning, and without a wrong reading (kanji and "
        "vocabulary only; other items have no reading).",
        {"meaning": ("{meaning_correct}", "$col"), "reading": ("{reading_correct}", "$col")},
    )
    return with_colours(panel, {"meaning": PLAIN, "reading": ATTENTION})


def by_kind() -> bargauge.Panel:
    """Return the accuracy by kind of item."""
    panel = bar_gauge(
        "Accuracy by kind",
        "The percentage of reviews without a wrong answer, by kind of item. A kind with fewer than ten "
        f"reviews shows “under ten”. {EMPTY_REVIEWS}",
        Influx(
            select(REVIEW, {"accuracy": ENOUGH_RIGHT}, where=CHOSEN, by=("subject_type",)),
            "$tag_subject_type",
        ),
        unit=PERCENT,
    )
    return _good_or_bad(panel)


def by_lateness() -> bargauge.Panel:
    """Return the accuracy by the time from falling due to the review."""
    targets = [
        Influx(select(REVIEW, {"accuracy": ENOUGH_RIGHT}, where=f"{late} AND {CHOSEN}"), name, ref=ref)
        for ref, (name, late) in zip("ABCDE", LATENESS.items(), strict=True)
    ]
    panel = bar_gauge(
        "Accuracy by lateness",
        "The percentage of reviews without a wrong answer, by how long after falling due you did them. It "
        "shows whether waiting costs you accuracy. Reviews whose due time is not known are left out; a "
        f"group with fewer than ten reviews shows “under ten”. {EMPTY_REVIEWS}",
        *targets,
        unit=PERCENT,
    )
    return _good_or_bad(panel)


def _good_or_bad(panel: bargauge.Panel) -> bargauge.Panel:
    with_properties(panel, "kana_vocabulary", ("displayName", in_words("kana_vocabulary")))
    panel.override_by_regexp(EVERY_COLUMN, [DynamicConfigValue("noValue", "under ten")])
    panel.max(100).decimals(1)
    return with_thresholds(panel, (0, WRONG), (70, ATTENTION), (80, RIGHT))


def lifetime() -> Table:
    """Return WaniKani's totals over the account's whole life."""
    meaning, reading = _answers("meaning"), _answers("reading")
    return table_panel(
        "Lifetime accuracy",
        "All answers that WaniKani counts, including those from before the collector's first poll: their "
        "number, and the percentage of correct ones. These are answers, not reviews: a review with two "
        "wrong answers counts as one correct and two wrong. Answers to items that were reset are not "
        f"included. Kinds without answers have no row. {EMPTY_LATELY}",
        # Kinds without answers are left out: 0 of 0 would be 0 %.
        table(_lifetime(meaning, "meaning answers")),
        table(_lifetime(reading, "reading answers"), "B"),
        columns=(
            KIND,
            *(
                Column(name, name) if "answers" in name else Column(name, name, PERCENT, 1)
                for name in (*meaning, *reading)
            ),
        ),
        order=Order("meaning answers", descending=True),
        prepared=(joined_by("subject_type"),),
        empty=NO_POLL,
    )


def _lifetime(columns: Mapping[str, str], answers: str) -> str:
    return tag_table(ACCURACY, columns, by=("subject_type",), when=LATELY, having=f'"{answers}" > 0')


def _answers(question: str) -> dict[str, str]:
    right, wrong = f"last({{{question}_correct}})", f"last({{{question}_incorrect}})"
    return {
        f"{question} answers": f"{right} + {wrong}",
        f"{question} correct": f"100.0 * {right} / ({right} + {wrong})",
    }
