"""The kanji of a list that are not known: all of the list but those that were passed."""

from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from collector.core.kanji_lists import NAMES, band, usual_form
from collector.core.kanji_members import members
from collector.core.model import SubjectId
from collector.core.moments import Moment
from collector.simulator.world.world import World
from collector.storage import mirror
from collector.storage.database import open_store
from collector.views.exports.lists import NOT_TAUGHT, unknown_kanji, unknown_kanji_characters
from collector.views.exports.table import Cell
from tests.harness import NOON, Rig, only_account, studied_everything
from tests.storage.samples import STUDIED, WATER, assigned


@pytest.fixture(scope="module")
def half_known(tmp_path_factory: pytest.TempPathFactory) -> Rig:
    """Every lesson was done, and every second kanji passed."""
    world = World(NOON, levels=20, per_level=40)
    studied_everything(world)
    for row in world.assignments:
        row.passed_at = world.now if row.subject_id % 2 else None
    rig = Rig(tmp_path_factory.mktemp("state"), world)
    rig.good_poll()
    return rig


def rows(rig: Rig, *lists: str) -> list[dict[str, Cell]]:
    with rig.app() as app, only_account(app).store.reading() as tx:
        table = unknown_kanji(tx, lists)
        found = [dict(zip(table.columns, row, strict=True)) for row in table.rows]
        assert [row["characters"] for row in found] == list(unknown_kanji_characters(tx, lists))
    return found


@pytest.mark.parametrize("name", ["joyo_2", "jlpt_n1", "frequency_1000", "wanikani_11_20"])
def test_what_is_missing_and_what_was_passed_is_the_list(half_known: Rig, name: str) -> None:
    found = rows(half_known, name)
    taught = {one.characters: one for one in half_known.world.subjects if one.kind == "kanji"}
    of_list = members().get(name) or [text for text, one in taught.items() if band(one.level) == name]
    passed = {text for text, one in taught.items() if one.id % 2}
    assert {row["characters"] for row in found} == set(of_list) - passed
    for row in found:
        subject = taught.get(str(row["characters"]))
        assert row["srs_stage"] == (NOT_TAUGHT if subject is None else "apprentice_1")
        assert row["level"] == (None if subject is None else subject.level)


def test_those_of_wanikani_come_first_in_its_order_then_the_others_by_frequency(half_known: Rig) -> None:
    found = rows(half_known, "joyo_s")
    levels = [row["level"] for row in found if row["level"] is not None]
    assert levels == sorted(levels, key=int)  # type: ignore[arg-type]
    assert [row["level"] for row in found[: len(levels)]] == levels
    untaught = [row["characters"] for row in found[len(levels) :]]
    assert untaught == [one for one in members()["joyo_s"] if one in set(untaught)]


def test_a_kanji_of_several_lists_is_there_once_and_names_them(half_known: Rig) -> None:
    found = rows(half_known, *reversed(NAMES))
    characters = [row["characters"] for row in found]
    assert len(characters) == len(set(characters))
    first = next(row for row in found if row["characters"] == members()["joyo_1"][-1])
    assert first["lists"][0] == "joyo_1"  # type: ignore[index]


def test_a_subject_in_the_official_form_and_a_hidden_one(tmp_path: Path) -> None:
    scold = replace(WATER, characters="𠮟")
    gone = replace(WATER, id=SubjectId(9), characters="鬱", hidden_at=Moment(5))
    with closing(open_store(tmp_path / "state.sqlite3")) as store, store.transaction() as tx:
        mirror.save_subjects(tx, [scold, gone])
        mirror.save_assignments(tx, [replace(STUDIED, passed_at=None), assigned(gone)])
        stages = {str(row[0]): row[7] for row in unknown_kanji(tx, ("joyo_s",)).rows}
        assert "𠮟" in unknown_kanji_characters(tx, ("joyo_s",))
    assert usual_form("𠮟") not in stages
    assert stages["𠮟"] == "guru_1"
    assert stages["鬱"] == NOT_TAUGHT
