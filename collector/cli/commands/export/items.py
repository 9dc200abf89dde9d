"""The exports of items: `failed`, `known`, `unknown`, `leeches`."""

from typing import Any

import click

from collector.cli.commands.export import options
from collector.cli.commands.export.destination import MakeItems, MakeTable, write_characters, write_table
from collector.views.exports import items


@click.command("failed")
@options.since("7d")
@options.until
@options.types
@options.levels
@options.output
def failed(**given: Any) -> int:
    """List the items that had wrong answers, those with most of them first."""
    return write_table(items.failed, **given)


@click.command("known")
@options.stage
@options.types
@options.levels
@options.characters
@options.output
def known(**given: Any) -> int:
    """List the items at or above a stage."""
    return _items(items.known, items.known_items, **given)


@click.command("unknown")
@options.stage
@options.types
@options.levels
@options.characters
@options.output
def unknown(**given: Any) -> int:
    """List the items below a stage, and those that are still locked."""
    return _items(items.unknown, items.unknown_items, **given)


@click.command("leeches")
@options.types
@options.levels
@options.output
def leeches(**given: Any) -> int:
    """List the leeches, worst first, at most fifty."""
    return write_table(items.leeches, **given)


def _items(make: MakeTable, make_items: MakeItems, *, characters: str | None, **given: Any) -> int:
    if characters is None:
        return write_table(make, **given)
    return write_characters(make_items, separator="\n" if characters == "lines" else "", **given)
