"""A band is made of values that some future has."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from collector.projection.bands import band

values = st.lists(st.integers(0, 10**6), min_size=1, max_size=60)


@given(values)
def test_a_band_is_in_order_and_of_values_that_came_out(futures: list[int]) -> None:
    low, middle, high = band(np.array(futures))
    assert low <= middle <= high
    assert {low, middle, high} <= set(futures)


def test_eight_futures_in_ten_lie_in_the_band() -> None:
    assert band(np.arange(101)) == (10, 50, 90)
