"""The page of many accounts: a line for each, which leads to its own page."""

from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, NamedTuple

from markupsafe import Markup

from collector import __version__

if TYPE_CHECKING:
    from jinja2 import Template


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
    return _template().render(
        rows=rows,
        problems=problems,
        refresh=refresh,
        css=Markup(_own("page.css")),  # noqa: S704 - ours
        footer=f"wanikani-collector {__version__}",
    )


@cache
def _template() -> "Template":
    # Imported when a page is wanted: a daemon whose page is not open saves the 7 MiB that jinja2 takes.
    from jinja2 import Environment  # noqa: PLC0415

    return Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True).from_string(
        _own("index.html.j2")
    )


def _own(name: str) -> str:
    return files("collector.views.report").joinpath(name).read_text(encoding="utf-8")
