"""Words on a terminal: a tree of what they are made of, the stages in their colours."""

from collections.abc import Iterable, Iterator, Sequence

from collector.cli.styled_text import Text
from collector.core.stages import COLOURS
from collector.views.lookup.entries import Entry, Lookup, Mnemonic
from collector.views.lookup.markup import Span
from collector.views.lookup.words import Unknown

# What stands before a part and before the lines below it; the last one of several ends the line.
_BRANCH = ("├─ ", "│  ")
_LAST = ("└─ ", "   ")
_NARROWEST = 20


def tree_lines(lookup: Lookup, width: int | None) -> Iterator[Text]:
    """Yield the lines, *width* wide at most; None: a paragraph is one line, so that it can be searched."""
    for number, entry in enumerate(lookup.entries):
        if number:
            yield Text.of()
        yield from _lines(entry, "", "", width)
    yield from unknown_lines(lookup.unknown, after=bool(lookup.entries))


def unknown_lines(unknown: Sequence[Unknown], *, after: bool) -> Iterator[Text]:
    """Yield the words that WaniKani does not teach, a line each, *after* a blank line."""
    if unknown and after:
        yield Text.of()
    if unknown:
        yield Text.of("Not in WaniKani:")
    for word, suggestions in unknown:
        similar = f" · similar: {', '.join(suggestions)}" if suggestions else ""
        yield Text.of("  ", (word, "bold"), (similar, "dim"))


def _lines(entry: Entry, first: str, below: str, width: int | None) -> Iterator[Text]:
    yield from _wrapped(_headline(entry), first, below, width)
    # The line to the parts goes on beside the mnemonics.
    beside = below + ("│  " if entry.parts else "   ")
    for mnemonic in entry.mnemonics:
        for text in _told(mnemonic):
            yield from _wrapped(text, beside, beside, width)
    for number, part in enumerate(entry.parts, start=1):
        head, tail = _LAST if number == len(entry.parts) else _BRANCH
        yield from _lines(part, below + head, below + tail, width)


def _headline(entry: Entry) -> Text:
    stage = (entry.stage_name, COLOURS["lesson" if entry.stage is None else entry.stage.group])
    above = ("", " · see above")[entry.repeated]
    return Text.of((entry.name, "bold"), f"  {' · '.join(entry.facts)} · ", stage, (above, "dim"))


def _told(mnemonic: Mnemonic) -> Iterator[Text]:
    for number, spans in enumerate(mnemonic.paragraphs):
        label = "" if number else f"{mnemonic.label}: "
        yield Text.of((label, "dim"), *map(_span, spans))


def _span(span: Span) -> tuple[str, str]:
    return span.text, "bold" if span.strong or span.emphasized else ""


def _wrapped(text: Text, first: str, below: str, width: int | None) -> Iterable[Text]:
    lines = [text] if width is None else text.wrapped(max(width - len(below), _NARROWEST))
    for number, line in enumerate(lines):
        yield Text.of((below if number else first, "dim"), line)
