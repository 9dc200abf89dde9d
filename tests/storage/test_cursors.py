"""How far each endpoint has been read."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.cursor import Cursor, Endpoint, Validators
from collector.core.moments import Moment
from collector.storage import cursors
from collector.storage.database import Store
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few


@few
@given(moved=st.lists(any_record(Cursor), max_size=6))
def test_the_last_cursor_of_an_endpoint_counts(store: Store, moved: list[Cursor]) -> None:
    with store.rehearsal() as tx:
        cursors.advance(tx, moved)
        assert cursors.load(tx) == {cursor.endpoint: cursor for cursor in moved}
        assert all(isinstance(endpoint, Endpoint) for endpoint in cursors.load(tx))


def test_validators_that_an_answer_lacks_do_not_outlive_it(tx: Transaction) -> None:
    once = Cursor(Endpoint.USER, Moment(1), None, Validators("url", "etag", None))
    cursors.advance(tx, [once])
    cursors.advance(tx, [replace(once, asked_at=Moment(2), validators=None)])
    assert cursors.load(tx)[Endpoint.USER].validators is None


def test_an_endpoint_that_was_never_read_has_no_cursor(tx: Transaction) -> None:
    assert cursors.load(tx) == {}
