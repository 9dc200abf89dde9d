"""The result of both imports, and their progress report."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from collector.core.moments import Moment
from collector.importers.rejections import Rejected, RejectionCounts, RejectionReason

# Shows, in words, how far an import has come.
Progress = Callable[[str], None]


@dataclass(slots=True)
class ImportResult:
    """The fate of all rows: *added* now, *already_present*, or *rejected*.

    *first* and *last* are the moments of the earliest and the latest row added.

    >>> result = ImportResult()
    >>> result.note([Moment(7), Moment(3)], already_present=2)
    >>> result.seen, result.added, result.first, result.last
    (4, 2, 3, 7)
    """

    added: int = 0
    already_present: int = 0
    first: Moment | None = None
    last: Moment | None = None
    rejected: RejectionCounts = field(default_factory=RejectionCounts)

    def note(self, added: Iterable[Moment], *, already_present: int = 0) -> None:
        """Count rows by their moments: those *added*, and how many were there before."""
        self.already_present += already_present
        for at in added:
            self.added += 1
            self.first = at if self.first is None else min(self.first, at)
            self.last = at if self.last is None else max(self.last, at)

    def reject(self, row: Rejected) -> None:
        """Count a row that is not taken, under its reason."""
        self.rejected.add(row)

    @property
    def succeeded(self) -> bool:
        """Return True if something was added, or all of it was already present.

        What is after the first live poll is there too: the collector knows it by itself.
        """
        missing = self.rejected.total - self.rejected.counts.get(RejectionReason.AFTER_FIRST_POLL, 0)
        return bool(self.added or (self.already_present and not missing))

    @property
    def seen(self) -> int:
        """All rows looked at."""
        return self.added + self.already_present + self.rejected.total
