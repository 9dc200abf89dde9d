"""The exports of items: `failed`, `known`, `unknown`, `leeches`."""

from collections.abc import Iterator
from typing import Any

import click

from collector.cli.commands.export import options
from collector.cli.commands.export.destination import MakeCharacters, MakeTable, write_characters, write_table
from collector.storage.transaction import Transaction
from collector.views.exports import items
from collector.views.exports.lists import unknown_kanji, unknown_kanji_characters
from collector.views.exports.table import ExportFilter, Table


@click.command("failed")
@options.since("7d")
@options.until
@options.types
@options.levels
@options.output
def failed(**given: Any) -> int:
    """List the items that had wrong answers, most wrong answers first."""
    return write_table(items.failed, **given)


@click.command("known")
@options.stage
@options.types
@options.levels
@options.characters
@options.output
def known(**given: Any) -> int:
    """List the items at or above a stage."""
    return _items(items.known, items.known_characters, **given)


@click.command("unknown")
@options.stage
@options.types
@options.levels
@options.lists
@options.characters
@options.output
def unknown(*, lists: tuple[str, ...], **given: Any) -> int:
    """List the items below a stage, and those that are still locked.

    With --list, the kanji of these lists that were never passed, including those WaniKani does not teach.
    """
    if not lists:
        return _items(items.unknown, items.unknown_characters, **given)
    if given["kinds"] or given["levels"] or given["stage"] != options.KNOWN_FROM:
        raise click.UsageError("--list cannot be combined with --type, --level or --stage.")

    def table(tx: Transaction, _: ExportFilter) -> Table:
        return unknown_kanji(tx, lists)

    def characters(tx: Transaction, _: ExportFilter) -> Iterator[str]:
        return unknown_kanji_characters(tx, lists)

    return _items(table, characters, **given)


@click.command("leeches")
@options.types
@options.levels
@options.output
def leeches(**given: Any) -> int:
    """List the leeches, worst first, at most fifty."""
    return write_table(items.leeches, **given)


def _items(make: MakeTable, make_characters: MakeCharacters, *, characters: str | None, **given: Any) -> int:
    if characters is None:
        return write_table(make, **given)
    return write_characters(make_characters, separator="\n" if characters == "lines" else "", **given)
