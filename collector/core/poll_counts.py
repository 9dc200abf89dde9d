"""Counts of a successful poll: stages, queue, lifetime totals, progress in the level, and the workload."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from collector.core.moments import Moment
from collector.core.stages import by_group

# The fields of `PollCounts` that become points.
Section = Literal["stages", "queue", "totals", "level", "workload"]


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
    """The progress in the learner's level.

    *since* is when the level began; None once it is passed, when it is not known, and while the subscription
    does not grant the level. *granted_at* is the poll that saw the subscription grant it again: the time
    before is not counted. Progress is measured against *kanji_required*, nine of ten of *kanji_total*,
    wherever it is shown.
    """

    level: int
    kanji_total: int
    kanji_passed: int
    kanji_required: int
    since: Moment | None
    granted_at: Moment | None = None

    @property
    def kanji_counted(self) -> int:
        """The passed kanji that count towards the next level: no more than it requires."""
        return min(self.kanji_passed, self.kanji_required)

    @property
    def kanji_share(self) -> float:
        """Their share of those required, 0 to 1; 0 for a level without kanji."""
        return self.kanji_counted / self.kanji_required if self.kanji_required else 0.0


@dataclass(frozen=True, slots=True)
class Workload:
    """The learner's workload: each number beside its reference, from the learner's own last 90 days.

    *reviews_per_day* and *seconds_per_review* are of the last seven whole days. What too few days are known
    for is None (`statistics.workload`).
    """

    apprentice_weight: int
    apprentice_weight_usual: int | None
    apprentice_weight_high: int | None
    reviews_per_day: float | None
    reviews_per_day_capacity: int | None
    seconds_per_review: float | None
    seconds_per_review_usual: float | None


@dataclass(frozen=True, slots=True)
class PollCounts:
    """The counts of a successful poll at *at*.

    *stages* holds for each kind of subject, known or not, the number of items in stages 0 to 9;
    *totals* the answers given to each kind. *workload* is None for polls of versions that did not know it.
    """

    at: Moment
    stages: Mapping[str, tuple[int, ...]]
    queue: Queue
    totals: Mapping[str, Totals]
    level: LevelState
    workload: Workload | None = None

    @property
    def groups(self) -> dict[str, int]:
        """The items of all kinds in each group of stages, from `lesson` to `burned`."""
        return by_group(self.stages)


@dataclass(frozen=True, slots=True)
class WrittenCounts:
    """The *sections* of a poll's counts that are written at its instant; the others have not changed.

    `statistics.written_counts` decides which these are.
    """

    counts: PollCounts
    sections: frozenset[Section]
