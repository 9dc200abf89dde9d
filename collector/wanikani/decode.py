"""JSON from WaniKani becomes the types of `core.model`, in this one place.

Source: WaniKani API documentation, revision 20170710; checked on recorded responses in the tests. Unknown
fields are ignored and unknown kinds of subject are kept: WaniKani adds both now and then.

>>> body = b'''{"object": "collection", "pages": {"per_page": 500}, "total_count": 1, "data": [
...   {"id": 7, "object": "reset", "data_updated_at": "2024-03-04T12:00:00Z",
...    "data": {"original_level": 5, "target_level": 2}}]}'''
>>> RESETS.page(body, "/resets").rows
[Reset(id=7, original_level=5, target_level=2, confirmed_at=None, updated_at=1709553600000000)]
"""

from collections.abc import Callable
from datetime import datetime
from operator import attrgetter
from typing import Any, TypeVar

from pydantic import AwareDatetime, ConfigDict, TypeAdapter

from collector.core.model import (
    Assignment,
    AssignmentId,
    Facet,
    LevelProgression,
    Reset,
    ReviewRecord,
    ReviewStatistic,
    SrsSystem,
    Subject,
    SubjectId,
    Subscription,
    Summary,
    User,
)
from collector.core.moments import MICROSECOND, Moment, hour_of
from collector.core.stages import SrsStage
from collector.core.taught import Mnemonics, TaughtSubject
from collector.wanikani import schemas
from collector.wanikani.decoder import Decoder

T = TypeVar("T")

# By default sixteen thousand strings stay cached for ever, scattered over the memory a first sync
# needed, which can then not be given back: 12 MiB of a daemon that idles.
_CONFIG = ConfigDict(cache_strings="keys")
# In pydantic's own UTC: a time read by pydantic is subtracted from it in a quarter of the time.
_EPOCH = TypeAdapter(AwareDatetime).validate_python("1970-01-01T00:00:00Z")
_STAGES = tuple(SrsStage)


def _moment(at: datetime) -> Moment:
    return Moment((at - _EPOCH) // MICROSECOND)


def _moment_or_none(at: datetime | None) -> Moment | None:
    return None if at is None else Moment((at - _EPOCH) // MICROSECOND)


def _user(raw: schemas.User) -> User:
    data = raw.data
    return User(
        id=data.id,
        username=data.username,
        level=data.level,
        vacation_started_at=_moment_or_none(data.current_vacation_started_at),
        subscription=Subscription(
            data.subscription.active, data.subscription.type, data.subscription.max_level_granted
        ),
        updated_at=_moment(raw.data_updated_at),
    )


def _summary(raw: schemas.Summary) -> Summary:
    data = raw.data
    hour = hour_of(_moment(raw.data_updated_at))
    rows = [(_moment(row.available_at), len(row.subject_ids)) for row in data.reviews]
    return Summary(
        hour=hour,
        lessons=sum(len(row.subject_ids) for row in data.lessons),
        reviews=sum(count for at, count in rows if at <= hour),
        coming=tuple(sorted((at, count) for at, count in rows if at > hour)),
        next_reviews_at=_moment_or_none(data.next_reviews_at),
    )


def _taught_subject(raw: schemas.Subject) -> TaughtSubject:
    return TaughtSubject(
        _subject(raw), Mnemonics(SubjectId(raw.id), raw.data.meaning_mnemonic, raw.data.reading_mnemonic)
    )


def _subject(raw: schemas.Subject) -> Subject:
    data = raw.data
    meanings, other_meanings = _forms(data.meanings, _MEANING)
    readings, other_readings = _forms(data.readings, _READING)
    return Subject(
        id=SubjectId(raw.id),
        kind=raw.object,
        level=data.level,
        slug=data.slug,
        characters=data.characters,
        meanings=meanings,
        readings=readings,
        other_meanings=other_meanings,
        other_readings=other_readings,
        srs_id=data.spaced_repetition_system_id,
        lesson_position=data.lesson_position,
        components=tuple(map(SubjectId, data.component_subject_ids)),
        hidden_at=_moment_or_none(data.hidden_at),
        updated_at=_moment(raw.data_updated_at),
    )


_MEANING = attrgetter("meaning")
_READING = attrgetter("reading")


def _forms(forms: list[Any], text: Callable[[Any], str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return the forms that are accepted as an answer, and those that are not; the primary one first."""
    accepted: list[str] = []
    others: list[str] = []
    for form in forms if len(forms) < 2 else sorted(forms, key=_is_secondary):
        (accepted if form.accepted_answer else others).append(text(form))
    return tuple(accepted), tuple(others)


def _is_secondary(form: Any) -> bool:
    return not form.primary


def _assignment(raw: schemas.Assignment) -> Assignment:
    data = raw.data
    return Assignment(
        id=AssignmentId(raw.id),
        subject_id=SubjectId(data.subject_id),
        subject_type=data.subject_type,
        srs_stage=_STAGES[data.srs_stage],
        unlocked_at=_moment_or_none(data.unlocked_at),
        started_at=_moment_or_none(data.started_at),
        passed_at=_moment_or_none(data.passed_at),
        burned_at=_moment_or_none(data.burned_at),
        resurrected_at=_moment_or_none(data.resurrected_at),
        available_at=_moment_or_none(data.available_at),
        hidden=data.hidden,
        updated_at=_moment(raw.data_updated_at),
    )


def _statistic(raw: schemas.ReviewStatistic) -> ReviewStatistic:
    data = raw.data
    return ReviewStatistic(
        id=raw.id,
        subject_id=SubjectId(data.subject_id),
        subject_type=data.subject_type,
        meaning=Facet(
            data.meaning_correct,
            data.meaning_incorrect,
            data.meaning_current_streak,
            data.meaning_max_streak,
        ),
        reading=Facet(
            data.reading_correct,
            data.reading_incorrect,
            data.reading_current_streak,
            data.reading_max_streak,
        ),
        hidden=data.hidden,
        updated_at=_moment(raw.data_updated_at),
    )


def _reset(raw: schemas.Reset) -> Reset:
    data = raw.data
    return Reset(
        id=raw.id,
        original_level=data.original_level,
        target_level=data.target_level,
        confirmed_at=_moment_or_none(data.confirmed_at),
        updated_at=_moment(raw.data_updated_at),
    )


def _level_progression(raw: schemas.LevelProgression) -> LevelProgression:
    data = raw.data
    return LevelProgression(
        id=raw.id,
        level=data.level,
        unlocked_at=_moment_or_none(data.unlocked_at),
        passed_at=_moment_or_none(data.passed_at),
        abandoned_at=_moment_or_none(data.abandoned_at),
        updated_at=_moment(raw.data_updated_at),
    )


_SECONDS = {"milliseconds": 0.001, "seconds": 1, "minutes": 60, "hours": 3600, "days": 86400, "weeks": 604800}


def _srs_system(raw: schemas.SrsSystem) -> SrsSystem:
    stages = [
        (stage.position, round(stage.interval * _SECONDS[stage.interval_unit]))
        for stage in raw.data.stages
        if stage.interval is not None and stage.interval_unit is not None
    ]
    return SrsSystem(raw.id, tuple(stages))


def _review(raw: schemas.Review) -> ReviewRecord:
    data = raw.data
    return ReviewRecord(
        id=raw.id,
        assignment_id=AssignmentId(data.assignment_id),
        subject_id=SubjectId(data.subject_id),
        created_at=_moment(data.created_at),
        starting_srs_stage=data.starting_srs_stage,
        ending_srs_stage=data.ending_srs_stage,
        incorrect_meaning_answers=data.incorrect_meaning_answers,
        incorrect_reading_answers=data.incorrect_reading_answers,
        updated_at=_moment(raw.data_updated_at),
    )


def _collection(row: Any, one: Callable[[Any], T]) -> Decoder[T]:
    return Decoder(schemas.Collection[row], one, _CONFIG)


USER = Decoder(schemas.User, _user)
SUMMARY = Decoder(schemas.Summary, _summary)
SUBJECTS = _collection(schemas.Subject, _taught_subject)
ASSIGNMENTS = _collection(schemas.Assignment, _assignment)
REVIEW_STATISTICS = _collection(schemas.ReviewStatistic, _statistic)
RESETS = _collection(schemas.Reset, _reset)
LEVEL_PROGRESSIONS = _collection(schemas.LevelProgression, _level_progression)
SRS_SYSTEMS = _collection(schemas.SrsSystem, _srs_system)
REVIEWS = _collection(schemas.Review, _review)
