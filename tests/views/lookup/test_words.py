"""Words in a text: the longest that is taught, else single kanji, each once."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from collector.core.model import SubjectId
from collector.views.lookup.spelling import is_kanji, normal
from collector.views.lookup.words import Dictionary, seek
from tests.views.lookup.made import BUS, GULP, ITEMS, ONE, WATER, WATERS, YEN, written

WORDS = Dictionary(written(*ITEMS))


def ids(*texts: str) -> list[int]:
    return list(seek(WORDS, texts).subjects)


def unknown(*texts: str) -> dict[str, tuple[str, ...]]:
    return dict(seek(WORDS, texts).unknown)


def test_the_longest_word_wins_and_single_kanji_are_what_is_left() -> None:
    assert ids("一水を飲んで、一人で水。") == [GULP.subject_id, ONE.subject_id, WATERS.subject_id]


def test_each_is_there_once_where_it_first_appeared() -> None:
    assert ids("水。一水。水。", "一水", "水") == [WATERS.subject_id, GULP.subject_id]


def test_kana_latin_and_punctuation_of_a_text_are_passed_over() -> None:
    found = seek(WORDS, ["これは water です、ね！", "『12』 …"])
    assert found == ((), ())


def test_kanji_that_wanikani_does_not_teach_are_unknown_in_a_text_too() -> None:
    assert unknown("水と薔薇の花を") == {"薔": (), "薇": (), "花": ()}


@pytest.mark.parametrize("line", ["食べ物", "xyzzy", "ふにゃ", "ガタガタ"])
def test_a_single_word_that_wanikani_does_not_teach_is_unknown(line: str) -> None:
    assert line in unknown(line)


def test_an_unknown_word_has_suggestions_that_share_its_kanji_and_its_parts_are_found() -> None:
    assert unknown("水一") == {"水一": ("一水", "水", "〜水目")}
    assert ids("水一") == [WATERS.subject_id, ONE.subject_id]


@pytest.mark.parametrize("spelling", ["バス", "ﾊﾞｽ", "ハ\u3099ス", "\ufeffバス "])
def test_half_width_and_decomposed_kana_are_the_same_word(spelling: str) -> None:
    assert ids(spelling) == [BUS.subject_id]


@pytest.mark.parametrize("spelling", ["⽔", "水\U000e0100", "水\ufe00"])
def test_compatibility_forms_and_variants_of_a_glyph_are_the_same_kanji(spelling: str) -> None:
    assert ids(spelling) == [WATERS.subject_id]


@pytest.mark.parametrize("spelling", ["〜水目", "～水目", "~水目", "水目"])
def test_what_is_only_a_part_of_words_is_found_with_and_without_its_tilde(spelling: str) -> None:
    assert ids(spelling) == [YEN.subject_id]


def test_a_word_in_katakana_is_not_found_within_a_longer_one() -> None:
    assert ids("バスケットの外、大きなバスで") == [BUS.subject_id]


def test_a_kanji_that_is_no_word_is_found_and_a_radical_only_where_it_stands_alone() -> None:
    without_words = Dictionary(written(WATER))
    assert seek(without_words, ["水"]).subjects == (WATER.subject_id,)
    only_radicals = Dictionary([(SubjectId(9), "radical", "ハ")])
    assert seek(only_radicals, ["ハ"]).subjects == (9,)
    assert seek(only_radicals, ["ハを見て。"]).subjects == ()


@given(st.lists(st.text("一水目人バスを。 a〜", min_size=1), max_size=6))
def test_what_is_found_stands_in_the_text_and_no_kanji_is_passed_over(texts: list[str]) -> None:
    for text in map(normal, texts):
        found = list(WORDS.found_in(text))
        rest = text
        for word in found:
            before, word_there, rest = rest.partition(word)
            assert word_there
            assert not any(map(is_kanji, before))
        assert not any(map(is_kanji, rest))


@given(st.lists(st.text("一水目バスxを", min_size=1), max_size=6))
def test_nothing_is_both_found_and_unknown_and_nothing_comes_twice(texts: list[str]) -> None:
    found = seek(WORDS, texts)
    assert len(set(found.subjects)) == len(found.subjects)
    assert len({word for word, _ in found.unknown}) == len(found.unknown)
    assert not any(WORDS.subjects(word) for word, _ in found.unknown)
    assert all(word for word, _ in found.unknown)
