"""Imported counts: one for a moment, and the first one stays."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import ImportedCounts
from collector.core.moments import Moment
from collector.storage import imported_counts
from collector.storage.database import Store
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

COUNTS = ImportedCounts(Moment(10), apprentice=1, guru=2, master=3, enlightened=4, burned=5)


@few
@given(found=st.lists(any_record(ImportedCounts), max_size=4, unique_by=lambda counts: counts.at))
def test_counts_are_read_in_the_order_of_time(store: Store, found: list[ImportedCounts]) -> None:
    with store.rehearsal() as tx:
        assert imported_counts.absent(tx, found) == found
        assert imported_counts.append_counts(tx, found) == found
        assert list(imported_counts.counts(tx)) == sorted(found, key=lambda counts: counts.at)
        assert imported_counts.absent(tx, found) == []


def test_a_moment_that_has_counts_keeps_them(tx: Transaction) -> None:
    imported_counts.append_counts(tx, [COUNTS])
    later = replace(COUNTS, at=Moment(20))
    assert imported_counts.append_counts(tx, [replace(COUNTS, burned=99), later]) == [later]
    assert [counts.burned for counts in imported_counts.counts(tx)] == [5, 5]
