"""The rows of one account, as the service keeps them. All times are aware UTC."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID


class NotAllowed(Exception):
    """The real service would not let the learner make this move now."""


@dataclass(slots=True)
class Assignment:
    """The learner's progress with one subject; the row survives resets."""

    id: int
    subject_id: int
    subject_type: str
    created_at: datetime
    changed_at: datetime
    stage: int = 0
    unlocked_at: datetime | None = None
    started_at: datetime | None = None
    passed_at: datetime | None = None
    burned_at: datetime | None = None
    available_at: datetime | None = None
    resurrected_at: datetime | None = None
    hidden: bool = False


@dataclass(slots=True)
class Facet:
    """The answers given to one question of a subject, its meaning or its reading."""

    correct: int = 0
    incorrect: int = 0
    max_streak: int = 0
    current_streak: int = 0


@dataclass(slots=True)
class Statistic:
    """The right and wrong answers to a subject; usually created with the lesson, with zeros."""

    id: int
    subject_id: int
    subject_type: str
    created_at: datetime
    changed_at: datetime
    meaning: Facet = field(default_factory=Facet)
    reading: Facet = field(default_factory=Facet)
    hidden: bool = False

    @property
    def percentage_correct(self) -> int:
        """Return the right answers to both facets together, in percent; 0 before the first."""
        right = self.meaning.correct + self.reading.correct
        answers = right + self.meaning.incorrect + self.reading.incorrect
        return round(100 * right / answers) if answers else 0


@dataclass(slots=True)
class StudyMaterial:
    """The learner's notes and synonyms for a subject; at most one row a subject."""

    id: int
    subject_id: int
    subject_type: str
    created_at: datetime
    changed_at: datetime
    meaning_note: str | None = None
    reading_note: str | None = None
    meaning_synonyms: tuple[str, ...] = ()
    hidden: bool = False


@dataclass(slots=True)
class Progression:
    """The learner's way through a level; a level that was reset has several rows."""

    id: int
    level: int
    created_at: datetime
    changed_at: datetime
    unlocked_at: datetime
    started_at: datetime | None = None
    passed_at: datetime | None = None
    completed_at: datetime | None = None
    abandoned_at: datetime | None = None


@dataclass(slots=True)
class Reset:
    """A request to go back to *target_level*; nothing happens before it is confirmed."""

    id: int
    original_level: int
    target_level: int
    created_at: datetime
    changed_at: datetime
    confirmed_at: datetime | None = None


@dataclass(frozen=True)
class Subscription:
    """The learner's subscription; *max_level_granted* is 3 without and 60 with one."""

    active: bool
    type: str
    max_level_granted: int
    period_ends_at: datetime | None


# The subscription of a learner who never paid, or stopped paying.
FREE = Subscription(active=False, type="free", max_level_granted=3, period_ends_at=None)


@dataclass(frozen=True)
class Preferences:
    """The settings of the account that clients can change, as the service sets them for a newcomer."""

    lessons_batch_size: int = 5
    lessons_autoplay_audio: bool = False
    reviews_autoplay_audio: bool = False
    extra_study_autoplay_audio: bool = False
    reviews_presentation_order: str = "shuffled"
    reviews_display_srs_indicator: bool = True


@dataclass(slots=True)
class User:
    """The account. *version* grows with every change."""

    id: UUID
    username: str
    level: int
    started_at: datetime
    changed_at: datetime
    subscription: Subscription
    vacation_since: datetime | None = None
    preferences: Preferences = field(default_factory=Preferences)
    version: int = 0


@dataclass(frozen=True, slots=True)
class Review:
    """The truth about one finished review, which `/reviews` no longer returns.

    *moment* is when its assignment was stamped, *counted_at* when its statistic was. *uploaded_for* is the
    earlier moment that a client which uploads late gave for it.
    """

    id: int
    moment: datetime
    counted_at: datetime
    assignment_id: int
    subject_id: int
    starting_stage: int
    ending_stage: int
    meaning_wrong: int
    reading_wrong: int
    due_at: datetime
    system: int = 1
    uploaded_for: datetime | None = None

    @property
    def created_at(self) -> datetime:
        """Return when the learner finished it."""
        return self.uploaded_for or self.moment

    @property
    def changed_at(self) -> datetime:
        """Return when the service wrote the row; it never changes after that."""
        return self.moment


@dataclass(frozen=True)
class Hour:
    """Subjects that become available at the same full hour."""

    available_at: datetime
    subject_ids: list[int]


@dataclass(frozen=True)
class Summary:
    """The content of `/summary`: lessons now, reviews now and in the next 24 hours."""

    hour: datetime
    lessons: list[Hour]
    next_reviews_at: datetime | None
    reviews: list[Hour]
