"""Mnemonics beside their subjects: as they came, and only those that changed are written."""

from hypothesis import given
from hypothesis import strategies as st

from collector.core.model import SubjectId
from collector.core.taught import Mnemonics
from collector.storage import mnemonics
from collector.storage.database import Store
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

WATER = Mnemonics(SubjectId(1), "A <radical>river</radical>.", "It <reading>swee</reading>ps.")
GUN = Mnemonics(SubjectId(2), "It looks like one.", None)


@few
@given(rows=st.lists(any_record(Mnemonics), max_size=3, unique_by=lambda row: row.subject_id))
def test_they_are_read_as_they_were_saved_and_the_same_ones_change_nothing(
    store: Store, rows: list[Mnemonics]
) -> None:
    with store.rehearsal() as tx:
        assert mnemonics.save_mnemonics(tx, rows) == len(rows)
        asked = [row.subject_id for row in rows]
        assert mnemonics.mnemonics_of(tx, asked) == dict(zip(asked, rows, strict=True))
        assert mnemonics.save_mnemonics(tx, rows) == 0


def test_one_that_changed_is_replaced(tx: Transaction) -> None:
    mnemonics.save_mnemonics(tx, [WATER, GUN])
    changed = Mnemonics(WATER.subject_id, WATER.meaning, None)
    assert mnemonics.save_mnemonics(tx, [changed, GUN]) == 1
    assert mnemonics.mnemonics_of(tx, [WATER.subject_id]) == {WATER.subject_id: changed}


def test_a_subject_that_was_not_fetched_since_has_none(tx: Transaction) -> None:
    assert not mnemonics.has_mnemonics(tx)
    mnemonics.save_mnemonics(tx, [GUN])
    assert mnemonics.has_mnemonics(tx)
    assert set(mnemonics.mnemonics_of(tx, [WATER.subject_id, GUN.subject_id])) == {GUN.subject_id}
