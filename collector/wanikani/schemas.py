"""The JSON of WaniKani's API, field for field by its own names; only the fields that are used.

Source: WaniKani API documentation, revision 20170710, a section for each class; which fields may be missing
or null was checked on recorded responses. A required field has no default: a guessed stage or counter would
be a lie on a chart. `decode` reads strictly: a counter sent as text or as `true` is refused. Numbers are
bounded by what can be stored.
"""

from dataclasses import dataclass, field
from typing import Annotated, Generic, Literal, TypeVar

from pydantic import AwareDatetime, Field

Row = TypeVar("Row")
Count = Annotated[int, Field(ge=0, lt=2**63)]
Id = Annotated[int, Field(ge=0, lt=2**63)]
Level = Annotated[int, Field(ge=0, lt=2**31)]
Stage = Annotated[int, Field(ge=0, le=9)]


@dataclass(frozen=True, slots=True)
class Pages:
    """`pages` of a collection: 500 rows each, 1000 of subjects and reviews; the last has no *next_url*."""

    per_page: Annotated[int, Field(gt=0, lt=2**63)]
    next_url: str | None = None


@dataclass(frozen=True, slots=True)
class Collection(Generic[Row]):
    """The envelope of every collection; *data_updated_at* is null when nothing matched."""

    object: Literal["collection"]
    pages: Pages
    total_count: Count
    data: list[Row]
    data_updated_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class SubscriptionData:
    """`user.subscription`."""

    active: bool
    type: str
    max_level_granted: Level


@dataclass(frozen=True, slots=True)
class UserData:
    """`user.data`."""

    id: str
    username: str
    level: Level
    subscription: SubscriptionData
    current_vacation_started_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class User:
    """`/user`."""

    object: Literal["user"]
    data_updated_at: AwareDatetime
    data: UserData


@dataclass(frozen=True, slots=True)
class SummaryRow:
    """Subjects that become available at one moment: an hour of `reviews`, or the one row of `lessons`."""

    available_at: AwareDatetime
    subject_ids: list[Id]


@dataclass(frozen=True, slots=True)
class SummaryData:
    """`summary.data`."""

    lessons: list[SummaryRow]
    reviews: list[SummaryRow]
    next_reviews_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Summary:
    """`/summary`; *data_updated_at* is the top of the hour."""

    object: Literal["report"]
    data_updated_at: AwareDatetime
    data: SummaryData


@dataclass(frozen=True, slots=True)
class Meaning:
    """One meaning of a subject."""

    meaning: str
    primary: bool
    accepted_answer: bool = True


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of a subject."""

    reading: str
    primary: bool
    accepted_answer: bool = True


@dataclass(frozen=True, slots=True)
class SubjectData:
    """What every kind of subject has; radicals and kana vocabulary have no readings."""

    level: Level
    slug: str
    meanings: list[Meaning]
    characters: str | None = None
    readings: list[Reading] = field(default_factory=list)
    hidden_at: AwareDatetime | None = None
    spaced_repetition_system_id: Id | None = None


@dataclass(frozen=True, slots=True)
class Subject:
    """A row of `/subjects`; *object* is the kind."""

    id: Id
    object: str
    data_updated_at: AwareDatetime
    data: SubjectData


@dataclass(frozen=True, slots=True)
class AssignmentData:
    """`assignment.data`."""

    subject_id: Id
    subject_type: str
    srs_stage: Stage
    hidden: bool
    unlocked_at: AwareDatetime | None = None
    started_at: AwareDatetime | None = None
    passed_at: AwareDatetime | None = None
    burned_at: AwareDatetime | None = None
    available_at: AwareDatetime | None = None
    resurrected_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Assignment:
    """A row of `/assignments`."""

    id: Id
    object: Literal["assignment"]
    data_updated_at: AwareDatetime
    data: AssignmentData


@dataclass(frozen=True, slots=True)
class ReviewStatisticData:
    """`review_statistic.data`."""

    subject_id: Id
    subject_type: str
    meaning_correct: Count
    meaning_incorrect: Count
    meaning_max_streak: Count
    meaning_current_streak: Count
    reading_correct: Count
    reading_incorrect: Count
    reading_max_streak: Count
    reading_current_streak: Count
    hidden: bool


@dataclass(frozen=True, slots=True)
class ReviewStatistic:
    """A row of `/review_statistics`."""

    id: Id
    object: Literal["review_statistic"]
    data_updated_at: AwareDatetime
    data: ReviewStatisticData


@dataclass(frozen=True, slots=True)
class ResetData:
    """`reset.data`."""

    original_level: Level
    target_level: Level
    confirmed_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class Reset:
    """A row of `/resets`; without *confirmed_at* the reset never happened."""

    id: Id
    object: Literal["reset"]
    data_updated_at: AwareDatetime
    data: ResetData


@dataclass(frozen=True, slots=True)
class LevelProgressionData:
    """`level_progression.data`."""

    level: Level
    unlocked_at: AwareDatetime | None = None
    passed_at: AwareDatetime | None = None
    abandoned_at: AwareDatetime | None = None


@dataclass(frozen=True, slots=True)
class LevelProgression:
    """A row of `/level_progressions`."""

    id: Id
    object: Literal["level_progression"]
    data_updated_at: AwareDatetime
    data: LevelProgressionData


@dataclass(frozen=True, slots=True)
class SrsStageData:
    """One stage of a spaced repetition system; the first and the last have no interval."""

    position: Count
    interval: Count | None = None
    interval_unit: Literal["milliseconds", "seconds", "minutes", "hours", "days", "weeks"] | None = None


@dataclass(frozen=True, slots=True)
class SrsSystemData:
    """`spaced_repetition_system.data`."""

    stages: list[SrsStageData]


@dataclass(frozen=True, slots=True)
class SrsSystem:
    """A row of `/spaced_repetition_systems`."""

    id: Id
    object: Literal["spaced_repetition_system"]
    data_updated_at: AwareDatetime
    data: SrsSystemData


@dataclass(frozen=True, slots=True)
class ReviewData:
    """`review.data`."""

    assignment_id: Id
    subject_id: Id
    created_at: AwareDatetime
    starting_srs_stage: Stage
    ending_srs_stage: Stage
    incorrect_meaning_answers: Count
    incorrect_reading_answers: Count


@dataclass(frozen=True, slots=True)
class Review:
    """A row of `/reviews`, which has been empty since April 2023; a personal archive has the same shape."""

    id: Id
    object: Literal["review"]
    data_updated_at: AwareDatetime
    data: ReviewData
