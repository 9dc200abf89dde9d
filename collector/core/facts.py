"""The facts, as the ledger keeps them. Times are `Moment`s; kinds of subject are plain words."""

from dataclasses import dataclass
from typing import Literal

from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment
from collector.core.poll_counts import WrittenCounts
from collector.core.projection_facts import ProjectedBand, ProjectedLevel, ProjectedPace, ProjectionScore
from collector.core.stages import GROUPS

MilestoneKind = Literal["unlocked", "started", "passed", "burned", "resurrected"]
AnnotationKind = Literal["level_up", "reset", "vacation_start", "vacation_end", "subscription", "outage"]


@dataclass(frozen=True, slots=True)
class ImportedCounts:
    """The counts of the old script at *at*, before the first live poll: items of all kinds together.

    Lessons that wait, and the steps within Apprentice and Guru, were not counted.
    """

    at: Moment
    apprentice: int
    guru: int
    master: int
    enlightened: int
    burned: int

    @property
    def groups(self) -> dict[str, int]:
        """The items in each group of stages, from `apprentice` to `burned`."""
        return {group: getattr(self, group) for group in GROUPS}


@dataclass(frozen=True, slots=True)
class Heartbeat:
    """The result of a poll, good or bad. *seconds_since_success* is None before the first good one.

    *unexplained* are changes that no rule explains.
    """

    at: Moment
    timezone: str
    ok: bool
    token_ok: bool
    requests: int
    not_modified: int
    changed_rows: int
    outbox_pending: int
    outbox_rejected: int
    duration_seconds: float
    seconds_since_success: int | None
    reviews_found: int
    unexplained: int


@dataclass(frozen=True, slots=True)
class Milestone:
    """Something that happened once to an item.

    *offset_ns* keeps events of one microsecond apart (`free_offset`).
    """

    assignment_id: AssignmentId
    kind: MilestoneKind
    at: Moment
    subject_id: SubjectId
    subject_type: str
    level: int | None
    offset_ns: int = 0


@dataclass(frozen=True, slots=True)
class LevelAttempt:
    """One attempt at a level, as last seen."""

    progression_id: int
    level: int
    unlocked_at: Moment
    passed_at: Moment | None
    abandoned: bool


@dataclass(frozen=True, slots=True)
class Annotation:
    """A mark on the charts."""

    at: Moment
    kind: AnnotationKind
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class ForecastHour:
    """Reviews of one kind that fall due in the hour that starts at *hour*, by the stage they are in now."""

    hour: Moment
    subject_type: str
    apprentice: int = 0
    guru: int = 0
    master: int = 0
    enlightened: int = 0

    @property
    def reviews(self) -> int:
        """All of them."""
        return self.apprentice + self.guru + self.master + self.enlightened


@dataclass(frozen=True, slots=True)
class Leech:
    """An item that costs much. *incorrect* and *current_streak* are those of the facet that scores higher."""

    subject_id: SubjectId
    srs_stage: int
    incorrect: int
    current_streak: int
    score: float
    characters: str
    meaning: str
    subject_type: str


@dataclass(frozen=True, slots=True)
class LeechRank:
    """The leech that took *rank* (1 is the worst) at a poll; None when the list became shorter."""

    at: Moment
    rank: int
    leech: Leech | None


@dataclass(frozen=True, slots=True)
class Review:
    """One finished review of one item, at *at*.

    *offset_ns* keeps events of one microsecond apart (`free_offset`).
    *reading_incorrect* is None where nothing is read, *level* (the subject's) while the subject is not
    known, *late_seconds* when no poll saw when it was due. *inferred* is false only if moment, both
    stages and both wrong counts are the only ones that fit what was seen.
    """

    assignment_id: AssignmentId
    at: Moment
    subject_id: SubjectId
    subject_type: str
    level: int | None
    starting_stage: int
    ending_stage: int
    meaning_incorrect: int
    reading_incorrect: int | None
    late_seconds: int | None
    inferred: bool
    offset_ns: int = 0

    @property
    def correct(self) -> bool:
        """True if no answer was wrong: what the website's review summary counts."""
        return not self.meaning_incorrect and not self.reading_incorrect


@dataclass(frozen=True, slots=True)
class Session:
    """Reviews less than 15 minutes apart, by the moment of the first.

    *paced* once it had more than one review. A session whose first review moved has none left.
    """

    at: Moment
    reviews: int
    correct: int
    meaning_incorrect: int
    reading_incorrect: int
    duration_seconds: int
    paced: bool


@dataclass(frozen=True, slots=True)
class StudyHour:
    """The reviews and lessons of the local hour that starts at *at*; *weekday* 1 is Monday."""

    at: Moment
    weekday: int
    hour: int
    reviews: int
    correct: int
    lessons: int


@dataclass(frozen=True, slots=True)
class StudyDay:
    """The reviews and lessons of the local day that starts at *at*; sessions count by their first review."""

    at: Moment
    reviews: int
    correct: int
    lessons: int
    sessions: int
    study_seconds: int


@dataclass(frozen=True, slots=True)
class Coverage:
    """The numbers of kanji of a list that are known from *at* on, that are being learned, and in all."""

    at: Moment
    list_name: str
    known: int
    learning: int
    total: int


Fact = (
    WrittenCounts
    | ImportedCounts
    | Heartbeat
    | Milestone
    | LevelAttempt
    | Annotation
    | ForecastHour
    | LeechRank
    | Review
    | Session
    | StudyHour
    | StudyDay
    | ProjectedBand
    | ProjectedLevel
    | ProjectedPace
    | ProjectionScore
    | Coverage
)
