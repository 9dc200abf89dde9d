r"""Words as Markdown (CommonMark). Pure.

>>> escaped("2 * <b>_x_</b>")
'2 \\* &lt;b&gt;\\_x\\_&lt;/b&gt;'
"""

import re
from collections.abc import Iterator, Sequence

from collector.views.lookup.entries import NOTICE, Entry, Lookup
from collector.views.lookup.markup import Span

_SPECIAL = re.compile(r"([\\`*_\[\]#|~])")
# What would begin a list, or underline a heading.
_START = re.compile(r"^(\d*)([-+=.)])")
_INDENT = "  "


def as_markdown(lookup: Lookup) -> Iterator[str]:
    """Yield the lines of a document: one section per word, its parts as lists within."""
    yield f"# Words\n\n_{NOTICE}_\n"
    for entry in lookup.entries:
        yield f"\n## {escaped(entry.name)}\n\n{_facts(entry)}\n"
        yield from _told(entry, "")
        yield "\n" if entry.parts else ""
        yield from _parts(entry, "")
    if lookup.unknown:
        yield "\n## Not in WaniKani\n\n"
        for word, suggestions in lookup.unknown:
            similar = f": similar are {', '.join(map(escaped, suggestions))}" if suggestions else ""
            yield f"- {escaped(word)}{similar}\n"


def escaped(text: str) -> str:
    """Return *text* so that nothing in it is markup, neither Markdown nor HTML."""
    safe = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _SPECIAL.sub(r"\\\1", " ".join(safe.split()))


def _facts(entry: Entry) -> str:
    above = " · see above" if entry.repeated else ""
    return f"{' · '.join(map(escaped, (*entry.facts, entry.stage_name)))}{above}"


def _told(entry: Entry, indent: str) -> Iterator[str]:
    for mnemonic in entry.mnemonics:
        for number, spans in enumerate(mnemonic.paragraphs):
            label = "" if number else f"{mnemonic.label}: "
            yield f"\n{indent}{label}{_paragraph(spans)}\n"


def _parts(entry: Entry, indent: str) -> Iterator[str]:
    for part in entry.parts:
        yield f"{indent}- **{escaped(part.name)}** {_facts(part)}\n"
        yield from _told(part, indent + _INDENT)
        yield "\n" if part.mnemonics else ""
        yield from _parts(part, indent + _INDENT)


def _paragraph(spans: Sequence[Span]) -> str:
    return _START.sub(r"\1\\\2", " ".join("".join(map(_span, spans)).split()))


def _span(span: Span) -> str:
    """Return the text with its emphasis; blanks stay outside, where stars beside them would be stars."""
    core = span.text.strip()
    if not core:
        return span.text
    before, after = span.text.split(core, 1)
    mark = "*" * (2 * span.strong + span.emphasized)
    return f"{before}{mark}{escaped(core)}{mark}{after}"
