"""Compares the reconstructed reviews of a simulated learner with the true ones, by polling interval.

Only a simulated world knows the truth; so only `demo` can show this.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from collector.cli.commands.demo_collectors import DemoCollector
from collector.cli.output import drawing_width
from collector.cli.styled_text import Text
from collector.cli.text_table import table_lines
from collector.config.values import DEFAULT_ACCOUNT
from collector.core.facts import Review
from collector.core.moments import ALWAYS, moment
from collector.simulator.world import account_rows
from collector.simulator.world.world import World
from collector.storage import ledger


@dataclass(frozen=True, slots=True)
class Accuracy:
    """True and found reviews of one account that was polled every *hours*.

    *exact* counts reviews rightly marked exact; *untrue* those wrongly marked so, which must not happen.
    """

    hours: int
    true: int
    found: int
    exact: int
    untrue: int
    true_wrong: int
    found_wrong: int


def compare_collector(collector: DemoCollector, world: World, since: datetime) -> Accuracy:
    """Compare what *collector* found with *world*, from *since* to its last poll."""
    truth = [one for one in world.reviews if since < one.counted_at <= collector.seen[-1]]
    with collector.app.accounts[DEFAULT_ACCOUNT].store.reading() as tx:
        # All that was found by one that began then is of this time; guesses may be dated at its very start.
        start = moment(since) if collector.seen[0] < since else ALWAYS[0]
        found = [review for review in ledger.reviews.reviews(tx) if review.at > start]
    return compare_reviews(collector.hours, truth, found)


def compare_reviews(hours: int, truth: Iterable[account_rows.Review], found: Iterable[Review]) -> Accuracy:
    """Compare what was *found* with the *truth* about the time in which it could be."""
    seen = list(truth)
    mine = list(found)
    facts = {_true_key(review) for review in seen}
    marked = [_found_key(review) in facts for review in mine if not review.inferred]
    return Accuracy(
        hours,
        true=len(seen),
        found=len(mine),
        exact=sum(marked),
        untrue=len(marked) - sum(marked),
        true_wrong=sum(review.meaning_wrong + review.reading_wrong for review in seen),
        found_wrong=sum(review.meaning_incorrect + (review.reading_incorrect or 0) for review in mine),
    )


def _true_key(review: account_rows.Review) -> tuple[int, ...]:
    at = moment(review.counted_at)
    stages = (review.starting_stage, review.ending_stage)
    return (at, review.subject_id, *stages, review.meaning_wrong, review.reading_wrong)


def _found_key(review: Review) -> tuple[int, ...]:
    stages = (review.starting_stage, review.ending_stage)
    return (review.at, review.subject_id, *stages, review.meaning_incorrect, review.reading_incorrect or 0)


def accuracy_table(lines: Sequence[Accuracy], days: int) -> list[Text]:
    """Return the comparison of the last *days* as a table, one line per interval."""
    headings = ("polled every", "true reviews", "found", "exact", "wrong answers", "of them found")
    rows = []
    for line in lines:
        counts = (line.true, line.found, line.exact, line.true_wrong, line.found_wrong)
        rows.append([f"{line.hours} h", *(f"{count:,}" for count in counts)])
    title = Text.of((f"Reviews reconstructed for the simulated learner's last {days} days", "bold"))
    return [title, *table_lines(headings, rows, drawing_width(), right=range(len(headings))), Text.of()]
