"""Text in colours for a terminal, and how it breaks into lines.

Not rich, which `status` would spend a sixth of its time importing.

>>> text = Text.of(("12", "bold"), " reviews, at most 5 in an hour")
>>> [line.plain for line in text.wrapped(20)]
['12 reviews, at most', '5 in an hour']
"""

from collections.abc import Iterable, Iterator
from typing import NamedTuple
from unicodedata import east_asian_width

import click

from collector.core.wording import visible

# The six steps of each colour in the cube of 216 that every terminal of 256 colours has, from 16 on.
_STEPS = (0, 95, 135, 175, 215, 255)
_CUBE = 16


class Text(NamedTuple):
    """Pieces of text with their styles: words such as `bold`, `dim`, `red` or `#dd0093`, or nothing."""

    pieces: tuple[tuple[str, str], ...]

    @classmethod
    def of(cls, *parts: "str | tuple[str, str] | Text") -> "Text":
        """Return the text that *parts* make: plain ones, pairs of text and style, and texts.

        Control characters are left out: names and words come from elsewhere, and a terminal would obey them.
        """
        pieces: list[tuple[str, str]] = []
        for part in parts:
            if isinstance(part, Text):
                pieces += part.pieces
            else:
                text, style = (part, "") if isinstance(part, str) else part
                pieces.append((visible(text), style))
        return cls(tuple(pieces))

    @property
    def plain(self) -> str:
        """The text without styles."""
        return "".join(text for text, _ in self.pieces)

    def shown(self, *, true_colours: bool) -> str:
        """Return the text with the codes of its styles; the terminal may have 256 colours, or all."""
        return "".join(_shown(text, style, true_colours=true_colours) for text, style in self.pieces)

    def wrapped(self, width: int) -> list["Text"]:
        """Return the text in lines of *width* at most, broken between words where there are any."""
        return [self._part(start, end) for start, end in _lines(self.plain, width)]

    def _part(self, start: int, end: int) -> "Text":
        found, at = [], 0
        for text, style in self.pieces:
            found.append((text[max(0, start - at) : max(0, end - at)], style))
            at += len(text)
        return Text(tuple(found))


def joined(gap: str, texts: Iterable[Text]) -> Text:
    """Return *texts* with *gap* between them."""
    first, *others = texts
    return Text.of(first, *(part for other in others for part in (gap, other)))


def width_of(text: str) -> int:
    """Return how many columns of a terminal *text* takes: Japanese characters take two."""
    return sum(2 if east_asian_width(one) in "WF" else 1 for one in text)


def _lines(text: str, width: int) -> Iterator[tuple[int, int]]:
    """Yield where each line of *text* begins and ends."""
    start = 0
    while (fits := _fitting(text, start, width)) < len(text):
        blank = text.rfind(" ", start, fits + 1)
        # What has no blank but before its first word is cut where the line ends.
        between_words = bool(text[start : max(blank, start)].strip())
        end = blank if between_words else fits
        yield start, end
        start = end + between_words
    yield start, len(text)


def _fitting(text: str, start: int, width: int) -> int:
    """Return the end of what fits into *width* columns, a character at least."""
    if text.isascii():
        return min(start + width, len(text))
    taken = 0
    for at in range(start, len(text)):
        taken += width_of(text[at])
        if taken > width:
            return max(at, start + 1)
    return len(text)


def _shown(text: str, style: str, *, true_colours: bool) -> str:
    words = style.split()
    if not words or not text:
        return text
    name = next((word for word in words if word not in {"bold", "dim"}), None)
    colour: str | int | tuple[int, int, int] | None = name
    if name and name.startswith("#"):
        red, green, blue = (int(name[at : at + 2], 16) for at in (1, 3, 5))
        colour = (red, green, blue) if true_colours else _nearest(red, green, blue)
    return click.style(text, fg=colour, bold="bold" in words or None, dim="dim" in words or None)


def _nearest(*colour: int) -> int:
    """Return the number of the colour of 256 that is nearest to one of red, green and blue."""
    red, green, blue = (min(range(6), key=lambda step: abs(_STEPS[step] - part)) for part in colour)
    return _CUBE + 36 * red + 6 * green + blue
