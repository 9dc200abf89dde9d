"""The measurements of when the learner studies: sessions, local hours, local days."""

from collector.points.catalogue.measurement import Field, Measurement, Unit, decimal

_REWRITTEN = "By the poll that finds its reviews or lessons; rewritten while the {} lasts."
_REVIEWS = Field(Unit.REVIEWS, "Reviews that were done.")
_CORRECT = Field(Unit.REVIEWS, "Those without any wrong answer.")
_LESSONS = Field(Unit.LESSONS, "Lessons that were done.")

SESSION = Measurement(
    "session",
    "Reviews less than 15 minutes apart, at the first of them.",
    time="the session's first review",
    written="By the poll that finds its reviews; rewritten when the session grows.",
    fields={
        "reviews": _REVIEWS,
        "correct": _CORRECT,
        "meaning_incorrect": Field(Unit.ANSWERS, "Wrong answers to the meaning."),
        "reading_incorrect": Field(Unit.ANSWERS, "Wrong answers to the reading."),
        "duration_seconds": Field(Unit.SECONDS, "Time from the first to the last review."),
        "seconds_per_review": decimal(
            Unit.SECONDS_A_REVIEW, "duration_seconds / (reviews − 1); absent for a session of one review."
        ),
    },
)
STUDY_HOUR = Measurement(
    "study_hour",
    "Reviews and lessons of a local hour.",
    tags={"weekday": "1 (Monday) … 7", "hour": "00 … 23"},
    time="the start of the local hour",
    written=_REWRITTEN.format("hour"),
    fields={"reviews": _REVIEWS, "correct": _CORRECT, "lessons": _LESSONS},
)
STUDY_DAY = Measurement(
    "study_day",
    "Reviews, lessons and sessions of a local day, at its midnight.",
    time="local midnight, at the day's start",
    written=_REWRITTEN.format("day"),
    fields={
        "reviews": _REVIEWS,
        "correct": _CORRECT,
        "lessons": _LESSONS,
        "sessions": Field(Unit.SESSIONS, "Sessions whose first review was on the day."),
        "study_seconds": Field(Unit.SECONDS, "Duration of these sessions together."),
    },
)
