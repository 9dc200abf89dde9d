"""What the old PHP script wrote, as its users have it: one point every six hours, at the server's time."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

SIX_HOURS = timedelta(hours=6)
FIELDS = ("apprentice", "guru", "master", "enlighten", "burned")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Written:
    """One point: the server's *time* in nanoseconds, and what the script sent."""

    time: int
    values: dict[str, int]

    @property
    def body(self) -> str:
        """What the script posted: integers without the sign for them, so that they became floats; no time."""
        return "progress " + ",".join(f"{name}={value}" for name, value in self.values.items())

    @property
    def line(self) -> str:
        """The same with the time that the server gave it."""
        return f"{self.body} {self.time}"

    @property
    def whole(self) -> bool:
        """Whether all five numbers are there, and not because the script got no answer."""
        return len(self.values) == len(FIELDS) and any(self.values.values())


def written(begin: datetime, end: datetime, seed: int = 1) -> Iterator[Written]:
    """Yield the points from *begin* to *end*: a gap, a reset, requests that failed, missing fields.

    Now and then the job ran twice, seconds apart.
    """
    chance, learned, number = Random(seed), 5.0, 0
    at = begin
    while at < end:
        number += 1
        learned = 60.0 if number == 4000 else learned + chance.uniform(0, 2.4)
        values = _counts(learned, chance)
        if number % 1200 == 700:
            values = dict.fromkeys(FIELDS, 0)
        if number % 900 == 400:
            values.pop("enlighten")
        if not 2000 <= number < 2160:
            time = (at - _EPOCH) // timedelta(microseconds=1) * 1000 + chance.randrange(4 * 10**9)
            yield Written(time, values)
            if number % 500 == 0:
                yield Written(time + 7 * 10**9, values)
        at += SIX_HOURS


def _counts(learned: float, chance: Random) -> dict[str, int]:
    apprentice = min(int(learned), chance.randint(70, 130))
    rest = max(0.0, learned - apprentice)
    shares = (0.15, 0.1, 0.2)
    counted = [apprentice, *(int(rest * share) for share in shares)]
    return dict(zip(FIELDS, [*counted, int(rest) - sum(counted[1:])], strict=True))
