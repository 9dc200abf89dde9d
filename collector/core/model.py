"""The vocabulary: WaniKani's resources as plain frozen values.

Everything that comes in is turned into these types once, at the border (`wanikani.decode`), and
everything inside speaks of nothing else. Times are `Moment`s: whole microseconds since 1970, UTC.
"""

from dataclasses import dataclass
from typing import NamedTuple, NewType

from collector.core.moments import Moment
from collector.core.stages import SrsStage

AssignmentId = NewType("AssignmentId", int)
SubjectId = NewType("SubjectId", int)

HIGHEST_LEVEL = 60
FREE_LEVELS = 3


@dataclass(frozen=True, slots=True)
class Subscription:
    """The account's subscription. *max_level_granted* is 3 for free accounts, else 60."""

    active: bool
    type: str
    max_level_granted: int

    @property
    def levels(self) -> int:
        """The highest level the learner may review; `unknown` counts as free (API documentation)."""
        return min(FREE_LEVELS, self.max_level_granted) if self.type == "unknown" else self.max_level_granted


@dataclass(frozen=True, slots=True)
class User:
    """The owner of the account. *id* never changes, *username* can."""

    id: str
    username: str
    level: int
    vacation_started_at: Moment | None
    subscription: Subscription
    updated_at: Moment

    @property
    def beyond_subscription(self) -> bool:
        """Return True if the learner's level is above those that the subscription grants.

        WaniKani still raises a free account to level 4, where nothing can be studied.
        """
        return self.level > self.subscription.levels


@dataclass(frozen=True, slots=True)
class Subject:
    """An item of WaniKani's dictionary; *meanings* and *readings* are those it accepts, the primary first.

    The *other* ones it only shows: as an answer they are wrong, or not asked for. Lessons of a level come by
    *lesson_position*. *components* are the subjects to pass before it unlocks.
    """

    id: SubjectId
    kind: str
    level: int
    slug: str
    characters: str | None
    meanings: tuple[str, ...]
    readings: tuple[str, ...]
    other_meanings: tuple[str, ...]
    other_readings: tuple[str, ...]
    srs_id: int | None
    lesson_position: int
    components: tuple[SubjectId, ...]
    hidden_at: Moment | None
    updated_at: Moment


@dataclass(frozen=True, slots=True)
class Assignment:
    """The learner's progress with one subject."""

    id: AssignmentId
    subject_id: SubjectId
    subject_type: str
    srs_stage: SrsStage
    unlocked_at: Moment | None
    started_at: Moment | None
    passed_at: Moment | None
    burned_at: Moment | None
    resurrected_at: Moment | None
    available_at: Moment | None
    hidden: bool
    updated_at: Moment


@dataclass(frozen=True, slots=True)
class Facet:
    """Right and wrong answers ever given to the meaning, or to the reading, of an item."""

    correct: int
    incorrect: int
    current_streak: int
    max_streak: int


@dataclass(frozen=True, slots=True)
class ReviewStatistic:
    """The answers ever given to one subject."""

    id: int
    subject_id: SubjectId
    subject_type: str
    meaning: Facet
    reading: Facet
    hidden: bool
    updated_at: Moment


@dataclass(frozen=True, slots=True)
class Reset:
    """The learner went back to *target_level*; never confirmed is never done."""

    id: int
    original_level: int
    target_level: int
    confirmed_at: Moment | None
    updated_at: Moment


@dataclass(frozen=True, slots=True)
class LevelProgression:
    """One attempt at one level; after a reset the same level comes twice."""

    id: int
    level: int
    unlocked_at: Moment | None
    passed_at: Moment | None
    abandoned_at: Moment | None
    updated_at: Moment


@dataclass(frozen=True, slots=True)
class SrsSystem:
    """The intervals of a spaced repetition system: seconds to wait at each stage that has one."""

    id: int
    intervals: tuple[tuple[int, int], ...]


@dataclass(frozen=True, slots=True)
class ReviewRecord:
    """A row of `/reviews`, which has been empty since 2023 and may one day not be."""

    id: int
    assignment_id: AssignmentId
    subject_id: SubjectId
    created_at: Moment
    starting_srs_stage: int
    ending_srs_stage: int
    incorrect_meaning_answers: int
    incorrect_reading_answers: int
    updated_at: Moment


@dataclass(frozen=True, slots=True)
class Summary:
    """The lessons and reviews that wait or are coming, as `/summary` counts them.

    *hour* is the top of the hour the summary was made in; *coming* pairs later hours with the number
    of reviews that fall due in them, empty ones included.
    """

    hour: Moment
    lessons: int
    reviews: int
    coming: tuple[tuple[Moment, int], ...]
    next_reviews_at: Moment | None


class Item(NamedTuple):
    """An assignment joined with its statistic and its subject: what the counts are made of.

    *hidden* is true when the assignment or its subject is hidden. *level* is None while the subject is
    not known. Counters are 0 without a statistic.
    """

    subject_id: SubjectId
    kind: str
    stage: int
    unlocked: bool
    passed: bool
    available_at: Moment | None
    hidden: bool
    level: int | None
    has_reading: bool
    label: str
    meaning_text: str
    meaning_correct: int
    meaning_incorrect: int
    meaning_streak: int
    reading_correct: int
    reading_incorrect: int
    reading_streak: int


class ItemGroup(NamedTuple):
    """Items of one kind in one stage, none of them hidden: how many, and the answers ever given to them.

    Readings are counted where one is asked (`Item.has_reading`).
    """

    kind: str
    stage: int
    unlocked: bool
    items: int
    meaning_correct: int
    meaning_incorrect: int
    reading_correct: int
    reading_incorrect: int


class DueGroup(NamedTuple):
    """Items of one kind in one stage, none of them hidden, that fall due within the *hour*."""

    hour: Moment
    kind: str
    stage: int
    items: int


class StudiedKanji(NamedTuple):
    """A kanji that WaniKani teaches, and since when the learner studies and knows it.

    Both are None where the assignment is hidden, as where there is none.
    """

    subject_id: SubjectId
    characters: str
    level: int
    started_at: Moment | None
    passed_at: Moment | None


class KanjiEvent(NamedTuple):
    """A kanji was started, or *passed*."""

    subject_id: SubjectId
    at: Moment
    passed: bool
