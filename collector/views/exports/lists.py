"""The kanji of a list that are not known yet, those that WaniKani does not teach too."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from collector.core.kanji_lists import NAMES, band, usual_form
from collector.core.kanji_members import members
from collector.core.model import StudiedKanji
from collector.storage import items, kanji
from collector.storage.transaction import Transaction
from collector.views.exports.items import about
from collector.views.exports.table import ITEM_COLUMNS, Cell, Table

NOT_TAUGHT = "not taught by WaniKani"
_COLUMNS = (*ITEM_COLUMNS, "lists", "subject_id")
_BRIEF = ("characters", "meanings", "readings", "level", "srs_stage", "lists")


class _Missing(NamedTuple):
    """A kanji that is not known: which of the wanted lists it is in, and its subject, if there is one."""

    characters: str
    lists: tuple[str, ...]
    subject: StudiedKanji | None


def unknown_kanji(tx: Transaction, lists: tuple[str, ...]) -> Table:
    """Return the kanji of *lists* that were never passed: WaniKani's in its order, then all others.

    Those it does not teach come as the list has them: the most frequent in newspapers first.
    """
    rows = [_row(tx, one) for one in _missing(tx, lists)]
    return Table(_COLUMNS, rows, _BRIEF, of_items=True)


def unknown_kanji_characters(tx: Transaction, lists: tuple[str, ...]) -> Iterator[str]:
    """Yield the same kanji alone."""
    return (one.characters for one in _missing(tx, lists))


def _missing(tx: Transaction, lists: tuple[str, ...]) -> list[_Missing]:
    taught = {usual_form(one.characters): one for one in kanji.kanji(tx)}
    found: dict[str, list[str]] = {}
    for name in (name for name in NAMES if name in lists):
        for one in members().get(name) or _kanji_of_band(name, taught):
            found.setdefault(one, []).append(name)
    missing = [_of_list(one, tuple(names), taught.get(one)) for one, names in found.items()]
    return sorted((one for one in missing if not _is_known(one.subject)), key=_place)


def _of_list(characters: str, lists: tuple[str, ...], subject: StudiedKanji | None) -> _Missing:
    return _Missing(subject.characters if subject else characters, lists, subject)


def _kanji_of_band(name: str, taught: Mapping[str, StudiedKanji]) -> list[str]:
    return [characters for characters, one in taught.items() if band(one.level) == name]


def _is_known(subject: StudiedKanji | None) -> bool:
    return subject is not None and subject.passed_at is not None


def _place(missing: _Missing) -> tuple[bool, int, int]:
    subject = missing.subject
    return (True, 0, 0) if subject is None else (False, subject.level, subject.subject_id)


def _row(tx: Transaction, missing: _Missing) -> tuple[Cell, ...]:
    item = None if missing.subject is None else items.listed_item(tx, missing.subject.subject_id)
    if item is None:
        return missing.characters, (), (), (), (), "kanji", None, NOT_TAUGHT, missing.lists, None
    return *about(item), missing.lists, item.subject_id
