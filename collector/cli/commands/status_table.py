"""Many accounts on a terminal: a line for each."""

from collections.abc import Iterable, Iterator, Sequence

from collector.core.moments import Moment
from collector.core.wording import age
from collector.views.overview import Overview

_HEADING = ("account", "level", "lessons", "reviews", "last poll", "problem")
_FIGURES = {"level", "lessons", "reviews"}
_GAP = "  "
# What is known of an account: why its state cannot be read, in words, or None where there is no state yet.
Found = Overview | str | None


def status_table(accounts: Iterable[tuple[str, Found]], now: Moment) -> Iterator[str]:
    """Yield the lines of the table of *accounts*, by the name of the state.

    >>> overview = Overview("anna", 12, 0, 1036, Moment(0), "", 0)
    >>> for line in status_table([("anna", overview), ("ben", None)], Moment(180_000_000)):
    ...     print(line)
    account  level  lessons  reviews  last poll  problem
    anna        12        0    1,036  3 min ago
    ben                               never
    """
    rows = [_HEADING, *(_row(name, found, now) for name, found in accounts)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    for row in rows:
        yield _GAP.join(_cells(row, widths)).rstrip()


def _cells(row: Sequence[str], widths: Sequence[int]) -> Iterator[str]:
    for name, text, width in zip(_HEADING, row, widths, strict=True):
        yield text.rjust(width) if name in _FIGURES else text.ljust(width)


def _row(name: str, found: Found, now: Moment) -> tuple[str, ...]:
    if found is None:
        return name, "", "", "", "never", ""
    if isinstance(found, str):
        return name, "", "", "", "", found
    return (
        name if found.name in {None, name} else f"{name} ({found.name})",
        *("" if figure is None else f"{figure:,}" for figure in (found.level, found.lessons, found.reviews)),
        "never" if found.polled_at is None else f"{age(found.polled_at, now)} ago",
        found.problem,
    )
