"""Words as flash cards for Anki: a note for each word, kanji and radical, once. Pure.

A note is that of its subject in every export (`exports.cards`): importing this file again adds nothing.
"""

from collections.abc import Iterator, Sequence
from html import escape

from collector.views.exports.cards import HEADER, note, tags_of
from collector.views.lookup.entries import NOTICE, Entry, Lookup, each_once
from collector.views.lookup.markup import Span


def as_cards(lookup: Lookup) -> Iterator[str]:
    """Yield header lines, then one note per line; words that WaniKani does not teach have none."""
    # Anki passes over what begins with a number sign.
    yield "\n".join((*HEADER, f"# {NOTICE}")) + "\n"
    for entry in each_once(lookup.entries):
        stage = "locked" if entry.stage is None else entry.stage.label
        yield note(entry.id, _text(entry.name), _back(entry), tags_of(entry.kind, entry.level, stage))


def _back(entry: Entry) -> str:
    asked = [_text(", ".join(forms)) for forms in (entry.meanings, entry.readings) if forms]
    told = [
        f"<br><b>{mnemonic.label}</b>: {'<br>'.join(map(_paragraph, mnemonic.paragraphs))}"
        for mnemonic in entry.mnemonics
    ]
    parts = ", ".join(f"{_text(part.name)} {_text(', '.join(part.meanings[:1]))}" for part in entry.parts)
    made_of = [f"<br>Made of: {parts}"] if parts else []
    return "<br>".join([*asked, *told, *made_of, f"<br><small>{escape(NOTICE)}</small>"])


def _paragraph(spans: Sequence[Span]) -> str:
    return "".join(map(_span, spans)).strip()


def _span(span: Span) -> str:
    text = escape(" ".join(f"<{span.text}>".split())[1:-1])
    text = f"<i>{text}</i>" if span.emphasized else text
    return f"<b>{text}</b>" if span.strong else text


def _text(text: str) -> str:
    """Return *text* as HTML in one line. Without quotation marks, no field swallows the lines after it."""
    return escape(" ".join(text.split()))
