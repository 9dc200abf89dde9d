"""Estimates a learner's limits from past sessions, some of which only show a lower bound.

A session that leaves some shows its limit. One that leaves none shows only that it could have been more: how
many more is drawn from the sessions that did leave some, by Kaplan and Meier's estimate of a distribution of
which some values are only known to be larger.
"""

from collections.abc import Sequence

import numpy as np

from collector.projection.arrays import Floats

# So few left are as good as none: some fall due while the last ones are done.
_AS_GOOD_AS_NONE = 3
_SHARE_AS_GOOD_AS_NONE = 0.05


def limits(done: Sequence[int], left: Sequence[int], random: np.random.Generator) -> Floats:
    """Return the limit of each session; infinite where nothing ever stopped one of that size."""
    as_good_as_none = [max(_AS_GOOD_AS_NONE, _SHARE_AS_GOOD_AS_NONE * count) for count in done]
    stopped = [leaves > enough for leaves, enough in zip(left, as_good_as_none, strict=True)]
    survival = _Survival(done, stopped)
    return np.array(
        [
            float(count) if exact else survival.draw_beyond(count, random.random())
            for count, exact in zip(done, stopped, strict=True)
        ]
    )


class _Survival:
    """The shares of limits that are larger than each value that stopped a session."""

    def __init__(self, done: Sequence[int], stopped: Sequence[bool]) -> None:
        counts = np.array(done, dtype=np.int64)
        exact = counts[np.array(stopped, dtype=bool)]
        self._values = np.unique(exact)
        at_risk = np.array([(counts >= value).sum() for value in self._values])
        ended = np.array([(exact == value).sum() for value in self._values])
        self._share = np.cumprod(1 - ended / at_risk) if len(exact) else np.ones(0)

    def draw_beyond(self, count: int, chance: float) -> float:
        """Return a limit beyond *count*, by *chance* between 0 and 1; infinity where none is known."""
        place = int(np.searchsorted(self._values, count, side="right"))
        beyond = self._share[place - 1] if place else 1.0
        drawn = place + int(np.count_nonzero(self._share[place:] > chance * beyond))
        return float(self._values[drawn]) if drawn < len(self._values) else float("inf")
