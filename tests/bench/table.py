"""The table: medians, ratios, and whether a row reached what it must. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from statistics import median
from typing import Any

from tests.bench.builds import BEFORE, TODAY

REACHED, MISSED = "reached", "missed"


@dataclass(frozen=True)
class Target:
    """What a row must reach; None does not count.

    *ratio* is the most that today's may be of the version before, *value* the most that it may be by itself,
    *of_limit* the least part of the limit's speed, that is limit divided by today's.
    """

    ratio: float | None = None
    value: float | None = None
    of_limit: float | None = None

    def __str__(self) -> str:
        """Return it as the table shows it."""
        parts = [
            f"ratio ≤ {self.ratio:g}" if self.ratio is not None else "",
            f"≤ {self.value:g}" if self.value is not None else "",
            f"≥ {self.of_limit:g} of the limit" if self.of_limit is not None else "",
        ]
        return ", ".join(part for part in parts if part)


@dataclass(frozen=True)
class Row:
    """One figure: *samples* by who was measured, the two builds and limits; or why it was *not_measured*."""

    name: str
    unit: str = ""
    target: Target = field(default_factory=Target)
    samples: Mapping[str, Sequence[float]] = field(default_factory=dict)
    not_measured: str = ""

    @property
    def medians(self) -> dict[str, float]:
        """The median of each that was measured."""
        return {who: median(values) for who, values in self.samples.items() if values}

    @property
    def ratio(self) -> float | None:
        """Today's median divided by that of the version before; None where one is missing, or nothing."""
        before, today = self.medians.get(BEFORE), self.medians.get(TODAY)
        return today / before if before and today is not None else None

    @property
    def limits(self) -> dict[str, float]:
        """The medians of what is neither build."""
        return {who: value for who, value in self.medians.items() if who not in {BEFORE, TODAY}}

    @property
    def of_limit(self) -> float | None:
        """The first limit's median divided by today's: 1 is as fast as the limit."""
        today = self.medians.get(TODAY)
        return next(iter(self.limits.values())) / today if self.limits and today else None

    @property
    def verdict(self) -> str:
        """`reached`, `missed`, or nothing where there is no target or nothing to compare with it."""
        pairs = [
            (self.ratio, self.target.ratio),
            (self.medians.get(TODAY), self.target.value),
            # The one figure that is to be large.
            (_negative(self.of_limit), _negative(self.target.of_limit)),
        ]
        judged = [(found, most) for found, most in pairs if most is not None]
        if not judged or any(found is None for found, _ in judged):
            return ""
        return REACHED if all(found <= most for found, most in judged if found is not None) else MISSED

    def as_json(self) -> dict[str, Any]:
        """Return it for `bench.json`: what was measured, and what follows from it."""
        judged = {"ratio": self.ratio, "of_limit": self.of_limit, "verdict": self.verdict}
        return asdict(self) | {"medians": self.medians} | judged

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "Row":
        """Return the row that `as_json` kept."""
        samples, why = kept["samples"], kept["not_measured"]
        return cls(kept["name"], kept["unit"], Target(**kept["target"]), samples, why)


def _negative(number: float | None) -> float | None:
    return None if number is None else -number


HEAD = ("what", BEFORE, TODAY, "ratio", "must be", "", "limits in the same run")


def cells(row: Row) -> tuple[str, ...]:
    """Return the cells of *row*, under `HEAD`."""
    if row.not_measured:
        return (row.name, "", "", "", str(row.target), "not measured", row.not_measured)
    limits = "; ".join(f"{who}: {_shown(value, row.unit)}" for who, value in row.limits.items())
    shown = [_shown(row.medians.get(who), row.unit) for who in (BEFORE, TODAY)]
    ratio = "" if row.ratio is None else f"{row.ratio:.2f}"
    return (row.name, *shown, ratio, str(row.target), row.verdict, limits)


def _shown(value: float | None, unit: str) -> str:
    return (
        ""
        if value is None
        else f"{value:,.0f} {unit}".strip()
        if value >= 100
        else f"{value:.3g} {unit}".strip()
    )


def markdown(rows: Iterable[Row]) -> str:
    """Return the table for `docs/performance.md`."""
    table = [HEAD, ("---",) * len(HEAD), *(cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in table) + "\n"


def plain(rows: Iterable[Row]) -> str:
    """Return the table for a terminal."""
    table = [HEAD, *(cells(row) for row in rows)]
    widths = [max(len(line[column]) for line in table) for column in range(len(HEAD))]
    return "\n".join(
        "  ".join(text.ljust(width) for text, width in zip(line, widths, strict=True)).rstrip()
        for line in table
    )


def merged(kept: Iterable[Row], measured: Iterable[Row]) -> list[Row]:
    """Return the rows *kept* of an earlier run with those *measured* now, which replace the same rows."""
    return list(({row.name: row for row in kept} | {row.name: row for row in measured}).values())
