"""An item as it was accounted for and as it is now, and the closed set of what can have happened."""

from collections.abc import Mapping
from dataclasses import dataclass

from collector.core.moments import Moment

# Microseconds an item waits in each stage that has a review, by its own spaced repetition system.
Intervals = Mapping[int, int]


@dataclass(frozen=True, slots=True)
class Answers:
    """Right and wrong answers ever given to one facet, and right ones in a row."""

    correct: int = 0
    incorrect: int = 0
    streak: int = 0


NEVER_ANSWERED = Answers()


@dataclass(frozen=True, slots=True)
class ItemState:
    """An assignment and its statistic, read at one poll.

    *stage* is None where it is not known: the item was first seen in the middle of a review.
    *reading* is zeros where nothing is read. The last two are the rows' own `data_updated_at`;
    *statistic_at* is None while there is no statistic.
    """

    stage: int | None
    started_at: Moment | None
    passed_at: Moment | None
    burned_at: Moment | None
    resurrected_at: Moment | None
    available_at: Moment | None
    hidden: bool
    assignment_at: Moment
    meaning: Answers
    reading: Answers
    statistic_at: Moment | None

    @property
    def never_answered(self) -> bool:
        """True if all counters are zero."""
        return self.meaning == NEVER_ANSWERED and self.reading == NEVER_ANSWERED


def not_started(seen_at: Moment) -> ItemState:
    """Return what an item was before it was ever seen, after the first sync: no lesson, no answer."""
    return ItemState(
        stage=0,
        started_at=None,
        passed_at=None,
        burned_at=None,
        resurrected_at=None,
        available_at=None,
        hidden=False,
        assignment_at=seen_at,
        meaning=NEVER_ANSWERED,
        reading=NEVER_ANSWERED,
        statistic_at=None,
    )


@dataclass(frozen=True, slots=True)
class PollWindow:
    """The time between two polls, as this poll knows it.

    *since* and *statistics_at* are the `Date` of the first statistics answer of the poll before and of
    this one; *now* is this poll's instant. *due_times_moved* says that a vacation may have moved due
    times unseen.
    """

    since: Moment
    statistics_at: Moment
    now: Moment
    due_times_moved: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """One item to compare: its state *before*, as accounted for with its last review, and *now*, as read.

    *resets* are the moments at which resets that concern the item's level were confirmed.
    """

    before: ItemState
    now: ItemState
    intervals: Intervals
    has_reading: bool
    resets: tuple[Moment, ...] = ()
    last_review_at: Moment | None = None


@dataclass(frozen=True, slots=True)
class FoundReview:
    """A finished review. *late_seconds* is None when no poll saw when it was due.

    *inferred* is false only if moment, both stages and both wrong counts are the only ones that fit.
    """

    at: Moment
    starting_stage: int
    ending_stage: int
    meaning_incorrect: int
    reading_incorrect: int
    inferred: bool
    late_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class NoReview:
    """Nothing that counts: a lesson, a reset, a vacation, an edit of no consequence."""


@dataclass(frozen=True, slots=True)
class OneReview:
    """Exactly one review, and everything about it fits."""

    review: FoundReview


@dataclass(frozen=True, slots=True)
class SeveralReviews:
    """More than one, the stages in between chosen among those that fit."""

    reviews: tuple[FoundReview, ...]


@dataclass(frozen=True, slots=True)
class Unexplained:
    """A change that the rules do not explain, and the *reason*; *reviews* took place all the same."""

    reason: str
    reviews: tuple[FoundReview, ...] = ()


@dataclass(frozen=True, slots=True)
class Torn:
    """One half is newer than the other: the state before stays accounted for, and the next poll decides."""


ComparisonResult = NoReview | OneReview | SeveralReviews | Unexplained | Torn
