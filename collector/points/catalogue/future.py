"""The measurements of what is to come: WaniKani's schedule, and the collector's projections."""

from collector.core.kinds import KINDS
from collector.core.stages import REVIEWED_GROUPS
from collector.points.catalogue.measurement import Field, Measurement, Unit, decimal

REVIEW_FORECAST = Measurement(
    "review_forecast",
    "Reviews that fall due in the hour, by the stage the items are in now.",
    tags={"subject_type": ", ".join(KINDS)},
    time="the hour in which they fall due, in the future",
    written="By a successful poll, each hour on its own when its numbers changed.",
    fields={
        **{group: Field(Unit.REVIEWS, f"Reviews of items in {group} now.") for group in REVIEWED_GROUPS},
        "reviews": Field(Unit.REVIEWS, "All of them: the sum of the groups."),
    },
)
PROJECTION = Measurement(
    "projection",
    "Reviews of a local day to come, at its noon: what a tenth, half and nine tenths of the newest "
    "projection's futures do not exceed.",
    tags={"quantile": "p10, p50, p90"},
    time="noon of the local day, in the future",
    written="By each projection (once a day), for the next 365 days.",
    fields={
        "due": Field(Unit.REVIEWS, "Reviews that fall due on the day."),
        "done": Field(Unit.REVIEWS, "Reviews that are done on the day."),
        "backlog": Field(Unit.REVIEWS, "Reviews that wait at the day's end."),
        "minutes": Field(
            Unit.MINUTES, "Time for the reviews that are done, at the learner's own seconds a review."
        ),
    },
)
PROJECTED_LEVEL = Measurement(
    "projected_level",
    "A level to come, at the noon of the day on which half the futures have reached it; burned = all items.",
    tags={"level": "two digits, or burned"},
    time="noon of the local day on which half the futures have reached it",
    written="By each projection (once a day).",
    fields={
        "early_seconds": Field(
            Unit.SECONDS, "From the day that a tenth of the futures need (p10) to this day."
        ),
        "late_seconds": Field(
            Unit.SECONDS,
            "From this day to the one that nine tenths need (p90); 0 for a day that was given up.",
        ),
    },
)
PROJECTION_PACE = Measurement(
    "projection_pace",
    "What comes of so many lessons a day, as the projection made at that time foresees.",
    tags={"pace": "two digits, or own for the learner's own pace"},
    time="the projection",
    written="By each projection (once a day).",
    fields={
        "lessons_a_day": Field(Unit.LESSONS_A_DAY, "The pace; the learner's own is rounded."),
        "reviews_a_day": Field(Unit.REVIEWS_A_DAY, "Mean over the next 365 days."),
        "minutes_a_day": Field(Unit.MINUTES_A_DAY, "Mean over the next 365 days."),
        "level_60_at": Field(
            Unit.UNIX_SECONDS,
            "When half the futures have reached level 60; 0 when later than they reach, or already past.",
        ),
        "burned_at": Field(
            Unit.UNIX_SECONDS,
            "When half the futures have burned everything; 0 when later than they reach, or already past.",
        ),
    },
)
PROJECTION_SCORE = Measurement(
    "projection_score",
    "What was projected for a week so many days before its end, and what came; at the noon of its last day.",
    tags={"days_ahead": "07, 28, 84"},
    time="noon of the week's last day",
    written="Once the week is over.",
    fields={
        "projected": Field(Unit.REVIEWS, "Reviews of the week as projected (p50)."),
        "low": Field(Unit.REVIEWS, "What a tenth of the futures did not exceed (p10)."),
        "high": Field(Unit.REVIEWS, "What nine tenths of the futures did not exceed (p90)."),
        "came": Field(Unit.REVIEWS, "Reviews that were done."),
        "inside": Field(Unit.FLAG, "1 if they are within low and high, as about 80 of 100 weeks should be."),
        "level_days_off": decimal(
            Unit.DAYS,
            "From the projected to the real date of a level reached in the week, negative when it was "
            "reached earlier; absent when none was.",
        ),
    },
)
