"""Words as a page for a browser: one file that needs no network and runs no script, in the report's looks."""

from collections.abc import Sequence
from html import escape

from markupsafe import Markup

from collector import __version__
from collector.core.stages import COLOURS
from collector.views.html_page import NO_SCRIPT_POLICY, own_text, template
from collector.views.lookup.entries import NOTICE, Entry, Lookup
from collector.views.lookup.markup import Span


def page(lookup: Lookup) -> str:
    """Return the page: an article for each word, and a list of those that WaniKani does not teach."""
    return template("lookup", "page.html.j2").render(
        lookup=lookup,
        notice=NOTICE,
        policy=NO_SCRIPT_POLICY,
        css=Markup(own_text("report", "page.css") + own_text("lookup", "page.css")),  # noqa: S704 - ours
        colour_of=_colour,
        paragraph=_paragraph,
        footer=f"wanikani-collector {__version__}",
    )


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
