"""The items that a word or a number stands for, and those it may have been meant for."""

import difflib
import re
from collections.abc import Collection, Sequence
from typing import NamedTuple

from collector.storage import item_rows
from collector.storage.item_rows import NamedItem
from collector.storage.transaction import Transaction
from collector.views.lookup.spelling import normal

_NUMBER = re.compile(r"[0-9]{1,18}")
_MOST_NEAR = 5
# Below that, proposals are of other words.
_LEAST_LIKENESS = 0.75


class FoundItems(NamedTuple):
    """The items that are called so, hidden ones too; where there are none, those *near* it, nearest first."""

    items: Sequence[NamedItem]
    near: Sequence[NamedItem] = ()


def find_items(tx: Transaction, word: str, kinds: Collection[str] = ()) -> FoundItems:
    """Return the items of *kinds* (empty: all) that *word* is the id, the characters or a meaning of.

    Characters come before the first meaning and the slug, and these before other accepted meanings; what is
    written the same, before what is the same to the eye.
    """
    named = [item for item in item_rows.named_items(tx) if not kinds or item.kind in kinds]
    if _NUMBER.fullmatch(_usual(word)):
        return FoundItems([item for item in named if item.subject_id == int(_usual(word))])
    for form in (_plain, _usual):
        wanted = form(word)
        for names in (_characters, _first_names, _all_names):
            found = [item for item in named if wanted in map(form, names(item))]
            if found:
                return FoundItems(found)
    return FoundItems([], _near(named, _plain(word)))


def _plain(word: str) -> str:
    return " ".join(word.split()).casefold()


def _usual(word: str) -> str:
    """Return *word* as most keyboards write it: 〜 has three forms, and kana a narrow one."""
    return _plain(normal(word))


def _characters(item: NamedItem) -> list[str]:
    return [item.characters] if item.characters else []


def _first_names(item: NamedItem) -> list[str]:
    return [item.slug, *item.meanings[:1]]


def _all_names(item: NamedItem) -> list[str]:
    return [item.label, item.slug, *item.meanings]


def _near(named: Sequence[NamedItem], wanted: str) -> list[NamedItem]:
    """Return the items whose names resemble *wanted*, then those that share its characters."""
    by_name: dict[str, NamedItem] = {}
    for item in named:
        for name in map(_plain, _all_names(item)):
            by_name.setdefault(name, item)
    similar = difflib.get_close_matches(wanted, by_name, n=_MOST_NEAR, cutoff=_LEAST_LIKENESS)
    shared = [
        item
        for item in named
        if item.characters
        and not item.characters.isascii()
        and len(item.characters) == 1
        and item.characters in wanted
    ]
    near = {item.subject_id: item for item in (*(by_name[name] for name in similar), *shared)}
    return list(near.values())[:_MOST_NEAR]
