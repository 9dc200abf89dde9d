"""The export of one item: `item`."""

from collections.abc import Sequence
from functools import partial
from typing import Any

import click

from collector.cli.commands.export import options
from collector.cli.commands.export.destination import write_table
from collector.core.errors import ExportRefused
from collector.core.model import SubjectId
from collector.core.wording import names_in_words
from collector.storage.item_rows import NamedItem
from collector.storage.transaction import Transaction
from collector.views.exports.item import item_table
from collector.views.exports.table import ExportFilter, Table
from collector.views.item.find import find_items
from collector.views.item.read import read_item


@click.command("item")
@click.argument("word", metavar="WORD|ID")
@options.types
@options.output
def item(word: str, **given: Any) -> int:
    """List everything known about one item, and when it falls due.

    WORD is its characters, a meaning or the slug; ID is its number, the subject_id of other exports.
    """
    return write_table(partial(_table, word), **given)


def _table(word: str, tx: Transaction, wanted: ExportFilter) -> Table:
    history = read_item(tx, _only_item(tx, word, wanted), wanted.now, wanted.zone)
    if history is None:
        raise ExportRefused(_nothing(word, ()))
    return item_table(history)


def _only_item(tx: Transaction, word: str, wanted: ExportFilter) -> SubjectId:
    """Return the item that is meant. Raises `ExportRefused`, which names others, unless it is exactly one."""
    found = find_items(tx, word, wanted.kinds)
    if len(found.items) == 1:
        return found.items[0].subject_id
    if not found.items:
        raise ExportRefused(_nothing(word, found.near))
    raise ExportRefused(
        f"{word} matches more than one item: {_listed(found.items)}. Give the number of one, or use --type."
    )


def _nothing(word: str, near: Sequence[NamedItem]) -> str:
    if near:
        return f"No item is called {word}: did you mean {_listed(near)}?"
    return f"No item is called {word}: give its characters, a meaning, or its number (subject_id in exports)."


def _listed(found: Sequence[NamedItem]) -> str:
    return names_in_words([f"{_called(each)} ({each.subject_id})" for each in found])


def _called(item: NamedItem) -> str:
    meaning = "".join(f", {name}" for name in item.meanings[:1])
    return f"{'hidden ' if item.hidden else ''}{item.kind} {item.label}{meaning}"
