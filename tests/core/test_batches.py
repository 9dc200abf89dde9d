"""Batches: all elements, in order, and none read too early."""

from itertools import chain, count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.batches import batched


@given(st.lists(st.integers()), st.integers(1, 10))
def test_the_batches_are_the_elements_in_order_and_only_the_last_is_short(
    elements: list[int], size: int
) -> None:
    batches = list(batched(elements, size))
    assert list(chain.from_iterable(batches)) == elements
    assert all(len(batch) == size for batch in batches[:-1])
    assert all(0 < len(batch) <= size for batch in batches)


def test_nothing_is_read_ahead_of_the_batch_that_is_asked_for() -> None:
    elements = count()
    assert next(batched(elements, 3)) == (0, 1, 2)
    assert next(elements) == 3


def test_a_batch_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least one"):
        next(batched([1], 0))
