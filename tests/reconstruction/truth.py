"""What the simulated world knows about its reviews, against what the collector found."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from collector.core.facts import Review
from collector.core.moments import Moment, moment, seconds_between
from collector.simulator.world import account_rows
from collector.simulator.world.game_rules import TWO_PART_KINDS
from collector.simulator.world.world import World
from collector.storage import ledger
from collector.storage.transaction import Transaction


def found_in(tx: Transaction) -> list[Review]:
    """Return the reviews of the ledger, in the order of time."""
    return list(ledger.reviews.reviews(tx))


def by_assignment(reviews: Iterable[Review]) -> dict[int, list[Review]]:
    """Return the reviews found of each assignment, in the order of time."""
    grouped: defaultdict[int, list[Review]] = defaultdict(list)
    for review in reviews:
        grouped[review.assignment_id].append(review)
    return grouped


@dataclass(frozen=True)
class Exactly:
    """All that a review found exactly must say; *late_seconds* is only told when the due time was seen."""

    at: Moment
    subject_id: int
    subject_type: str
    starting_stage: int
    ending_stage: int
    meaning_incorrect: int
    reading_incorrect: int | None

    @classmethod
    def of(cls, review: Review) -> "Exactly":
        return cls(
            review.at,
            review.subject_id,
            review.subject_type,
            review.starting_stage,
            review.ending_stage,
            review.meaning_incorrect,
            review.reading_incorrect,
        )


def exactly(world: World, true: account_rows.Review) -> Exactly:
    """Return what is to be found of *true*: its moment is that of its statistic."""
    kind = world.subjects[true.subject_id].kind
    return Exactly(
        at=moment(true.counted_at),
        subject_id=true.subject_id,
        subject_type=kind,
        starting_stage=true.starting_stage,
        ending_stage=true.ending_stage,
        meaning_incorrect=true.meaning_wrong,
        reading_incorrect=true.reading_wrong if kind in TWO_PART_KINDS else None,
    )


def late_seconds(true: account_rows.Review) -> int:
    """Return how long after it fell due a review was."""
    return seconds_between(moment(true.due_at), moment(true.counted_at))


def sums(reviews: Iterable[Review]) -> tuple[int, int, int]:
    """Return how many reviews, and how many wrong answers to meaning and reading."""
    listed = list(reviews)
    return (
        len(listed),
        sum(review.meaning_incorrect for review in listed),
        sum(review.reading_incorrect or 0 for review in listed),
    )


def true_sums(reviews: Iterable[account_rows.Review]) -> tuple[int, int, int]:
    """Return how many reviews there really were, and wrong answers to meaning and reading."""
    listed = list(reviews)
    return (
        len(listed),
        sum(review.meaning_wrong for review in listed),
        sum(review.reading_wrong for review in listed),
    )


def of_each(reviews: Iterable[account_rows.Review]) -> Mapping[int, list[account_rows.Review]]:
    """Return the true reviews of each assignment, in the order of time."""
    grouped: defaultdict[int, list[account_rows.Review]] = defaultdict(list)
    for review in reviews:
        grouped[review.assignment_id].append(review)
    return grouped
