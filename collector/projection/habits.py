"""The learner's habits: when and how much they study, and how often and how long they pause.

A future strings together days that the learner really had, weekday by weekday: days in a row mostly stay in
a row, so that good weeks and bad ones last as long as they do. Vacations and breaks are not such days;
they come as often, and last as long, as the learner's own do.
"""

from typing import NamedTuple

import numpy as np

from collector.projection import priors
from collector.projection.arrays import Bools, Floats, Ints
from collector.projection.past_days import PastDays

_BREAK_DAYS = 3
_HALF_LIFE_AT_FIRST = 20.0
_HALF_LIFE_LATER = 75.0
_DAYS_IN_A_ROW = 7.0
_LOWEST_WEIGHT = 1e-9


class Habits(NamedTuple):
    """Usual days, oldest first: limits (of reviews by hour), weekdays, ages in days, and if the next follows.

    *pause_rate* is the chance that a pause begins on a day, *pause_lengths* are days; *vacation_share* of
    the pauses are vacations. *paused_for* is how many days an ongoing break has lasted.
    """

    review_limit: Floats
    lesson_limit: Floats
    weekday: Ints
    age: Ints
    follows: Bools
    pause_rate: float
    pause_lengths: Ints
    vacation_share: float
    paused_for: int

    @property
    def days(self) -> int:
        """The number of usual days."""
        return len(self.weekday)


def habits(past: PastDays) -> Habits:
    """Return what is usual in *past*."""
    breaks = _breaks(past.active, past.vacation)
    usual = ~past.vacation
    for start, end in breaks:
        usual[start:end] = False
    kept = np.flatnonzero(usual)
    pauses = breaks + _runs(past.vacation)
    goes_on = breaks and breaks[-1][1] == len(usual) and not past.resumed
    ongoing = breaks[-1] if goes_on else None
    return Habits(
        review_limit=past.review_limit[kept],
        lesson_limit=past.lesson_limit[kept],
        weekday=past.weekday[kept],
        age=len(usual) - kept,
        follows=np.append(np.diff(kept) == 1, False),
        pause_rate=(priors.PAUSE_SEEN_DAYS / priors.PAUSE_EVERY_DAYS + len(pauses))
        / (priors.PAUSE_SEEN_DAYS + len(kept)),
        pause_lengths=np.array(
            [*priors.PAUSE_LENGTHS, *(end - start for start, end in pauses for _ in "123")]
        ),
        vacation_share=(1 + len(_runs(past.vacation))) / (2 + len(pauses)),
        paused_for=ongoing[1] - ongoing[0] if ongoing else 0,
    )


def _breaks(active: Bools, vacation: Bools) -> list[tuple[int, int]]:
    """Return the stretches of three days or more without study, from first day to before the last."""
    return [(start, end) for start, end in _runs(~active & ~vacation) if end - start >= _BREAK_DAYS]


def _runs(true: Bools) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], true.astype(np.int8), [0]))))
    return [(int(start), int(end)) for start, end in zip(edges[::2], edges[1::2], strict=True)]


class DayChain:
    """For each future the usual day that its present day is like, drawn day after day."""

    def __init__(self, usual: Habits, futures: int, random: np.random.Generator) -> None:
        self._usual = usual
        self._random = random
        self._source = np.full(futures, -1)
        self._shares: dict[tuple[int, float], Floats] = {}

    def next_day(self, weekday: int, ahead: int) -> Ints:
        """Return the usual days that are like the day *ahead* of today, which is a *weekday*."""
        usual, source = self._usual, self._source
        stays = (source >= 0) & (self._random.random(len(source)) >= 1 / _DAYS_IN_A_ROW)
        follows = stays & usual.follows[source]
        following = np.minimum(source + 1, usual.days - 1)
        follows &= usual.weekday[following] == weekday
        self._source = np.where(follows, following, self._draw(len(source), weekday, ahead))
        return self._source

    def keep(self, rows: Ints) -> None:
        """Go on with the futures *rows* only."""
        self._source = self._source[rows]

    def _draw(self, count: int, weekday: int, ahead: int) -> Ints:
        """Return days of the same weekday, recent ones oftener; the further *ahead*, the less so."""
        key = weekday, min(_HALF_LIFE_AT_FIRST + ahead, _HALF_LIFE_LATER)
        if key not in self._shares:
            self._shares[key] = self._shares_of(*key)
        return self._random.choice(self._usual.days, size=count, p=self._shares[key])

    def _shares_of(self, weekday: int, half_life: float) -> Floats:
        usual = self._usual
        weight = np.maximum(0.5 ** (usual.age / half_life), _LOWEST_WEIGHT)
        alike = weight * (usual.weekday == weekday)
        weight = alike if alike.sum() else weight
        shares: Floats = weight / weight.sum()
        return shares
