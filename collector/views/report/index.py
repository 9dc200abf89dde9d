"""The page of many accounts: a line for each, which leads to its own page."""

from collections.abc import Sequence
from typing import NamedTuple

from markupsafe import Markup

from collector import __version__
from collector.views.html_page import NO_SCRIPT_POLICY, own_text, template


class IndexRow(NamedTuple):
    """A line, in words; *state_name* is the last part of its page's address."""

    state_name: str
    name: str
    level: str
    reviews: str
    polled: str
    problem: str


def index_page(rows: Sequence[IndexRow], *, problems: Sequence[str] = (), refresh: int) -> str:
    """Return the HTML of the page, which loads itself again every *refresh* seconds; *problems* go on top."""
    return template("report", "index.html.j2").render(
        policy=NO_SCRIPT_POLICY,
        rows=rows,
        problems=problems,
        refresh=refresh,
        css=Markup(own_text("report", "page.css")),  # noqa: S704 - ours
        footer=f"wanikani-collector {__version__}",
    )
