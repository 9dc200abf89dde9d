"""Sentences for the owner: without secrets, and broken between words where the terminal is narrow."""

import shutil
import sys
import textwrap
from collections.abc import Iterable

import click

from collector.cli.styled_text import Text
from collector.config import environment
from collector.core.redaction import redaction
from collector.core.wording import visible

# Of a wider terminal no more is used.
_WIDEST_DRAWING = 80


def drawing_width() -> int:
    """Return how many columns a drawing may take."""
    return min(shutil.get_terminal_size().columns, _WIDEST_DRAWING)


def echo_drawing(lines: Iterable[Text]) -> None:
    """Print *lines*, in colours where `environment.colours` allows them."""
    shown = "\n".join(line.shown(true_colours=environment.true_colours()) for line in lines)
    click.echo(shown, color=environment.colours())


def in_colours(*, on_terminal: bool) -> bool:
    """Return True if a table or a tree is to have colours, which no file ever has."""
    return on_terminal and environment.colours() is not False


def echo(text: str, *, lead: str = "", err: bool = False) -> None:
    """Print each line of *text* after *lead*, further lines of it indented as far.

    Lines break only on a terminal: elsewhere they stay whole, so that they can be searched.
    """
    stream = sys.stderr if err else sys.stdout
    width = shutil.get_terminal_size().columns if stream.isatty() else None
    for line in visible(redaction.text(text)).splitlines():
        broken = _broken(line, len(click.unstyle(lead)), width)
        click.echo(lead + broken, err=err, color=environment.colours())


def _broken(line: str, indent: int, width: int | None) -> str:
    if width is None:
        return line
    # Commands and addresses are copied from the screen: they stay whole.
    return f"\n{' ' * indent}".join(
        textwrap.wrap(line, max(20, width - indent), break_long_words=False, break_on_hyphens=False)
    )
