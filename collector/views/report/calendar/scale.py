"""The steps of colour: five, by what is much and little for this learner. Pure."""

from collections.abc import Iterable

STEPS = 5


def lower_bounds(values: Iterable[int]) -> list[int]:
    """Return the least value of each step, ascending: five with about as many of *values* in each.

    Fewer where many values are alike.

    >>> lower_bounds(range(1, 101)), lower_bounds([5, 5, 5, 5, 5, 20]), lower_bounds([])
    ([1, 21, 41, 61, 81], [5, 20], [])
    """
    ordered = sorted(values)
    if not ordered:
        return []
    # Else one day of many would look like all the others of one number.
    quantiles = {ordered[len(ordered) * number // STEPS] for number in range(STEPS)}
    return sorted(quantiles | {ordered[-1]} if len(quantiles) == 1 else quantiles)


def colours(bounds: int) -> list[int]:
    """Return which of the five colours, from 1, each of so many steps has: apart from each other.

    >>> [colours(bounds) for bounds in range(6)]
    [[], [3], [2, 4], [1, 3, 5], [1, 2, 4, 5], [1, 2, 3, 4, 5]]
    """
    return [1 + (2 * number + 1) * STEPS // (2 * bounds) for number in range(bounds)]
