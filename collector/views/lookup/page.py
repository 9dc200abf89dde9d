"""Words as a page for a browser: one file that needs no network and runs no script, in the report's looks."""

from collections.abc import Sequence
from functools import cache
from html import escape
from importlib.resources import files
from typing import TYPE_CHECKING

from markupsafe import Markup

from collector import __version__
from collector.core.stages import COLOURS
from collector.views.lookup.entries import NOTICE, Entry, Lookup
from collector.views.lookup.markup import Span

if TYPE_CHECKING:
    from jinja2 import Template

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"


def page(lookup: Lookup) -> str:
    """Return the page: an article for each word, and a list of those that WaniKani does not teach."""
    return _template().render(
        lookup=lookup,
        notice=NOTICE,
        policy=_POLICY,
        css=Markup(_text("report", "page.css") + _text("lookup", "page.css")),  # noqa: S704 - ours
        colour_of=_colour,
        paragraph=_paragraph,
        footer=f"wanikani-collector {__version__}",
    )


@cache
def _template() -> "Template":
    from jinja2 import Environment  # noqa: PLC0415 - only this format needs it

    environment = Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    return environment.from_string(_text("lookup", "page.html.j2"))


def _text(view: str, name: str) -> str:
    return files(f"collector.views.{view}").joinpath(name).read_text(encoding="utf-8")


def _paragraph(spans: Sequence[Span]) -> Markup:
    # Not in the template, which would take twice as long for ten thousand words.
    return Markup("".join(map(_marked, spans)))  # noqa: S704 - escaped below


def _marked(span: Span) -> str:
    text = escape(span.text)
    if not span.marks:
        return text
    tag = "b" if span.strong else "i" if span.emphasized else "span"
    language = ' lang="ja"' if "ja" in span.marks else ""
    return f'<{tag} class="{" ".join(span.marks)}"{language}>{text}</{tag}>'


def _colour(entry: Entry) -> str:
    return COLOURS["lesson" if entry.stage is None else entry.stage.group]
