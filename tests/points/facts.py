"""Arbitrary facts: whatever the ledger may hold, InfluxDB must be able to take."""

from typing import get_args

from hypothesis import strategies as st

from collector.core.facts import (
    Annotation,
    AnnotationKind,
    Coverage,
    Fact,
    ForecastHour,
    Heartbeat,
    ImportedCounts,
    Leech,
    LeechRank,
    LevelAttempt,
    Milestone,
    MilestoneKind,
    Review,
    Session,
    StudyDay,
    StudyHour,
)
from collector.core.kanji_lists import NAMES
from collector.core.kinds import KINDS
from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment
from collector.core.poll_counts import LevelState, PollCounts, Queue, Section, Totals, Workload, WrittenCounts
from collector.core.projection import ALL_BURNED, QUANTILES, SCORED_DAYS_AHEAD
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace, ProjectionScore
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
        Queue,
        lessons=_COUNT,
        reviews=_COUNT,
        next_hour=_COUNT,
        next_24h=_COUNT,
        next_reviews_at=st.none() | _MOMENT,
        on_vacation=st.booleans(),
        streak_days=_COUNT,
    ),
    totals=st.fixed_dictionaries(
        dict.fromkeys(KINDS, st.builds(Totals, *[_COUNT] * 5)),
        optional={NEW_KIND: st.builds(Totals, *[_COUNT] * 5)},
    ),
    level=st.builds(
        LevelState,
        level=st.integers(1, 60),
        kanji_total=_COUNT,
        kanji_passed=_COUNT,
        kanji_required=_COUNT,
        since=st.none() | _MOMENT,
    ),
    workload=st.builds(
        Workload,
        apprentice_weight=_COUNT,
        apprentice_weight_usual=st.none() | _COUNT,
        apprentice_weight_high=st.none() | _COUNT,
        reviews_per_day=st.none() | _SECONDS,
        reviews_per_day_capacity=st.none() | _COUNT,
        seconds_per_review=st.none() | _SECONDS,
        seconds_per_review_usual=st.none() | _SECONDS,
    ),
)
# A poll always writes some section: the queue, if nothing else.
WRITTEN = st.builds(WrittenCounts, POLLS, st.frozensets(st.sampled_from(get_args(Section)), min_size=1))
IMPORTED = st.builds(
    ImportedCounts,
    at=_MOMENT,
    apprentice=_COUNT,
    guru=_COUNT,
    master=_COUNT,
    enlightened=_COUNT,
    burned=_COUNT,
)
HEARTBEATS = st.builds(
    Heartbeat,
    at=_MOMENT,
    timezone=st.just("Asia/Tokyo"),
    ok=st.booleans(),
    token_ok=st.booleans(),
    seconds_since_success=st.none() | _COUNT,
    requests=_COUNT,
    not_modified=_COUNT,
    changed_rows=_COUNT,
    outbox_pending=_COUNT,
    outbox_rejected=_COUNT,
    duration_seconds=_SECONDS,
    reviews_found=_COUNT,
    unexplained=_COUNT,
)
MILESTONES = st.builds(
    Milestone,
    assignment_id=_COUNT.map(AssignmentId),
    kind=st.sampled_from(get_args(MilestoneKind)),
    at=_MOMENT,
    subject_id=_SUBJECT,
    subject_type=_KIND,
    level=st.none() | st.integers(1, 60),
    offset_ns=st.integers(0, 999),
)
ATTEMPTS = st.builds(
    LevelAttempt,
    progression_id=_COUNT,
    level=st.integers(1, 60),
    unlocked_at=_MOMENT,
    passed_at=st.none() | _MOMENT,
    abandoned=st.booleans(),
)
MARKS = st.builds(Annotation, _MOMENT, st.sampled_from(get_args(AnnotationKind)), _TEXT, _TEXT)
HOURS = st.builds(
    ForecastHour,
    hour=_MOMENT,
    subject_type=st.sampled_from(KINDS),
    apprentice=_COUNT,
    guru=_COUNT,
    master=_COUNT,
    enlightened=_COUNT,
)
RANKS = st.builds(
    LeechRank,
    _MOMENT,
    st.integers(1, 50),
    st.none()
    | st.builds(
        Leech,
        subject_id=_SUBJECT,
        srs_stage=st.integers(1, 8),
        incorrect=_COUNT,
        current_streak=_COUNT,
        score=st.floats(1, 1000),
        characters=_TEXT,
        meaning=_TEXT,
        subject_type=_KIND,
    ),
)
REVIEWS = st.builds(
    Review,
    assignment_id=_COUNT.map(AssignmentId),
    at=_MOMENT,
    subject_id=_SUBJECT,
    subject_type=_KIND,
    level=st.none() | st.integers(1, 60),
    starting_stage=st.integers(1, 8),
    ending_stage=st.integers(1, 9),
    meaning_incorrect=st.integers(0, 20),
    reading_incorrect=st.none() | st.integers(0, 20),
    late_seconds=st.none() | _COUNT,
    inferred=st.booleans(),
    offset_ns=st.integers(0, 999),
)
SESSIONS = st.builds(
    Session,
    at=_MOMENT,
    reviews=_COUNT,
    correct=_COUNT,
    meaning_incorrect=_COUNT,
    reading_incorrect=_COUNT,
    duration_seconds=_COUNT,
    paced=st.booleans(),
)
STUDY_HOURS = st.builds(
    StudyHour,
    at=_MOMENT,
    weekday=st.integers(1, 7),
    hour=st.integers(0, 23),
    reviews=_COUNT,
    correct=_COUNT,
    lessons=_COUNT,
)
STUDY_DAYS = st.builds(
    StudyDay,
    at=_MOMENT,
    reviews=_COUNT,
    correct=_COUNT,
    lessons=_COUNT,
    sessions=_COUNT,
    study_seconds=_COUNT,
)
BANDS = st.builds(
    ProjectedBand,
    at=_MOMENT,
    quantile=st.sampled_from(QUANTILES),
    due=_COUNT,
    done=_COUNT,
    backlog=_COUNT,
    minutes=_COUNT,
)
LEVELS_TO_COME = st.builds(
    ProjectedLevel,
    at=_MOMENT,
    level=st.just(ALL_BURNED) | st.integers(2, 60).map("{:02d}".format),
    early_seconds=_COUNT,
    late_seconds=_COUNT,
)
PACES = st.builds(
    ProjectedPace,
    at=_MOMENT,
    pace=st.just("own") | st.integers(0, 99).map("{:02d}".format),
    lessons_a_day=_COUNT,
    reviews_a_day=_COUNT,
    minutes_a_day=_COUNT,
    level_60_at=st.none() | _MOMENT,
    burned_at=st.none() | _MOMENT,
)
SCORES = st.builds(
    ProjectionScore,
    at=_MOMENT,
    days_ahead=st.sampled_from(SCORED_DAYS_AHEAD),
    projected=_COUNT,
    low=_COUNT,
    high=_COUNT,
    came=_COUNT,
    level_days_off=st.none() | st.floats(-1000, 1000),
)
COVERAGES = st.builds(
    Coverage,
    at=_MOMENT,
    list_name=st.sampled_from(NAMES),
    known=_COUNT,
    learning=_COUNT,
    total=_COUNT,
)
FACTS: st.SearchStrategy[Fact] = st.one_of(
    WRITTEN,
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
    BANDS,
    LEVELS_TO_COME,
    PACES,
    SCORES,
    COVERAGES,
)
