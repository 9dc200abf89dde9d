"""Arbitrary facts: whatever the ledger may hold, InfluxDB must be able to take."""

from typing import get_args

from hypothesis import strategies as st

from collector.core.facts import (
    Annotation,
    AnnotationKind,
    Fact,
    ForecastHour,
    Heartbeat,
    ImportedCounts,
    Leech,
    LeechRank,
    LevelAttempt,
    LevelState,
    Milestone,
    MilestoneKind,
    PollCounts,
    Queue,
    Review,
    Session,
    StudyDay,
    StudyHour,
    Totals,
)
from collector.core.kinds import KINDS
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment
from tests.statistics.items import NEW_KIND

_COUNT = st.integers(0, 100_000)
_MOMENT = st.integers(0, 4 * 10**15).map(Moment)
_KIND = st.sampled_from((*KINDS, NEW_KIND))
_TEXT = st.text(max_size=20)
_SECONDS = st.floats(0, 1e6)
_SUBJECT = _COUNT.map(SubjectId)
_ROW = st.tuples(*[_COUNT] * 10)

POLLS = st.builds(
    PollCounts,
    at=_MOMENT,
    stages=st.fixed_dictionaries(dict.fromkeys(KINDS, _ROW), optional={NEW_KIND: _ROW}),
    queue=st.builds(
        Queue, _COUNT, _COUNT, _COUNT, _COUNT, st.none() | _MOMENT, st.booleans(), st.none() | _COUNT
    ),
    totals=st.fixed_dictionaries(
        dict.fromkeys(KINDS, st.builds(Totals, *[_COUNT] * 5)),
        optional={NEW_KIND: st.builds(Totals, *[_COUNT] * 5)},
    ),
    level=st.builds(LevelState, st.integers(1, 60), _COUNT, _COUNT, _COUNT, st.none() | _MOMENT),
)
IMPORTED = st.builds(ImportedCounts, _MOMENT, _COUNT, _COUNT, _COUNT, _COUNT, _COUNT)
HEARTBEATS = st.builds(
    Heartbeat,
    _MOMENT,
    st.just("Asia/Tokyo"),
    st.booleans(),
    st.booleans(),
    st.none() | _COUNT,
    _COUNT,
    _COUNT,
    _COUNT,
    _COUNT,
    _COUNT,
    _SECONDS,
    st.none() | _COUNT,
    st.none() | _COUNT,
)
MILESTONES = st.builds(
    Milestone,
    _COUNT.map(AssignmentId),
    st.sampled_from(get_args(MilestoneKind)),
    _MOMENT,
    _SUBJECT,
    _KIND,
    st.none() | st.integers(1, 60),
    st.integers(0, 999),
)
ATTEMPTS = st.builds(LevelAttempt, _COUNT, st.integers(1, 60), _MOMENT, st.none() | _MOMENT, st.booleans())
MARKS = st.builds(Annotation, _MOMENT, st.sampled_from(get_args(AnnotationKind)), _TEXT, _TEXT)
HOURS = st.builds(ForecastHour, _MOMENT, st.sampled_from(KINDS), _COUNT, _COUNT, _COUNT, _COUNT)
RANKS = st.builds(
    LeechRank,
    _MOMENT,
    st.integers(1, 50),
    st.none()
    | st.builds(Leech, _SUBJECT, st.integers(1, 8), _COUNT, _COUNT, st.floats(1, 1000), _TEXT, _TEXT, _KIND),
)
REVIEWS = st.builds(
    Review,
    _COUNT.map(AssignmentId),
    _MOMENT,
    _SUBJECT,
    _KIND,
    st.none() | st.integers(1, 60),
    st.integers(1, 8),
    st.integers(1, 9),
    st.integers(0, 20),
    st.none() | st.integers(0, 20),
    st.none() | _COUNT,
    st.booleans(),
    st.integers(0, 999),
)
SESSIONS = st.builds(Session, _MOMENT, _COUNT, _COUNT, _COUNT, _COUNT, _COUNT, st.booleans())
STUDY_HOURS = st.builds(StudyHour, _MOMENT, st.integers(1, 7), st.integers(0, 23), _COUNT, _COUNT, _COUNT)
STUDY_DAYS = st.builds(StudyDay, _MOMENT, _COUNT, _COUNT, _COUNT, _COUNT, _COUNT)
FACTS: st.SearchStrategy[Fact] = st.one_of(
    POLLS,
    IMPORTED,
    HEARTBEATS,
    MILESTONES,
    ATTEMPTS,
    MARKS,
    HOURS,
    RANKS,
    REVIEWS,
    SESSIONS,
    STUDY_HOURS,
    STUDY_DAYS,
)
