"""Builds pages for a browser: texts, templates, and the permissions of a page without a script.

A room of pages is a package below `collector.views`, named by its last part. Pure.
"""

from functools import cache, partial
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from jinja2 import Template

# It loads nothing and runs nothing, whatever its text.
NO_SCRIPT_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
)


@cache
def own_text(room: str, name: str) -> str:
    """Return the text of the file *name* of a room of pages."""
    return files(f"collector.views.{room}").joinpath(name).read_text(encoding="utf-8")


@cache
def template(room: str, name: str) -> "Template":
    """Return the template *name* of a room of pages; what is put into it is escaped."""
    # Imported when a page is wanted: a daemon whose page is not open saves the 7 MiB that jinja2 takes.
    from jinja2 import Environment, FunctionLoader  # noqa: PLC0415

    environment = Environment(
        autoescape=True, trim_blocks=True, lstrip_blocks=True, loader=FunctionLoader(partial(own_text, room))
    )
    return environment.get_template(name)
