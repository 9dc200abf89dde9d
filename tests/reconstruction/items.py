"""Builders of items as two polls saw them: say what matters, the rest is ordinary.

The poll before was at noon, this one an hour later; the item fell due at noon. What a review leaves
behind is worked out here anew, on purpose with none of the collector's own rules.
"""

from dataclasses import replace
from typing import Any, TypeVar

from collector.core.model import AssignmentId, ReviewRecord, SubjectId
from collector.core.moments import HOUR, SECOND, Moment
from collector.reconstruction.snapshots import (
    NEVER_ANSWERED,
    Answers,
    Comparison,
    FoundReview,
    Intervals,
    ItemState,
    PollWindow,
)
from collector.statistics.sessions import ReviewResult
from tests.statistics.items import NOON, after

Built = TypeVar("Built")

HOURS = (4, 8, 23, 47, 167, 335, 719, 2879)
ACCELERATED_HOURS = (2, 4, 8, 23, 167, 335, 719, 2879)
WAITS: Intervals = {stage: hours * HOUR for stage, hours in enumerate(HOURS, 1)}
ACCELERATED: Intervals = {stage: hours * HOUR for stage, hours in enumerate(ACCELERATED_HOURS, 1)}

# A statistic is stamped this long after its assignment.
WRITING = 12_000
LONG_AGO = after(-1000)


def _built(of: type[Built], ordinary: dict[str, Any], special: dict[str, Any]) -> Built:
    return of(**{**ordinary, **special})


def item_state(**special: Any) -> ItemState:
    """Return a kanji in Apprentice 4, due at noon, that was reviewed three times without an error."""
    ordinary = {
        "stage": 4,
        "started_at": LONG_AGO,
        "passed_at": None,
        "burned_at": None,
        "resurrected_at": None,
        "available_at": NOON,
        "hidden": False,
        "assignment_at": Moment(after(-46.5) - WRITING),
        "meaning": Answers(3, 0, 3),
        "reading": Answers(3, 0, 3),
        "statistic_at": after(-46.5),
    }
    return _built(ItemState, ordinary, special)


def lesson_waits(**special: Any) -> ItemState:
    """Return a kanji whose lesson was not done yet; nothing was ever answered."""
    ordinary = {
        "stage": 0,
        "started_at": None,
        "available_at": None,
        "assignment_at": LONG_AGO,
        "meaning": NEVER_ANSWERED,
        "reading": NEVER_ANSWERED,
        "statistic_at": None,
    }
    return item_state(**{**ordinary, **special})


def burned(**special: Any) -> ItemState:
    """Return a kanji that was burned yesterday."""
    ordinary = {
        "stage": 9,
        "available_at": None,
        "passed_at": after(-900),
        "burned_at": after(-24),
        "assignment_at": after(-24),
        "statistic_at": Moment(after(-24) + WRITING),
    }
    return item_state(**{**ordinary, **special})


def comparison(before: ItemState, now: ItemState, **special: Any) -> Comparison:
    """Return a kanji of the ordinary spaced repetition system that no reset concerns."""
    ordinary = {
        "before": before,
        "now": now,
        "intervals": WAITS,
        "has_reading": True,
        "resets": (),
        "last_review_at": None,
    }
    return _built(Comparison, ordinary, special)


def window(hours: float = 1, **special: Any) -> PollWindow:
    """Return the time from the poll at noon to one *hours* later, which took two seconds."""
    end = after(hours)
    ordinary = {"since": NOON, "statistics_at": end, "now": Moment(end + 2 * SECOND)}
    return _built(PollWindow, ordinary, special)


def found(at: Moment, stages: tuple[int, int], **special: Any) -> FoundReview:
    """Return a review without an error that is certain, but not when it was due."""
    ordinary = {
        "at": at,
        "starting_stage": stages[0],
        "ending_stage": stages[1],
        "meaning_incorrect": 0,
        "reading_incorrect": 0,
        "inferred": False,
        "late_seconds": None,
    }
    return _built(FoundReview, ordinary, special)


def answered(at: Moment, meaning_wrong: int = 0, reading_wrong: int = 0) -> ReviewResult:
    return ReviewResult(at, meaning_wrong, reading_wrong)


def row(at: Moment, **special: Any) -> ReviewRecord:
    """Return a row of `/reviews`: from Apprentice 4, without an error."""
    ordinary = {
        "id": 1,
        "assignment_id": AssignmentId(1),
        "subject_id": SubjectId(440),
        "created_at": at,
        "starting_srs_stage": 4,
        "ending_srs_stage": 5,
        "incorrect_meaning_answers": 0,
        "incorrect_reading_answers": 0,
        "updated_at": at,
    }
    return _built(ReviewRecord, ordinary, special)


def stage_after(stage: int, wrong: int) -> int:
    """Return the stage after a review: the knowledge base's formula, written down a second time."""
    if not wrong:
        return stage + 1
    halves = -(-wrong // 2)
    return max(1, stage - halves * (2 if stage in (5, 6, 7, 8) else 1))


def one_more(answers: Answers, wrong: int) -> Answers:
    """Return a facet after one more review with *wrong* wrong answers: the last answer is always right."""
    return Answers(answers.correct + 1, answers.incorrect + wrong, 1 if wrong else answers.streak + 1)


def full_hour(at: int) -> Moment:
    return Moment(at // HOUR * HOUR)


def reviewed(
    before: ItemState, at: Moment, meaning: int = 0, reading: int = 0, intervals: Intervals = WAITS
) -> ItemState:
    """Return *before* after a review at *at* with so many wrong answers to *meaning* and *reading*."""
    stage, stamp = stage_after(before.stage or 0, meaning + reading), Moment(at - WRITING)
    return replace(
        before,
        stage=stage,
        passed_at=before.passed_at or (stamp if stage >= 5 else None),
        burned_at=stamp if stage == 9 else before.burned_at,
        available_at=None if stage == 9 else full_hour(stamp + intervals[stage]),
        assignment_at=stamp,
        meaning=one_more(before.meaning, meaning),
        reading=one_more(before.reading, reading),
        statistic_at=at,
    )


def with_old_statistic(now: ItemState, before: ItemState) -> ItemState:
    """Return the assignment of *now* with the statistic of *before*, as a poll between the two reads it."""
    return replace(now, meaning=before.meaning, reading=before.reading, statistic_at=before.statistic_at)


def with_old_assignment(now: ItemState, before: ItemState) -> ItemState:
    """Return the statistic of *now* with the assignment of *before*."""
    return replace(before, meaning=now.meaning, reading=now.reading, statistic_at=now.statistic_at)


def learned(before: ItemState, at: Moment) -> ItemState:
    """Return *before* after its lesson, done at *at*."""
    return replace(before, stage=1, started_at=at, available_at=full_hour(at + WAITS[1]), assignment_at=at)


def resurrected(before: ItemState, at: Moment) -> ItemState:
    """Return *before* after it was resurrected at *at*; it keeps `started_at`."""
    due = full_hour(at + WAITS[1])
    return replace(before, stage=1, resurrected_at=at, available_at=due, assignment_at=at)


def wiped(at: Moment) -> ItemState:
    """Return what a reset that came to the item at *at* leaves: nothing."""
    return lesson_waits(assignment_at=at, statistic_at=Moment(at + 2 * SECOND))


def edited(now: ItemState, at: Moment) -> ItemState:
    """Return *now* after an edit of both its rows at *at*, which shows in nothing but their stamps."""
    return replace(now, assignment_at=at, statistic_at=at)
