"""`wanikani-accuracy`: how well reviews go, after which interval, at which hour, how late."""

from grafana_foundation_sdk.builders import bargauge, dashboard, timeseries
from grafana_foundation_sdk.builders.table import Panel as Table

from collector.points.measurements import ACCURACY, REVIEW
from grafana.dashboards.study import at_your_best, latest_sessions, size_of_sessions, speed, when_you_study
from grafana.frame import freshness, holding, marks, titled
from grafana.influxql import ALWAYS, EVERY, listed, select
from grafana.style import (
    ATTENTION,
    COUNT,
    NO_POLL,
    NO_REVIEW,
    PERCENT,
    PLAIN,
    RIGHT,
    WRONG,
    arranged,
    blank,
    by_threshold,
    coloured,
    curves,
    in_stage_colours,
    in_words,
    meters,
    ordered,
    rows,
    said,
    shade,
    sized,
    transformed,
    with_properties,
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
    frame = titled(
        UID, "WaniKani: accuracy", "How well reviews go: after which interval, at which hour, how late.",
        begin="now-90d", every=True,
    )  # fmt: skip
    frame.annotation(marks("Resets", ("reset",), WRONG))
    return holding(
        frame,
        *freshness(),
        sized(by_group(), 13, 10), sized(by_stage(), 11, 10),
        sized(meaning_and_reading(), 12, 8), sized(by_kind(), 6, 8), sized(by_lateness(), 6, 8),
        sized(when_you_study(), 24, 9), sized(at_your_best(), 24, 9),
        sized(size_of_sessions(), 12, 8), sized(speed(), 12, 8),
        sized(latest_sessions(), 12, 9), sized(lifetime(), 12, 9),
    )  # fmt: skip


def by_group() -> timeseries.Panel:
    """Return the accuracy over time by the group of stages a review began in."""
    panel = curves(
        "Accuracy by stage, over time",
        "The share of reviews without any wrong answer, by the stage they began in. A stage that falls "
        "while the "
        "earlier ones hold means that its interval is too long for these items.",
        Influx(
            select(REVIEW, {"accuracy": ALL_RIGHT}, by=(EVERY, "srs_group"), fill="null"), "$tag_srs_group"
        ),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    return in_stage_colours(_shares(panel))


def _shares(panel: timeseries.Panel) -> timeseries.Panel:
    return panel.max(100).axis_soft_min(50).decimals(1)


def by_stage() -> Table:
    """Return the accuracy by the stage a review began in."""
    columns = {
        "stage": "mean({starting_stage})",
        "reviews": "count({correct})",
        "all right": ALL_RIGHT,
        "meaning": "100.0 * mean({meaning_correct})",
        "reading": "100.0 * mean({reading_correct})",
    }
    panel = rows(
        "Is one interval too long for me?",
        "Reviews by the stage they began in, with the interval before them; the shares are those without "
        "a wrong "
        "answer at all, to the meaning, to the reading. Look where the share drops.",
        table(listed(REVIEW, columns, by=("srs_stage",))),
        unit=PERCENT,
        empty=NO_REVIEW,
    ).decimals(1)
    ordered(panel, "stage")
    order = ("srs_stage", "reviews", "all right", "meaning", "reading")
    arranged(panel, order, hidden=("Time", "stage"), names={"srs_stage": "interval before"})
    named = in_words(
        *(said(stage, f"{stage.replace('_', ' ')} · {after}") for stage, after in INTERVALS.items())
    )
    with_properties(panel, "interval before", ("mappings", named), ("custom.width", 185))
    with_properties(panel, "reviews", ("unit", COUNT), ("decimals", 0), ("custom.width", 90))
    return panel.override_by_name("all right", shade("continuous-RdYlGr", 60, 100))


def meaning_and_reading() -> timeseries.Panel:
    """Return how well each question is answered."""
    columns = {"meaning": "100.0 * mean({meaning_correct})", "reading": "100.0 * mean({reading_correct})"}
    panel = curves(
        "Meaning against reading",
        "The share of reviews without a wrong answer to the meaning, and to the reading (of kanji and "
        "vocabulary; "
        "nothing else has one).",
        Influx(select(REVIEW, columns, by=(EVERY,), fill="null")),
        unit=PERCENT,
        empty=NO_REVIEW,
    )
    return coloured(_shares(panel), {"meaning": PLAIN, "reading": ATTENTION})


def by_kind() -> bargauge.Panel:
    """Return the accuracy by kind."""
    panel = meters(
        "Accuracy by kind",
        "The share of reviews without any wrong answer, by what the item is.",
        Influx(select(REVIEW, {"accuracy": ALL_RIGHT}, by=("subject_type",)), "$tag_subject_type"),
        unit=PERCENT,
    )
    return _good_or_bad(panel)


def by_lateness() -> bargauge.Panel:
    """Return the accuracy by how long after it fell due an item was reviewed."""
    targets = [
        Influx(select(REVIEW, {"accuracy": ALL_RIGHT}, where=late), name, ref=ref)
        for ref, (name, late) in zip("ABCDE", LATENESS.items(), strict=True)
    ]
    panel = meters(
        "Accuracy by lateness",
        "The share of reviews without any wrong answer, by how long after it fell due an item was "
        "reviewed, where "
        "that is known. Does waiting cost you anything?",
        *targets,
        unit=PERCENT,
    )
    return _good_or_bad(panel)


def _good_or_bad(panel: bargauge.Panel) -> bargauge.Panel:
    return by_threshold(panel.max(100).decimals(1), (70, ATTENTION), (80, RIGHT), base=WRONG)


def lifetime() -> Table:
    """Return what WaniKani counted over the account's whole life."""
    meaning, reading = _answers("meaning"), _answers("reading")
    panel = rows(
        "Over your whole life with WaniKani",
        "All answers (not reviews: a review with two wrong answers counts as one right and two wrong) "
        "that WaniKani still counts, from before the collector too; those to items that were reset are gone.",
        # Who was not asked is left out: 0 of 0 would be 0 %.
        table(listed(ACCURACY, meaning, by=("subject_type",), when=ALWAYS, having='"meaning answers" > 0')),
        table(
            listed(ACCURACY, reading, by=("subject_type",), when=ALWAYS, having='"reading answers" > 0'), "B"
        ),
        unit=PERCENT,
        empty=NO_POLL,
    ).decimals(1)
    transformed(panel, "joinByField", {"byField": "subject_type", "mode": "outer"})
    arranged(
        panel, ("subject_type", *meaning, *reading), hidden=("Time", "Time 1", "Time 2"),
        names={"subject_type": "kind"},
    )  # fmt: skip
    with_properties(panel, "meaning answers", ("unit", COUNT), ("decimals", 0))
    with_properties(panel, "reading answers", ("unit", COUNT), ("decimals", 0))
    return blank(panel, "/^(meaning|reading) /", "–")


def _answers(question: str) -> dict[str, str]:
    right, wrong = f"last({{{question}_correct}})", f"last({{{question}_incorrect}})"
    return {
        f"{question} answers": f"{right} + {wrong}",
        f"{question} right": f"100.0 * {right} / ({right} + {wrong})",
    }
