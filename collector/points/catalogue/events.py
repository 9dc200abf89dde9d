"""The measurements of what happened, at the time when it happened."""

from collector.core.kanji_lists import NAMES
from collector.core.stages import REVIEWED_GROUPS
from collector.points.catalogue.measurement import Field, Measurement, Unit, text

_NEXT_POLL = "By the poll that finds it; "
_WHOLE_PAST = f"{_NEXT_POLL}the first poll writes the whole past."

REVIEW = Measurement(
    "review",
    "One finished review of one item, reconstructed; inferred = 0 when it is certain.",
    tags={
        "subject_type": "the item's kind",
        "srs_stage": "before the review: apprentice_1 … enlightened",
        "srs_group": ", ".join(REVIEWED_GROUPS),
    },
    time="when WaniKani counted the review",
    written=f"{_NEXT_POLL}those before the first poll only where they were imported.",
    fields={
        "correct": Field(
            Unit.FLAG,
            "1 without any wrong answer; its mean is the percentage of WaniKani's review summary.",
        ),
        "meaning_correct": Field(Unit.FLAG, "1 without a wrong answer to the meaning."),
        "reading_correct": Field(
            Unit.FLAG, "1 without a wrong answer to the reading; absent for items without a reading."
        ),
        "meaning_incorrect": Field(Unit.ANSWERS, "Wrong answers to the meaning."),
        "reading_incorrect": Field(
            Unit.ANSWERS, "Wrong answers to the reading; 0 for items without a reading."
        ),
        "starting_stage": Field(Unit.STAGE, "The stage before, 1 to 8."),
        "ending_stage": Field(Unit.STAGE, "The stage after, 1 to 9."),
        "subject_id": Field(Unit.ID, "The item's subject."),
        "assignment_id": Field(Unit.ID, "The item's assignment."),
        "level": Field(Unit.LEVEL, "The level of the item's subject; absent when unknown."),
        "late_seconds": Field(
            Unit.SECONDS, "Time from falling due to the review; absent when no poll saw the due time."
        ),
        "inferred": Field(
            Unit.FLAG, "0 when the time, both stages and both numbers of wrong answers are certain."
        ),
    },
)
MILESTONE = Measurement(
    "milestone",
    "An event of an item, such as unlocked or passed, when it happened.",
    tags={"subject_type": "the item's kind", "kind": "unlocked, started, passed, burned, resurrected"},
    time="when it happened, by the assignment's own timestamps",
    written=_WHOLE_PAST,
    fields={
        "subject_id": Field(Unit.ID, "The item's subject."),
        "level": Field(Unit.LEVEL, "The level of the item's subject at that time; absent when unknown."),
        "count": Field(Unit.EVENTS, "Always 1, for sums."),
    },
)
LEVEL_PROGRESSION = Measurement(
    "level_progression",
    "One attempt at a level, at the moment it was unlocked.",
    tags={"level": "two digits"},
    time="when the level was unlocked",
    written=f"{_WHOLE_PAST} Again when the level is passed or abandoned.",
    fields={
        "level_number": Field(Unit.LEVEL, "The level, as a number."),
        "passed": Field(Unit.FLAG, "1 once the level is passed."),
        "abandoned": Field(Unit.FLAG, "1 if a reset ended the attempt."),
        "duration_seconds": Field(
            Unit.SECONDS, "Time from unlocking to passing the level; absent until it is passed."
        ),
    },
)
ANNOTATION = Measurement(
    "annotation",
    "A mark on the charts, when it happened.",
    tags={"kind": "level_up, reset, vacation_start, vacation_end, subscription, outage"},
    time="when it happened",
    written=_NEXT_POLL.removesuffix("; ") + ".",
    fields={
        "title": text("A few words for the chart."),
        "text": text("A sentence for the chart."),
    },
)
COVERAGE = Measurement(
    "coverage",
    "Kanji of a list that are known (passed) and that are being learned, of all in it; when they changed, "
    "for the whole past.",
    tags={"list": ", ".join(NAMES)},
    time="the poll that counted it; of the time before the first poll, when it changed",
    written="By a poll that counts something else than was last written; the first writes the whole past.",
    fields={
        "known": Field(
            Unit.KANJI, "Kanji that were passed (Guru for the first time); they stay known until a reset."
        ),
        "learning": Field(Unit.KANJI, "Kanji whose lesson was done and that are not passed yet."),
        "total": Field(Unit.KANJI, "All kanji of the list, those that WaniKani does not teach too."),
    },
)
