"""The measurements of the present, as a poll found it."""

from collector.core.kinds import KINDS
from collector.core.stages import DIVIDED_GROUPS, STAGES, STEPS, in_words
from collector.points.catalogue.measurement import Field, Measurement, Unit, decimal, text

ALL = "all"
_ALL_AND_KINDS = ", ".join((ALL, *KINDS))
_NOT_IMPORTED = "absent from imported counts."
_POLL = "the poll"
_EVERY_POLL = "At every successful poll."
_CHANGED = (
    "By a successful poll that counted something else, and by the first one after midnight and noon (UTC)."
)

SRS_DISTRIBUTION = Measurement(
    "srs_distribution",
    "Items in each stage at a poll, when they changed and twice a day: unlocked, not hidden; "
    "lesson = not started yet.",
    tags={"subject_type": _ALL_AND_KINDS},
    time=_POLL,
    written=_CHANGED,
    fields={
        "lesson": Field(
            Unit.ITEMS,
            f"Items that are unlocked but not started, whatever the level or subscription; {_NOT_IMPORTED}",
        ),
        **{
            stage: Field(Unit.ITEMS, f"Items in the stage {in_words(stage)}; {_NOT_IMPORTED}")
            for stage in STEPS
        },
        **{stage: Field(Unit.ITEMS, f"Items in the stage {stage}.") for stage in STAGES[1 + len(STEPS) :]},
        **{
            group: Field(Unit.ITEMS, f"Items in all stages of {group}: their sum.")
            for group in DIVIDED_GROUPS
        },
    },
)
QUEUE = Measurement(
    "queue",
    "Lessons and reviews that wait at a poll, as WaniKani's summary counts them.",
    time=_POLL,
    written=_EVERY_POLL,
    fields={
        "lessons_available": Field(Unit.LESSONS, "Lessons that wait now."),
        "reviews_available": Field(Unit.REVIEWS, "Reviews that wait now."),
        "reviews_next_hour": Field(
            Unit.REVIEWS, "Reviews that fall due at the next full hour, without those that wait now."
        ),
        "reviews_next_24h": Field(
            Unit.REVIEWS,
            "Reviews that fall due in the 24 hours after the present one, without those that wait now.",
        ),
        "next_reviews_in_seconds": Field(
            Unit.SECONDS, "Time until the next reviews; 0 while any wait, absent when none are scheduled."
        ),
        "on_vacation": Field(Unit.FLAG, "1 while vacation mode is on."),
        "streak_days": Field(
            Unit.DAYS,
            "Local days in a row with a review or a lesson, up to today, or yesterday while today has none; "
            "days wholly on vacation neither count nor break it.",
        ),
    },
)
ACCURACY = Measurement(
    "accuracy",
    "Lifetime totals of answers to items that are not hidden, and leeches among them; at a poll, when they "
    "changed and twice a day.",
    tags={"subject_type": _ALL_AND_KINDS},
    time=_POLL,
    written=_CHANGED,
    fields={
        "meaning_correct": Field(Unit.ANSWERS, "Right answers to the meaning."),
        "meaning_incorrect": Field(Unit.ANSWERS, "Wrong answers to the meaning."),
        "reading_correct": Field(Unit.ANSWERS, "Right answers to the reading; 0 for kinds without one."),
        "reading_incorrect": Field(Unit.ANSWERS, "Wrong answers to the reading; 0 for kinds without one."),
        "leeches": Field(Unit.ITEMS, "Items with a leech score of 1 or more."),
    },
)
LEVEL = Measurement(
    "level",
    "Progress in the learner's level, by its kanji; at a poll, when it changed and twice a day.",
    time=_POLL,
    written=_CHANGED,
    fields={
        "level": Field(Unit.LEVEL, "The learner's level."),
        "kanji_total": Field(Unit.KANJI, "Kanji of the level that are not hidden."),
        "kanji_passed": Field(Unit.KANJI, "Those that were passed (Guru for the first time)."),
        "kanji_required": Field(Unit.KANJI, "Passed kanji that the next level needs."),
        "seconds_on_level": Field(
            Unit.SECONDS,
            "Time since the level was unlocked, vacations included; absent once it is passed, and while it "
            "is above those that the subscription grants.",
        ),
    },
)
WORKLOAD = Measurement(
    "workload",
    "How much there is to do, beside the learner's own last 90 days; at a poll, when it changed and twice "
    "a day.",
    time=_POLL,
    written=_CHANGED,
    fields={
        "apprentice_weight": Field(
            Unit.WEIGHTED_ITEMS, "Apprentice items, each weighed by its stage and kind."
        ),
        "apprentice_weight_usual": Field(
            Unit.WEIGHTED_ITEMS,
            "What it did not exceed at the end of half of the last 90 days; absent with fewer than 14 days.",
        ),
        "apprentice_weight_high": Field(
            Unit.WEIGHTED_ITEMS,
            "What it did not exceed at the end of nine tenths of the last 90 days; absent with fewer than 14 "
            "days.",
        ),
        "reviews_per_day": decimal(
            Unit.REVIEWS_A_DAY, "Mean of the last seven whole days; absent in the first week."
        ),
        "reviews_per_day_capacity": Field(
            Unit.REVIEWS_A_DAY,
            "What nine tenths of the days with reviews, of the last 90, did not exceed; absent with fewer "
            "than 14 of them.",
        ),
        "seconds_per_review": decimal(
            Unit.SECONDS_A_REVIEW,
            "Median over the last seven whole days; absent with fewer than ten reviews.",
        ),
        "seconds_per_review_usual": decimal(
            Unit.SECONDS_A_REVIEW,
            "Median over the last 90 days; absent with fewer than 14 days with sessions.",
        ),
    },
)
LEECH = Measurement(
    "leech",
    "The leech at this rank, 01 being the worst; written when it changed.",
    tags={"rank": "01 … 50"},
    time=_POLL,
    written="By a successful poll, each rank on its own when its content changed.",
    fields={
        "subject_id": Field(Unit.ID, "The item's subject; 0 for a rank that is free again."),
        "srs_stage": Field(Unit.STAGE, "The item's stage, 1 to 8."),
        "incorrect": Field(
            Unit.ANSWERS, "Wrong answers to the question (meaning or reading) with the higher score."
        ),
        "current_streak": Field(Unit.ANSWERS, "Right answers in a row to that question, up to now."),
        "score": decimal(
            Unit.SCORE,
            "incorrect / max(current_streak, 1)^1.5; 1.0 or more, 0 for a rank that is free again.",
        ),
        "characters": text("The item; its slug where it has no characters."),
        "meaning": text("Its primary meaning."),
        "subject_type": text("Its kind."),
    },
)
COLLECTOR = Measurement(
    "collector",
    "The heartbeat: the result of a poll, good or bad.",
    tags={"timezone": "the configured zone"},
    time=_POLL,
    written="At every poll, good or bad, and on schedule while the token is rejected.",
    fields={
        "ok": Field(Unit.FLAG, "1 for a successful poll."),
        "token_ok": Field(Unit.FLAG, "0 while WaniKani rejects the token."),
        "seconds_since_success": Field(
            Unit.SECONDS, "Time since the last successful poll; 0 after one, absent before the first."
        ),
        "requests": Field(Unit.REQUESTS, "Requests of the poll to WaniKani."),
        "not_modified": Field(Unit.REQUESTS, "Those that were answered with 304: nothing new."),
        "changed_rows": Field(Unit.ROWS, "Rows of WaniKani's lists that changed since the poll before."),
        "reviews_found": Field(Unit.REVIEWS, "Reviews that were reconstructed from the changes."),
        "unexplained": Field(Unit.CHANGES, "Changes of items that no rule explains."),
        "outbox_pending": Field(
            Unit.POINTS, "Points that waited for InfluxDB, before those of this poll were added."
        ),
        "outbox_rejected": Field(Unit.POINTS, "Points that InfluxDB refused, and that are kept apart."),
        "duration_seconds": decimal(Unit.SECONDS, "How long the poll took."),
    },
)
