"""The newest projection is kept whole, in place of the one before."""

from hypothesis import given

from collector.core.projection import Projection
from collector.core.projection_text import to_text
from collector.storage import projections
from collector.storage.database import Store
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few


def test_at_first_there_is_none(tx: Transaction) -> None:
    assert projections.projection(tx) is None
    assert projections.projected_at(tx) is None


@few
@given(before=any_record(Projection), now=any_record(Projection))
def test_the_newest_is_read_as_it_was_kept(store: Store, before: Projection, now: Projection) -> None:
    with store.rehearsal() as tx:
        for each in (before, now):
            projections.keep_projection(tx, each.at, to_text(each))
        assert projections.projection(tx) == now
        assert projections.projected_at(tx) == now.at
