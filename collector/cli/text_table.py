"""A table of texts in columns, as wide as there is room.

>>> rows = [["apple", "12", "a fruit of some trees"], ["fig", "3", ""]]
>>> for line in table_lines(["name", "count", "what it is"], rows, 24, right={1}):
...     print(line.plain)
name   count  what it is
apple     12  a fruit of
              some trees
fig        3
"""

from collections.abc import Collection, Iterator, Sequence
from itertools import zip_longest

from collector.cli.styled_text import Text, width_of

_GAP = "  "
# A column gets no narrower for others.
_NARROWEST = 8


def table_lines(
    headings: Sequence[str],
    rows: Sequence[Sequence[str]],
    width: int,
    *,
    right: Collection[int] = (),
    whole: Collection[int] = (),
) -> Iterator[Text]:
    """Yield the lines of a table of *width* at most, if its columns can be made as narrow.

    Columns are given by their places: those in *right* end below each other, those in *whole* are not broken.
    """
    natural = [max(map(width_of, column)) for column in zip(headings, *rows, strict=True)]
    widths = _narrowed(natural, width - len(_GAP) * (len(natural) - 1), whole)
    yield from _row_lines(headings, widths, right, "bold")
    for row in rows:
        yield from _row_lines(row, widths, right, "")


def _narrowed(widths: list[int], room: int, whole: Collection[int]) -> list[int]:
    """Return *widths* that take no more than *room*: of the widest ones, as far as they may be broken."""
    widths = list(widths)
    breakable = [place for place in range(len(widths)) if place not in whole]
    while sum(widths) > room and breakable:
        widest = max(breakable, key=lambda place: widths[place])
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _row_lines(
    cells: Sequence[str], widths: Sequence[int], right: Collection[int], style: str
) -> Iterator[Text]:
    broken = [
        [part.plain for part in Text.of(cell).wrapped(max(1, width))]
        for cell, width in zip(cells, widths, strict=True)
    ]
    for parts in zip_longest(*broken, fillvalue=""):
        padded = (
            " " * (width - width_of(part)) + part if place in right else part + " " * (width - width_of(part))
            for place, (part, width) in enumerate(zip(parts, widths, strict=True))
        )
        yield Text.of((_GAP.join(padded).rstrip(), style))
