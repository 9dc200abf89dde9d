"""What is taught, by how it is written, with all its parts."""

from dataclasses import replace

from collector.core.model import SubjectId
from collector.core.moments import Moment
from collector.storage import mirror, words
from collector.storage.transaction import Transaction
from tests.storage.samples import GUN, STUDIED, WATER

WORD = replace(
    WATER,
    id=SubjectId(3),
    kind="vocabulary",
    level=1,
    characters="水水",
    components=(WATER.id, SubjectId(99)),
)
GONE = replace(WORD, id=SubjectId(4), characters="火", hidden_at=Moment(1))


def test_what_is_written_and_not_hidden_comes_by_level(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER, GUN, WORD, GONE])
    assert words.written_subjects(tx) == [(3, "vocabulary", "水水"), (1, "kanji", "水")]


def test_a_word_comes_with_its_kanji_their_radicals_and_the_learners_stages(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER, GUN, WORD])
    mirror.save_assignments(tx, [STUDIED])
    found = words.with_parts(tx, [WORD.id])
    assert {item: found[item].stage for item in found} == {WORD.id: None, WATER.id: 5, GUN.id: None}
    assert found[WATER.id].components == (GUN.id,)
    assert found[GUN.id].characters is None


def test_a_part_that_moved_has_the_level_it_is_in_now(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER, GUN, WORD])
    mirror.save_subjects(tx, [replace(WATER, level=40)])
    assert words.with_parts(tx, [WORD.id])[WATER.id].level == 40


def test_parts_that_contain_each_other_come_to_an_end(tx: Transaction) -> None:
    mirror.save_subjects(tx, [WATER, replace(GUN, components=(WATER.id,))])
    assert set(words.with_parts(tx, [WATER.id])) == {WATER.id, GUN.id}
