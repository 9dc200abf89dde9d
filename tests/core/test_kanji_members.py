"""The lists of kanji: complete, each kanji where the sources have it, and none that is not kanji."""

import unicodedata
from itertools import combinations

import pytest

from collector.core.kanji_lists import GROUPS, LABELS, NAMES, band, usual_form
from collector.core.kanji_members import members, version

# The Jōyō table of 2010 with the school grades of 2020; Jonathan Waller's lists.
SIZES = {
    "joyo_1": 80, "joyo_2": 160, "joyo_3": 200, "joyo_4": 202, "joyo_5": 193, "joyo_6": 191, "joyo_s": 1110,
    "jlpt_n5": 79, "jlpt_n4": 166, "jlpt_n3": 367, "jlpt_n2": 367, "jlpt_n1": 1232,
    "frequency_500": 500, "frequency_1000": 1000, "frequency_2000": 2000,
}  # fmt: skip


def test_each_list_has_as_many_kanji_as_its_source() -> None:
    assert {name: len(kanji) for name, kanji in members().items()} == SIZES
    assert sum(size for name, size in SIZES.items() if name.startswith("joyo_")) == 2136


@pytest.mark.parametrize("name", SIZES)
def test_a_list_holds_kanji_each_once(name: str) -> None:
    kanji = members()[name]
    assert len(set(kanji)) == len(kanji)
    assert {unicodedata.name(one).split("-")[0] for one in kanji} == {"CJK UNIFIED IDEOGRAPH"}


@pytest.mark.parametrize("group", ["joyo", "jlpt"])
def test_a_kanji_is_in_one_grade_and_one_level_at_most(group: str) -> None:
    lists = [set(kanji) for name, kanji in members().items() if name.startswith(group)]
    assert not any(one & other for one, other in combinations(lists, 2))


@pytest.mark.parametrize(
    ("kanji", "name"),
    [
        ("一", "joyo_1"),
        ("城", "joyo_4"),  # The table of 2020 moved the kanji of the prefectures here.
        ("恩", "joyo_6"),
        ("鬱", "joyo_s"),
        ("叱", "joyo_s"),
        ("水", "jlpt_n5"),
        ("氏", "jlpt_n1"),
        ("日", "frequency_500"),
    ],
)
def test_a_kanji_is_where_it_belongs(kanji: str, name: str) -> None:
    assert kanji in members()[name]


def test_the_most_frequent_kanji_are_among_the_more_frequent_ones() -> None:
    lists = members()
    assert lists["frequency_2000"][:1000] == lists["frequency_1000"]
    assert lists["frequency_1000"][:500] == lists["frequency_500"]


def test_the_official_form_of_a_kanji_is_found_by_its_usual_one() -> None:
    assert [usual_form(one) for one in "𠮟塡剝頰水"] == list("叱填剥頬水")
    assert not set("𠮟塡剝頰") & {one for kanji in members().values() for one in kanji}


def test_every_level_of_wanikani_is_in_one_band() -> None:
    bands = [band(level) for level in range(1, 61)]
    assert list(dict.fromkeys(bands)) == [name for name in NAMES if name.startswith("wanikani_")]
    assert {bands.count(one) for one in bands} == {10}
    assert band(0) is band(61) is None


def test_every_list_has_a_name_a_label_and_a_group() -> None:
    assert set(NAMES) == {*SIZES, *filter(None, map(band, range(61)))}
    assert len(NAMES) == len(set(LABELS.values())) == sum(len(group.labels) for group in GROUPS) == 21


def test_the_version_is_that_of_the_files() -> None:
    assert len(version()) == 16
