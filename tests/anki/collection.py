"""A collection of a real Anki, and what is in it after a file was imported."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

INSTALLED = find_spec("anki") is not None

if INSTALLED:
    from anki import lang
    from anki.collection import Collection, ImportCsvRequest


@dataclass(frozen=True)
class Note:
    """A note with its fields, its tags, the decks of its cards and what the first one asks and answers."""

    guid: str
    note_type: str
    fields: tuple[str, ...]
    tags: frozenset[str]
    decks: frozenset[str]
    question: str
    answer: str


class OwnersAnki:
    """An Anki whose owner imports files by "File, Import" and changes nothing in the dialogue."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._collection: Any = Collection(str(folder / "collection.anki2"))

    def import_text(self, text: str) -> tuple[int, int]:
        """Import a file with *text*, and return how many notes were new and how many were updated."""
        file = self._folder / "cards.txt"
        file.write_text(text, encoding="utf-8")
        metadata = self._collection.get_csv_metadata(path=str(file), delimiter=None)
        log = self._collection.import_csv(ImportCsvRequest(path=str(file), metadata=metadata)).log
        assert not log.empty_first_field
        assert not log.missing_notetype
        return len(log.new), len(log.updated)

    def notes(self) -> dict[str, Note]:
        """Return all notes by their guid."""
        found = map(self._note, self._collection.find_notes(""))
        return {note.guid: note for note in found}

    def move(self, guid: str, deck: str) -> None:
        """Move the cards of a note to another deck."""
        (note,) = (one for one in self._collection.find_notes("") if self._note(one).guid == guid)
        cards = [card.id for card in self._collection.get_note(note).cards()]
        self._collection.set_deck(cards, self._collection.decks.id(deck))

    def close(self) -> None:
        """Close the collection."""
        self._collection.close()

    def _note(self, number: int) -> Note:
        note = self._collection.get_note(number)
        cards = note.cards()
        return Note(
            note.guid,
            note.note_type()["name"],
            tuple(note.fields),
            frozenset(note.tags),
            frozenset(self._collection.decks.name(card.did) for card in cards),
            cards[0].question(),
            cards[0].answer(),
        )


@contextmanager
def owners_anki(folder: Path, language: str) -> Iterator[OwnersAnki]:
    """Yield a new collection, whose note types are called as in *language*."""
    lang.set_lang(language)
    anki = OwnersAnki(folder)
    try:
        yield anki
    finally:
        anki.close()
