"""Reads what was looked up from the state, in one moment."""

from collections.abc import Sequence

from collector.core.model import HIGHEST_LEVEL
from collector.storage import mirror, mnemonics, words
from collector.storage.transaction import Transaction
from collector.views.lookup.entries import Lookup, Tree
from collector.views.lookup.words import Dictionary, seek


def read_lookup(tx: Transaction, texts: Sequence[str]) -> Lookup | None:
    """Return what *texts*, words or lines of a text, ask for; None before the first successful poll."""
    user = mirror.user(tx)
    if user is None:
        return None
    found = seek(Dictionary(words.written_subjects(tx)), texts)
    taught = words.with_parts(tx, found.subjects)
    tree = Tree(taught, mnemonics.mnemonics_of(tx, taught), min(HIGHEST_LEVEL, user.subscription.levels))
    return Lookup(tree.entries(found.subjects), found.unknown, mnemonics.has_mnemonics(tx))
