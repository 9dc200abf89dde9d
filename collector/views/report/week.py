"""The accuracy of each hour of the week: the cells of a table, hours below each other, days side by side."""

from collections.abc import Sequence
from dataclasses import dataclass

from collector.core.percent import percent
from collector.core.tallies import HourTally

DAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
# As in Grafana: a share of fewer reviews says little, and two of two are not all.
_ENOUGH = 10
_FEW = "few"
# Shares below are as pale as none, since nearly all are above.
_LOWEST = 60


@dataclass(frozen=True, slots=True)
class Cell:
    """An hour of a weekday: the share in *text*, and *said* in full; both are empty without a review.

    *strength*, from 0 to 1, is how strong the colour is; *few* reviews have none.
    """

    text: str = ""
    said: str = ""
    strength: float = 0.0
    few: bool = False


def hours_of_week(tallies: Sequence[HourTally]) -> list[tuple[str, list[Cell]]]:
    """Return a row for each of the 24 hours, with a cell for each weekday; none without any review."""
    found = {(tally.weekday, tally.hour): tally for tally in tallies if tally.reviews}
    if not found:
        return []
    return [
        (f"{hour:02d}", [_cell(found.get((weekday, hour))) for weekday in range(1, len(DAYS) + 1)])
        for hour in range(24)
    ]


def _cell(tally: HourTally | None) -> Cell:
    if tally is None:
        return Cell()
    share = percent(tally.correct, tally.reviews)
    said = f"{share} % of {tally.reviews:,}"
    if tally.reviews < _ENOUGH:
        return Cell(_FEW if share in {"0", "100"} else share, said, few=True)
    above = 100 * tally.correct / tally.reviews - _LOWEST
    return Cell(share, said, strength=round(max(0.0, above / (100 - _LOWEST)), 2))
