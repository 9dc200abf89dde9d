"""Long work in batches of a fixed size, so that memory stays flat; and the progress that is not shown.

>>> list(batched("abcde", 2))
[('a', 'b'), ('c', 'd'), ('e',)]
"""

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import TypeVar

T = TypeVar("T")


def batched(iterable: Iterable[T], size: int) -> Iterator[tuple[T, ...]]:
    """Yield the elements of *iterable* in order, *size* at a time; the last batch may be shorter.

    Python 3.12 has it as `itertools.batched`. Nothing is read ahead of the batch that is asked for.
    Raises `ValueError` when *size* is below one.
    """
    if size < 1:
        raise ValueError("a batch holds at least one element")
    elements = iter(iterable)
    while batch := tuple(islice(elements, size)):
        yield batch


def no_progress(*_: object) -> None:
    """Show nothing, whatever is reported.

    >>> no_progress("assignments", 2, 5)
    """
