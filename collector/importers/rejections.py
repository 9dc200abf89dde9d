"""The reasons for which rows are rejected: a closed list, counted, with examples."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import Enum

EXAMPLES = 3


class RejectionReason(Enum):
    """Every reason, in the words that the owner reads."""

    AFTER_FIRST_POLL = "after the first live poll, since when the collector has its own data"
    IN_THE_FUTURE = "in the future"
    IMPOSSIBLE_TIME = "from before WaniKani existed"
    NO_ZONE = "a time without a time zone (set it with, e.g., --times-are UTC)"
    UNREADABLE = "cannot be read"
    INCOMPLETE = "not all five numbers are present"
    NO_COUNT = "a number that cannot be a count of items"
    FAILED_REQUEST = "zeros between two counts: the old script got no answer"
    NO_REVIEW = "not a review in WaniKani's form"
    UNKNOWN_ITEM = "for an item that this account does not have"
    OTHER_SUBJECT = "its assignment belongs to another subject"


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that is rejected; *what* names it and says what is wrong."""

    reason: RejectionReason
    what: str


@dataclass(slots=True)
class RejectionCounts:
    """The number of rejected rows by reason, with a few examples."""

    counts: dict[RejectionReason, int] = field(default_factory=dict)
    examples: dict[RejectionReason, list[str]] = field(default_factory=dict)

    def add(self, rejected: Rejected) -> None:
        """Count one more."""
        self.counts[rejected.reason] = self.counts.get(rejected.reason, 0) + 1
        shown = self.examples.setdefault(rejected.reason, [])
        if len(shown) < EXAMPLES:
            shown.append(rejected.what)

    @property
    def total(self) -> int:
        """The number of all rejected rows."""
        return sum(self.counts.values())

    def sentences(self) -> Iterator[str]:
        """Yield a line for each reason, in the order of the list."""
        for reason in RejectionReason:
            if reason in self.counts:
                examples = "; ".join(self.examples[reason])
                more = "; …" if self.counts[reason] > len(self.examples[reason]) else ""
                yield f"{self.counts[reason]:,} {reason.value}: {examples}{more}"
