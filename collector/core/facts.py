"""The facts, as the ledger keeps them. Times are `Moment`s; kinds of subject are plain words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment
from collector.core.stages import GROUPS, by_group

MilestoneKind = Literal["unlocked", "started", "passed", "burned", "resurrected"]
AnnotationKind = Literal["level_up", "reset", "vacation_start", "vacation_end", "subscription", "outage"]
# The fields of `PollCounts` that become points.
Section = Literal["stages", "queue", "totals", "level"]


@dataclass(frozen=True, slots=True)
class Totals:
    """Answers ever given to items that are not hidden, and how many of these items are leeches."""

    meaning_correct: int = 0
    meaning_incorrect: int = 0
    reading_correct: int = 0
    reading_incorrect: int = 0
    leeches: int = 0

    def __add__(self, other: "Totals") -> "Totals":
        return Totals(
            meaning_correct=self.meaning_correct + other.meaning_correct,
            meaning_incorrect=self.meaning_incorrect + other.meaning_incorrect,
            reading_correct=self.reading_correct + other.reading_correct,
            reading_incorrect=self.reading_incorrect + other.reading_incorrect,
            leeches=self.leeches + other.leeches,
        )


@dataclass(frozen=True, slots=True)
class Queue:
    """The lessons and reviews that wait. *next_reviews_at* is None when no review is to come.

    *streak_days* are local days in a row with a review or a lesson.
    """

    lessons: int
    reviews: int
    next_hour: int
    next_24h: int
    next_reviews_at: Moment | None
    on_vacation: bool
    streak_days: int


@dataclass(frozen=True, slots=True)
class LevelState:
    """The progress in the learner's level. *since* is None once it is passed, or when it is not known.

    Progress is measured against *kanji_required*, nine of ten of *kanji_total*, wherever it is shown.
    """

    level: int
    kanji_total: int
    kanji_passed: int
    kanji_required: int
    since: Moment | None

    @property
    def kanji_counted(self) -> int:
        """The passed kanji that count towards the next level: no more than it requires."""
        return min(self.kanji_passed, self.kanji_required)

    @property
    def kanji_share(self) -> float:
        """Their share of those required, 0 to 1; 0 for a level without kanji."""
        return self.kanji_counted / self.kanji_required if self.kanji_required else 0.0


@dataclass(frozen=True, slots=True)
class PollCounts:
    """The counts of a good poll at *at*.

    *stages* holds for each kind of subject, known or not, the number of items in stages 0 to 9;
    *totals* the answers given to each kind.
    """

    at: Moment
    stages: Mapping[str, tuple[int, ...]]
    queue: Queue
    totals: Mapping[str, Totals]
    level: LevelState

    @property
    def groups(self) -> dict[str, int]:
        """The items of all kinds in each group of stages, from `lesson` to `burned`."""
        return by_group(self.stages)


@dataclass(frozen=True, slots=True)
class WrittenCounts:
    """The *sections* of a poll's counts that are written at its instant; the others stand as written before.

    `statistics.written_counts` decides which these are.
    """

    counts: PollCounts
    sections: frozenset[Section]


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
)
