"""Flash cards: a note a line that any note type can take, and that a later file updates."""

from hypothesis import given
from hypothesis import strategies as st

from collector.views.exports.cards import COLUMNS, as_cards
from collector.views.exports.table import Cell, Table

ONE: dict[str, Cell] = {
    "subject_id": 440,
    "characters": "一",
    "meanings": ("One",),
    "readings": ("いち", "いつ"),
    "other_meanings": (),
    "other_readings": ("ひと",),
    "subject_type": "kanji",
    "level": 1,
    "srs_stage": "guru_1",
}


def lines(*items: dict[str, Cell]) -> list[str]:
    rows = [tuple(item[name] for name in COLUMNS) for item in items]
    text = "".join(as_cards(Table(COLUMNS, rows, of_items=True)))
    assert text.endswith("\n")
    return text.removesuffix("\n").split("\n")


def note(**changed: Cell) -> list[str]:
    """Return the fields of the only note."""
    return lines(ONE | changed)[-1].split("\t")


def test_the_header_names_no_field_and_no_note_type() -> None:
    assert lines() == [
        "#separator:tab",
        "#html:true",
        "#guid column:1",
        "#deck column:2",
        "#tags column:5",
    ]


def test_a_note_is_guid_deck_front_back_and_tags() -> None:
    assert note() == [
        "wanikani-440",
        "WaniKani",
        "一",
        "One<br>いち, いつ<br><small>not accepted: ひと</small>",
        "wanikani::kanji wanikani::level-01 wanikani::guru_1",
    ]


def test_what_is_not_accepted_stands_apart_from_what_is_asked() -> None:
    assert note(other_meanings=("Uno",))[3].endswith("<br><small>not accepted: Uno, ひと</small>")
    assert note(other_readings=())[3] == "One<br>いち, いつ"


def test_a_radical_has_a_meaning_and_no_reading() -> None:
    assert note(subject_type="radical", readings=(), other_readings=())[3] == "One"


def test_text_is_text_and_no_html_or_header() -> None:
    assert note(characters="#<b>", meanings=('"a" & b', "c\td\ne"))[2:4] == [
        "#&lt;b&gt;",
        "&quot;a&quot; &amp; b, c d e<br>いち, いつ<br><small>not accepted: ひと</small>",
    ]


def test_a_tag_is_one_word_also_of_a_kind_of_next_year() -> None:
    assert note(subject_type="kana idiom", level=60)[4] == (
        "wanikani::kana_idiom wanikani::level-60 wanikani::guru_1"
    )


texts = st.text(st.characters(exclude_categories=["Cs"]), max_size=30)


@given(texts, st.lists(texts, max_size=3))
def test_a_note_is_one_line_for_any_text(characters: str, meanings: list[str]) -> None:
    note_lines = lines(ONE | {"characters": characters, "meanings": tuple(meanings)})[5:]
    assert [line.count("\t") for line in note_lines] == [4]
    assert '"' not in note_lines[0]
