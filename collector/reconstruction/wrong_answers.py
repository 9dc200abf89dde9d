"""In which of several reviews the wrong answers can have been, by what the streaks say.

A wrong answer leaves the streak at 1, not 0 (checked on real payloads): every review ends with a right
answer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from collector.reconstruction.snapshots import Answers


@dataclass(frozen=True, slots=True)
class FacetWrongAnswers:
    """Wrong answers to one facet, and the number of the review that had the last of them; 0 for none."""

    wrong: int
    last: int


@dataclass(frozen=True, slots=True)
class WrongAnswers:
    """The wrong answers of *count* reviews, to meaning and reading."""

    count: int
    meaning: FacetWrongAnswers
    reading: FacetWrongAnswers

    @property
    def total(self) -> int:
        """Wrong answers to meaning and reading together."""
        return self.meaning.wrong + self.reading.wrong

    def possible(self, number: int, used: int) -> range:
        """Return how many wrong answers review *number* can have had, when *used* were given before it."""
        left = self.total - used
        early, late = sorted((self.meaning, self.reading), key=lambda facet: facet.last)
        if number > late.last:
            return range(1) if left == 0 else range(0)
        least = sum(1 for facet in (early, late) if facet.last == number)
        if number == late.last:
            return range(left, left + 1) if left >= least else range(0)
        if number == early.last:
            least = max(least, early.wrong - used)
        # At least one must be left for the last review that had any.
        return range(least, left)

    def split(self, wrong: Sequence[int]) -> list[tuple[int, int]]:
        """Return one way to split *wrong*, the wrong answers of each review, into meaning and reading."""
        flipped = self.meaning.last > self.reading.last
        early = self.reading if flipped else self.meaning
        left = early.wrong
        parts = []
        for number, count in enumerate(wrong, start=1):
            share = _share(number, count, left, early.last)
            left -= share
            parts.append((count - share, share) if flipped else (share, count - share))
        return parts

    def last_is_one_way(self, wrong: int) -> bool:
        """Return True if *wrong* wrong answers in the last review can be split by facet in one way only."""
        both = self.meaning.last == self.reading.last == self.count
        if not both or wrong == self.total:
            return True
        most = min(self.meaning.wrong, wrong - 1)
        least = max(1, wrong - self.reading.wrong)
        return most == least


def wrong_answers_of(before: Answers, after: Answers, count: int) -> FacetWrongAnswers | None:
    """Return where the wrong answers of *count* reviews were; None when the streak does not fit.

    The streak ends at 1 after a wrong answer, as the module says, and counts on from there.
    """
    wrong = after.incorrect - before.incorrect
    if wrong == 0:
        return FacetWrongAnswers(0, 0) if after.streak == before.streak + count else None
    return FacetWrongAnswers(wrong, count - after.streak + 1) if 1 <= after.streak <= count else None


def _share(number: int, wrong: int, left: int, last: int) -> int:
    """Return the earlier facet's share of *wrong*: all it can take, one kept for its last wrong answer."""
    if number >= last:
        return left if number == last else 0
    return min(wrong, left - 1)
