"""What Anki makes of the cards: each front has its back, and a second import updates what the first made."""

import pytest

from collector.views.exports.cards import COLUMNS, as_cards
from collector.views.exports.table import Cell, Table
from collector.views.lookup import cards as lookup_cards
from tests.anki.collection import OwnersAnki
from tests.anki.conftest import NOTE_TYPES
from tests.views.exports.test_cards import ONE
from tests.views.lookup.made import looked_up

KANJI, WORD = "wanikani-440", "wanikani-2467"
WORD_ONE: dict[str, Cell] = ONE | {
    "subject_id": 2467, "subject_type": "vocabulary", "meanings": ("One", "1"), "other_readings": (),
}  # fmt: skip
ODD: dict[str, Cell] = ONE | {
    "subject_id": 9, "characters": "#tags:x", "meanings": ('"open', "<b>", "a\tb"), "readings": (),
    "other_readings": (),
}  # fmt: skip


def cards(*items: dict[str, Cell]) -> str:
    rows = [tuple(item[name] for name in COLUMNS) for item in items]
    return "".join(as_cards(Table(COLUMNS, rows, of_items=True)))


def test_kanji_and_word_of_the_same_characters_stay_two_notes(anki: OwnersAnki, language: str) -> None:
    text = cards(ONE, WORD_ONE)
    assert anki.import_text(text) == (2, 0)
    first = anki.notes()
    assert anki.import_text(text) == (0, 0)
    assert anki.notes() == first
    assert {note.note_type for note in first.values()} == {NOTE_TYPES[language]}
    assert {guid: note.fields for guid, note in first.items()} == {
        KANJI: ("一", "One<br>いち, いつ<br><small>not accepted: ひと</small>"),
        WORD: ("一", "One, 1<br>いち, いつ"),
    }
    assert {note.decks for note in first.values()} == {frozenset({"WaniKani"})}
    assert first[KANJI].tags == {"wanikani::kanji", "wanikani::level-01", "wanikani::guru_1"}


def test_a_later_file_updates_the_note_and_leaves_its_deck(anki: OwnersAnki) -> None:
    anki.import_text(cards(ONE, WORD_ONE))
    anki.move(KANJI, "Mine")
    before = anki.notes()
    assert anki.import_text(cards(ONE | {"srs_stage": "master", "meanings": ("One!",)}, WORD_ONE)) == (0, 1)
    after = anki.notes()
    assert after[WORD] == before[WORD]
    assert after[KANJI].fields[1].startswith("One!<br>")
    assert after[KANJI].tags == before[KANJI].tags - {"wanikani::guru_1"} | {"wanikani::master"}
    assert after[KANJI].decks == {"Mine"}


def test_what_a_text_holds_is_shown_and_swallows_no_other_note(anki: OwnersAnki) -> None:
    assert anki.import_text(cards(ODD, ONE)) == (2, 0)
    note = anki.notes()["wanikani-9"]
    assert note.fields == ("#tags:x", "&quot;open, &lt;b&gt;, a b")
    assert note.fields[1] in note.answer
    assert note.fields[0] in note.question


@pytest.mark.parametrize("language", ["de"])
def test_every_item_of_an_account_has_a_back(anki: OwnersAnki, lived_cards: str) -> None:
    count = lived_cards.count("\n") - 5
    assert count > 100
    assert anki.import_text(lived_cards) == (count, 0)
    notes = anki.notes()
    assert len(notes) == count
    assert all(all(note.fields) for note in notes.values())
    assert all(note.decks == {"WaniKani"} and len(note.tags) == 3 for note in notes.values())
    assert anki.import_text(lived_cards) == (0, 0)
    assert anki.notes() == notes


@pytest.mark.parametrize("language", ["de"])
def test_words_that_were_looked_up_are_notes_once_with_their_mnemonics(anki: OwnersAnki) -> None:
    text = "".join(lookup_cards.as_cards(looked_up("水", "一水", "バス")))
    assert anki.import_text(text) == (7, 0)
    notes = anki.notes()
    assert anki.import_text(text) == (0, 0)
    assert anki.notes() == notes
    water = notes["wanikani-3"]
    assert water.fields[0] == "水"
    assert "Think of <b>Water</b>, story 3.<br><i>Really</i>, end 3." in water.fields[1]
    assert water.decks == {"WaniKani"}
    assert water.tags == {"wanikani::kanji", "wanikani::level-01", "wanikani::guru_1"}


@pytest.mark.parametrize("language", ["de"])
def test_a_word_that_was_exported_before_is_the_same_note(anki: OwnersAnki) -> None:
    anki.import_text(cards(ONE | {"subject_id": 3, "characters": "水"}))
    assert anki.import_text("".join(lookup_cards.as_cards(looked_up("バス", "水")))) == (4, 1)
