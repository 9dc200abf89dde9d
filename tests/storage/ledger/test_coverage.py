"""Coverage: of each list the newest row counts."""

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Coverage
from collector.core.kanji_lists import NAMES
from collector.core.moments import Moment
from collector.storage.database import Store
from collector.storage.ledger import coverage
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few


@few
@given(rows=st.lists(any_record(Coverage, list_name=st.sampled_from(NAMES)), max_size=6))
def test_rows_are_read_as_they_were_appended_and_the_last_of_a_list_counts(
    store: Store, rows: list[Coverage]
) -> None:
    with store.rehearsal() as tx:
        coverage.append_coverage(tx, rows)
        assert list(coverage.coverage(tx)) == rows
        newest = {row.list_name: row for row in rows}
        assert coverage.coverage_now(tx) == newest
        assert list(coverage.coverage_now(tx)) == [name for name in NAMES if name in newest]


def test_a_list_that_is_no_more_is_in_the_past_alone(tx: Transaction) -> None:
    gone = Coverage(Moment(1), "heisig", known=1, learning=1, total=2)
    coverage.append_coverage(tx, [gone])
    assert list(coverage.coverage(tx)) == [gone]
    assert coverage.coverage_now(tx) == {}
