"""Rows of WaniKani as the tests of the mirror, the items and the baselines need them."""

from dataclasses import replace

from collector.core.model import (
    Assignment,
    AssignmentId,
    Facet,
    ReviewStatistic,
    Subject,
    SubjectId,
)
from collector.core.moments import Moment
from collector.core.stages import SrsStage

UNANSWERED = Facet(correct=0, incorrect=0, current_streak=0, max_streak=0)

WATER = Subject(
    id=SubjectId(1),
    kind="kanji",
    level=2,
    slug="water",
    characters="水",
    meanings=("water", "fluid"),
    readings=("すい",),
    other_meanings=(),
    other_readings=("みず",),
    srs_id=1,
    lesson_position=3,
    components=(SubjectId(2),),
    hidden_at=None,
    updated_at=Moment(10),
)
# A radical drawn as an image has no characters, and nothing is read.
GUN = replace(
    WATER,
    id=SubjectId(2),
    kind="radical",
    level=1,
    slug="gun",
    characters=None,
    meanings=("gun",),
    readings=(),
    other_readings=(),
    components=(),
)

STUDIED = Assignment(
    id=AssignmentId(101),
    subject_id=WATER.id,
    subject_type="kanji",
    srs_stage=SrsStage.GURU_1,
    unlocked_at=Moment(20),
    started_at=Moment(30),
    passed_at=Moment(40),
    burned_at=None,
    resurrected_at=None,
    available_at=Moment(90),
    hidden=False,
    updated_at=Moment(50),
)
ANSWERED = ReviewStatistic(
    id=201,
    subject_id=WATER.id,
    subject_type="kanji",
    meaning=Facet(correct=5, incorrect=1, current_streak=2, max_streak=4),
    reading=Facet(correct=3, incorrect=2, current_streak=1, max_streak=3),
    hidden=False,
    updated_at=Moment(51),
)


def assigned(subject: Subject) -> Assignment:
    """Return the assignment of *subject*, otherwise as the studied one."""
    return replace(
        STUDIED, id=AssignmentId(100 + subject.id), subject_id=subject.id, subject_type=subject.kind
    )


def answered(subject: Subject) -> ReviewStatistic:
    """Return the statistic of *subject*, otherwise as the answered one."""
    return replace(ANSWERED, id=200 + subject.id, subject_id=subject.id, subject_type=subject.kind)
