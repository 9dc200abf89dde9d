"""The true reviews as rows of `/reviews`, as the service returned them until April 2023."""

from bisect import bisect_right
from collections.abc import Iterator
from datetime import datetime

from collector.simulator.world.account_rows import Review
from collector.simulator.world.world import World


class ReviewRows:
    """Every review of *world*, in the order of ids and of time alike."""

    def __init__(self, world: World) -> None:
        self._reviews = world.reviews

    def __iter__(self) -> Iterator[Review]:
        return iter(self._reviews)

    @property
    def newest(self) -> datetime | None:
        """The stamp of the last review; None before the first."""
        return self._reviews[-1].changed_at if self._reviews else None

    @property
    def version(self) -> object:
        """Differs after every new review."""
        return len(self._reviews), self.newest

    def get(self, row_id: int) -> Review | None:
        """Return the review of that id, if there is one."""
        return self._reviews[row_id - 1] if 1 <= row_id <= len(self._reviews) else None

    def changed_after(self, moment: datetime) -> Iterator[Review]:
        """Return the reviews stamped strictly after *moment*, without reading those before."""
        return iter(self._reviews[bisect_right(self._reviews, moment, key=lambda row: row.changed_at) :])
