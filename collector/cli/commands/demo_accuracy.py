"""What rebuilding finds of a pretend learner's reviews, by how often WaniKani is asked.

Only a simulated world knows the truth; so only `demo` can show this.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rich.table import Table

from collector.core.facts import Review
from collector.core.moments import moment
from collector.simulator.world import rows


@dataclass(frozen=True, slots=True)
class Compared:
    """True and found reviews of one account that was polled every *hours*.

    *exact* are those that are marked so and are so; *untrue* are marked and are not, which must not be.
    """

    hours: int
    true: int
    found: int
    exact: int
    untrue: int
    true_wrong: int
    found_wrong: int


def compared(hours: int, truth: Iterable[rows.Review], found: Iterable[Review]) -> Compared:
    """Compare what was *found* with the *truth* about the time in which it could be."""
    seen, mine = list(truth), list(found)
    facts = {_of_truth(review) for review in seen}
    marked = [_of_found(review) in facts for review in mine if not review.inferred]
    return Compared(
        hours,
        true=len(seen),
        found=len(mine),
        exact=sum(marked),
        untrue=len(marked) - sum(marked),
        true_wrong=sum(review.meaning_wrong + review.reading_wrong for review in seen),
        found_wrong=sum(review.meaning_incorrect + (review.reading_incorrect or 0) for review in mine),
    )


def _of_truth(review: rows.Review) -> tuple[int, ...]:
    at = moment(review.counted_at)
    stages = (review.starting_stage, review.ending_stage)
    return (at, review.subject_id, *stages, review.meaning_wrong, review.reading_wrong)


def _of_found(review: Review) -> tuple[int, ...]:
    stages = (review.starting_stage, review.ending_stage)
    return (review.at, review.subject_id, *stages, review.meaning_incorrect, review.reading_incorrect or 0)


def table(lines: Sequence[Compared], days: int) -> Table:
    """Return the comparison of the last *days* as a table, one line an interval."""
    drawn = Table(title=f"What was rebuilt of the pretend learner's last {days} days", title_style="bold")
    for heading in ("asked every", "true reviews", "found", "exact", "wrong answers", "of them found"):
        drawn.add_column(heading, justify="right")
    for line in lines:
        counts = (line.true, line.found, line.exact, line.true_wrong, line.found_wrong)
        drawn.add_row(f"{line.hours} h", *(f"{count:,}" for count in counts))
    return drawn
