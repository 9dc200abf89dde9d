r"""WaniKani's markup of mnemonics. Pure.

Its tags stand around names of subjects, meanings, readings and Japanese. Some are never closed, and then mark
nothing; some are closed twice. Everything that is none of them is text, `<script>` too.

>>> paragraphs("A <radical>gun</radical>.")
[[Span(text='A ', marks=()), Span(text='gun', marks=('radical',)), Span(text='.', marks=())]]
>>> paragraphs("<ja>水</b>\r\n<i>1 < 2")
[[Span(text='水', marks=())], [Span(text='1 < 2', marks=())]]
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

from collector.core.wording import visible

NAMES = ("radical", "kanji", "vocabulary", "reading", "meaning")
STRONG = frozenset({*NAMES, "b", "strong"})
EMPHASIZED = frozenset({"i", "em"})
_TAG = re.compile(rf"<(/?)({'|'.join((*NAMES, 'ja', 'b', 'strong', 'i', 'em'))})\s*>", re.IGNORECASE)
_LINES = re.compile(r"[\r\n\u2028\u2029]+")


class Span(NamedTuple):
    """A piece of text, and the tags around it, from the outermost."""

    text: str
    marks: tuple[str, ...]

    @property
    def strong(self) -> bool:
        """True if it is to stand out."""
        return not STRONG.isdisjoint(self.marks)

    @property
    def emphasized(self) -> bool:
        """True if it is to be stressed."""
        return not EMPHASIZED.isdisjoint(self.marks)


def paragraphs(mnemonic: str) -> list[list[Span]]:
    """Return the pieces of *mnemonic*, one list per paragraph; none is empty."""
    found: list[list[Span]] = [[]]
    for span in _spans(visible(mnemonic)):
        for number, text in enumerate(_LINES.split(span.text)):
            if number:
                found.append([])
            if text:
                found[-1].append(Span(text, span.marks))
    return [spans for spans in found if any(span.text.strip() for span in spans)]


def _spans(mnemonic: str) -> Iterator[Span]:
    lowered = mnemonic.lower()
    open_tags: list[str] = []
    at = 0
    for tag in _TAG.finditer(mnemonic):
        if tag.start() > at:
            yield Span(mnemonic[at : tag.start()], tuple(open_tags))
        name = tag[2].lower()
        if tag[1]:
            _close(open_tags, name)
        elif name not in open_tags and lowered.find(f"</{name}", tag.end()) != -1:
            open_tags.append(name)
        at = tag.end()
    if at < len(mnemonic):
        yield Span(mnemonic[at:], tuple(open_tags))


def _close(open_tags: list[str], name: str) -> None:
    """Close a tag with all within it, if it is open."""
    if name in open_tags:
        while open_tags.pop() != name:
            pass
