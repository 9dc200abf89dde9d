"""A hook of MkDocs: links from a page to a file outside `docs/` lead to the repository.

The pages can then be read in the repository too, where these links are relative.
"""

import posixpath
import re
from typing import Protocol

_LINK = re.compile(r"\]\((?P<path>\.\./[^)#\s]*)(?P<anchor>#[^)\s]*)?\)")


class Page(Protocol):
    """A page of MkDocs, of which only the file is used."""

    @property
    def file(self) -> "File":
        """The file that the page is made of."""


class File(Protocol):
    """A file of MkDocs, of which only the path below `docs/` is used."""

    src_uri: str


def on_page_markdown(markdown: str, page: Page, config: dict[str, str], **_: object) -> str:
    """Return *markdown* with links to files outside `docs/` replaced by addresses in the repository."""
    folder = posixpath.dirname(page.file.src_uri)

    def address(link: re.Match[str]) -> str:
        target = posixpath.normpath(posixpath.join("docs", folder, link["path"]))
        if target.startswith("docs/"):
            return link[0]
        return f"]({config['repo_url']}/blob/main/{target}{link['anchor'] or ''})"

    return _LINK.sub(address, markdown)
