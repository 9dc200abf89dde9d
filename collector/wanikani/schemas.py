"""The JSON of WaniKani's API, field for field by its own names; only the fields that are used.

Source: WaniKani API documentation, revision 20170710, a section for each class; which fields may be missing
or null was checked on recorded responses. A required field has no default: a guessed stage or counter would
make a chart lie. `decode` reads strictly: a counter sent as text or as `true` is refused. Numbers,
times, texts and lists are bounded by what a point can hold, far beyond what a learner can reach, and reading
ends at the first thing that does not fit: a list of millions of them must not become millions of errors.
`decode` alone sees these objects, once each, so that they have no more methods than it needs: making those
would be the larger part of importing this module.
"""

from dataclasses import dataclass, field
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import FailFast, Field

from collector.wanikani.field_types import (
    Components,
    Count,
    Id,
    Level,
    Mnemonic,
    Name,
    Position,
    Stage,
    Text,
    Time,
)

Row = TypeVar("Row")


@dataclass(slots=True, repr=False, eq=False)
class Pages:
    """`pages` of a collection: 500 rows each, 1000 of subjects and reviews; the last has no *next_url*."""

    per_page: Annotated[int, Field(gt=0, lt=2**63)]
    next_url: Annotated[str, Field(max_length=4000)] | None = None


@dataclass(slots=True, repr=False, eq=False)
class Collection(Generic[Row]):
    """The envelope of every collection; *data_updated_at* is null when nothing matched."""

    object: Literal["collection"]
    pages: Pages
    total_count: Count
    # WaniKani's pages have 1000 rows at most.
    data: Annotated[list[Row], FailFast(), Field(max_length=10_000)]
    data_updated_at: Time | None = None


@dataclass(slots=True, repr=False, eq=False)
class SubscriptionData:
    """`user.subscription`."""

    active: bool
    type: Name
    max_level_granted: Level


@dataclass(slots=True, repr=False, eq=False)
class UserData:
    """`user.data`."""

    id: Name
    username: Name
    level: Level
    subscription: SubscriptionData
    current_vacation_started_at: Time | None = None


@dataclass(slots=True, repr=False, eq=False)
class User:
    """`/user`."""

    object: Literal["user"]
    data_updated_at: Time
    data: UserData


@dataclass(slots=True, repr=False, eq=False)
class SummaryRow:
    """Subjects that become available at one moment: an hour of `reviews`, or the one row of `lessons`."""

    available_at: Time
    subject_ids: Annotated[list[Id], FailFast()]


@dataclass(slots=True, repr=False, eq=False)
class SummaryData:
    """`summary.data`."""

    lessons: Annotated[list[SummaryRow], FailFast()]
    reviews: Annotated[list[SummaryRow], FailFast()]
    next_reviews_at: Time | None = None


@dataclass(slots=True, repr=False, eq=False)
class Summary:
    """`/summary`; *data_updated_at* is the top of the hour."""

    object: Literal["report"]
    data_updated_at: Time
    data: SummaryData


@dataclass(slots=True, repr=False, eq=False)
class Meaning:
    """One meaning of a subject."""

    meaning: Text
    primary: bool
    accepted_answer: bool = True


@dataclass(slots=True, repr=False, eq=False)
class Reading:
    """One reading of a subject."""

    reading: Text
    primary: bool
    accepted_answer: bool = True


@dataclass(slots=True, repr=False, eq=False)
class SubjectData:
    """The fields of every kind of subject; radicals and kana vocabulary have no readings."""

    level: Level
    slug: Text
    meanings: Annotated[list[Meaning], FailFast()]
    characters: Text | None = None
    readings: Annotated[list[Reading], FailFast()] = field(default_factory=list)
    hidden_at: Time | None = None
    spaced_repetition_system_id: Id | None = None
    lesson_position: Position = 0
    component_subject_ids: Components = field(default_factory=list)
    meaning_mnemonic: Mnemonic = None
    reading_mnemonic: Mnemonic = None


@dataclass(slots=True, repr=False, eq=False)
class Subject:
    """A row of `/subjects`; *object* is the kind."""

    id: Id
    object: Name
    data_updated_at: Time
    data: SubjectData


@dataclass(slots=True, repr=False, eq=False)
class AssignmentData:
    """`assignment.data`."""

    subject_id: Id
    subject_type: Name
    srs_stage: Stage
    hidden: bool
    unlocked_at: Time | None = None
    started_at: Time | None = None
    passed_at: Time | None = None
    burned_at: Time | None = None
    available_at: Time | None = None
    resurrected_at: Time | None = None


@dataclass(slots=True, repr=False, eq=False)
class Assignment:
    """A row of `/assignments`."""

    id: Id
    object: Literal["assignment"]
    data_updated_at: Time
    data: AssignmentData


@dataclass(slots=True, repr=False, eq=False)
class ReviewStatisticData:
    """`review_statistic.data`."""

    subject_id: Id
    subject_type: Name
    meaning_correct: Count
    meaning_incorrect: Count
    meaning_max_streak: Count
    meaning_current_streak: Count
    reading_correct: Count
    reading_incorrect: Count
    reading_max_streak: Count
    reading_current_streak: Count
    hidden: bool


@dataclass(slots=True, repr=False, eq=False)
class ReviewStatistic:
    """A row of `/review_statistics`."""

    id: Id
    object: Literal["review_statistic"]
    data_updated_at: Time
    data: ReviewStatisticData


@dataclass(slots=True, repr=False, eq=False)
class ResetData:
    """`reset.data`."""

    original_level: Level
    target_level: Level
    confirmed_at: Time | None = None


@dataclass(slots=True, repr=False, eq=False)
class Reset:
    """A row of `/resets`; without *confirmed_at* the reset never happened."""

    id: Id
    object: Literal["reset"]
    data_updated_at: Time
    data: ResetData


@dataclass(slots=True, repr=False, eq=False)
class LevelProgressionData:
    """`level_progression.data`."""

    level: Level
    unlocked_at: Time | None = None
    passed_at: Time | None = None
    abandoned_at: Time | None = None


@dataclass(slots=True, repr=False, eq=False)
class LevelProgression:
    """A row of `/level_progressions`."""

    id: Id
    object: Literal["level_progression"]
    data_updated_at: Time
    data: LevelProgressionData


@dataclass(slots=True, repr=False, eq=False)
class SrsStageData:
    """One stage of a spaced repetition system; the first and the last have no interval."""

    position: Count
    interval: Count | None = None
    interval_unit: Literal["milliseconds", "seconds", "minutes", "hours", "days", "weeks"] | None = None


@dataclass(slots=True, repr=False, eq=False)
class SrsSystemData:
    """`spaced_repetition_system.data`."""

    stages: Annotated[list[SrsStageData], FailFast()]


@dataclass(slots=True, repr=False, eq=False)
class SrsSystem:
    """A row of `/spaced_repetition_systems`."""

    id: Id
    object: Literal["spaced_repetition_system"]
    data_updated_at: Time
    data: SrsSystemData


@dataclass(slots=True, repr=False, eq=False)
class ReviewData:
    """`review.data`."""

    assignment_id: Id
    subject_id: Id
    created_at: Time
    starting_srs_stage: Stage
    ending_srs_stage: Stage
    incorrect_meaning_answers: Count
    incorrect_reading_answers: Count


@dataclass(slots=True, repr=False, eq=False)
class Review:
    """A row of `/reviews`, which has been empty since April 2023; a personal archive has the same shape."""

    id: Id
    object: Literal["review"]
    data_updated_at: Time
    data: ReviewData
