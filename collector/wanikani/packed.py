"""Rows that wait for their transaction, packed page by page.

The first sync of a large account brings 28,000 of them while the network is asked, before anything is
written. As objects they would lie scattered over memory that a daemon could not give back afterwards.
"""

import pickle
from collections.abc import Iterable, Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Packed(Generic[T]):
    """The rows of a pass in their order; iterating unpacks one page at a time, as often as wanted."""

    def __init__(self, rows: Iterable[T] = ()) -> None:
        self._pages: list[bytes] = []
        self._count = 0
        self.add(list(rows))

    def add(self, page: list[T]) -> None:
        """Append a page of rows."""
        if page:
            self._pages.append(pickle.dumps(page, pickle.HIGHEST_PROTOCOL))
            self._count += len(page)

    def __iter__(self) -> Iterator[T]:
        for page in self._pages:
            yield from pickle.loads(page)  # noqa: S301 - packed above, never stored or received

    def __len__(self) -> int:
        return self._count
