"""Shares of few reviews: two of two are not a bold 100 %, they are drawn pale.

A cell or series cannot be coloured by another one in the versions of Grafana we serve. So a share is asked
for twice: where there are enough reviews, and where there are few. For a table, the few are moved out of the
way of percentages, and back again by the texts of `PALE_SHARES`.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import floor

from grafana_foundation_sdk.models import dashboard as models

from collector.points.measurements import Measurement
from grafana.influxql import ENOUGH, tag_table, whole_tens
from grafana.targets import Influx, table

PALE = "rgba(128, 128, 128, 0.18)"
PALE_LINE = "rgba(128, 128, 128, 0.55)"
FEW = "few"
MOVED = 1000
# Half the least distance of two shares of fewer than ten reviews is 0.7.
_TOLERANCE = 0.01


def shares_by_tag(  # noqa: PLR0913 - as `tag_table`
    measurement: Measurement,
    shares: Mapping[str, str],
    *,
    of: str,
    by: Sequence[str],
    count_name: str = "reviews",
    where: str = "",
    others: Mapping[str, str] | None = None,
    refs: str = "AB",
) -> tuple[Influx, Influx]:
    """Return two answers for a table, one of many reviews and one of few: to be merged.

    *shares* are expressions in percent by column name; *of* is the expression for the number of reviews, the
    column *count_name*; *others* are further columns, *refs* the letters of the two.
    """
    counts = {count_name: of, **(others or {})}
    few = {name: f"{MOVED} + {share}" for name, share in shares.items()}
    enough, less = (
        tag_table(measurement, {**counts, **columns}, by=by, where=where, having=f'"{count_name}" {limit}')
        for columns, limit in ((shares, f">= {ENOUGH}"), (few, f"< {ENOUGH}"))
    )
    return table(enough, refs[0]), table(less, refs[1])


def moved_if_few(share: str, number: str) -> str:
    """Return the expression for *share*, moved where the integer *number* is below ten."""
    return f"{share} + {MOVED} - {MOVED} * {whole_tens(number)} / {whole_tens(number)}"


def _pale_shares() -> list[models.ValueMapping]:
    every = {Fraction(right, reviews) for reviews in range(1, ENOUGH) for right in range(reviews + 1)}
    return [
        models.RangeMap(
            options=models.DashboardRangeMapOptions(
                from_val=MOVED + 100 * float(share) - _TOLERANCE,
                to=MOVED + 100 * float(share) + _TOLERANCE,
                result=models.ValueMappingResult(text=_text(share), color=PALE, index=index),
            )
        )
        for index, share in enumerate(sorted(every))
    ]


def _text(share: Fraction) -> str:
    # Two of two are not all, and none of one is not never.
    if share in (0, 1):
        return FEW
    # A half is rounded up, as Grafana does with the shares of more reviews.
    return f"{floor(100 * share + Fraction(1, 2))}%"


PALE_SHARES = _pale_shares()
