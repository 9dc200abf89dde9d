"""A word finds the item that it names, and where it names none or several, those are listed."""

from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from collector.core.model import Subject, SubjectId
from collector.core.moments import Moment
from collector.storage import mirror
from collector.storage.database import open_store
from collector.storage.transaction import Transaction
from collector.views.item.find import find_items
from tests.storage.samples import GUN, WATER

SUBJECTS: list[Subject] = [
    WATER,
    GUN,
    replace(WATER, id=SubjectId(3), kind="radical", slug="water"),
    replace(WATER, id=SubjectId(4), kind="vocabulary", slug="水"),
    replace(WATER, id=SubjectId(5), slug="氷", characters="氷", meanings=("ice",), hidden_at=Moment(5)),
    replace(
        WATER, id=SubjectId(6), kind="vocabulary", slug="水着", characters="水着", meanings=("Swimsuit",)
    ),
    replace(
        WATER, id=SubjectId(7), kind="vocabulary", slug="食べる", characters="食べる", meanings=("to  eat",)
    ),
    replace(WATER, id=SubjectId(8), kind="vocabulary", slug="〜円", characters="〜円", meanings=("Yen",)),
    # Not the kanji, but a radical that looks so.
    replace(WATER, id=SubjectId(10), kind="radical", slug="rain", characters="⽔", meanings=("Rain",)),
    replace(
        WATER, id=SubjectId(9), kind="kana_vocabulary", slug="バス", characters="バス", meanings=("Bus",)
    ),
]


@pytest.fixture
def tx(tmp_path: Path) -> Iterator[Transaction]:
    with closing(open_store(tmp_path / "account.sqlite3")) as store, store.transaction() as tx:
        mirror.save_subjects(tx, SUBJECTS)
        yield tx


@pytest.mark.parametrize(
    ("word", "found"),
    [
        ("水", {1, 3, 4}),
        ("water", {1, 3, 4}),
        ("FLUID", {1, 3, 4}),
        ("⽔", {10}),
        ("gun", {2}),
        ("氷", {5}),
        ("swimsuit", {6}),
        (" to eat ", {7}),
        ("6", {6}),
        ("06", {6}),
        ("６", {6}),
        # As keyboards of other systems write it.
        ("～円", {8}),
        ("~円", {8}),
        ("ﾊﾞｽ", {9}),
        ("999", set()),
        ("水泳", set()),
        ("", set()),
        ("%", set()),
    ],
)
def test_a_word_finds_these_items(tx: Transaction, word: str, found: set[int]) -> None:
    assert {item.subject_id for item in find_items(tx, word).items} == found


def test_a_kind_leaves_one_of_several(tx: Transaction) -> None:
    assert [item.subject_id for item in find_items(tx, "水", {"kanji"}).items] == [1]
    assert find_items(tx, "gun", {"kanji"}).items == []


@pytest.mark.parametrize(
    ("word", "near"),
    [("swimsiut", [6]), ("水泳", [1, 3, 4]), ("to eet", [7]), ("grammar", []), ("999", []), ("", [])],
)
def test_what_is_near_is_proposed(tx: Transaction, word: str, near: list[int]) -> None:
    assert sorted(item.subject_id for item in find_items(tx, word).near) == near
