"""How polls went."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from collector.core.facts import Heartbeat
from collector.core.moments import Moment
from collector.storage.database import Store
from collector.storage.ledger import heartbeats
from collector.storage.transaction import Transaction
from tests.storage.any_record import any_record, few

GOOD = Heartbeat(
    at=Moment(0),
    timezone="Europe/Berlin",
    ok=True,
    token_ok=True,
    seconds_since_success=None,
    requests=9,
    not_modified=0,
    changed_rows=1,
    outbox_pending=0,
    outbox_rejected=0,
    duration_seconds=0.5,
    reviews_found=0,
    unexplained=0,
)
FAILED = replace(GOOD, ok=False)
TOKEN_REJECTED = replace(GOOD, ok=False, token_ok=False)


def append(tx: Transaction, *beats: Heartbeat) -> None:
    """Append *beats* one second apart."""
    for second, beat in enumerate(beats, start=1):
        heartbeats.append_heartbeat(tx, replace(beat, at=Moment(second)))


@few
@given(beats=st.lists(any_record(Heartbeat), min_size=1, max_size=4))
def test_heartbeats_are_read_as_they_were_appended(store: Store, beats: list[Heartbeat]) -> None:
    with store.rehearsal() as tx:
        for beat in beats:
            heartbeats.append_heartbeat(tx, beat)
        assert list(heartbeats.heartbeats(tx)) == beats
        assert heartbeats.last_heartbeat(tx) == beats[-1]


def test_before_the_first_poll_there_is_no_heartbeat(tx: Transaction) -> None:
    assert heartbeats.last_heartbeat(tx) is None
    assert heartbeats.last_zone(tx) is None
    assert heartbeats.failed_since_success(tx) == []


def test_the_zone_of_days_is_that_of_the_newest_good_poll(tx: Transaction) -> None:
    append(tx, GOOD, replace(GOOD, timezone="Asia/Tokyo"), replace(FAILED, timezone="UTC"))
    assert heartbeats.last_zone(tx) == "Asia/Tokyo"


def test_an_outage_is_the_failed_polls_since_the_newest_good_one(tx: Transaction) -> None:
    append(tx, FAILED, GOOD, FAILED, FAILED)
    assert heartbeats.failed_since_success(tx) == [3, 4]
    append(tx, GOOD)
    assert heartbeats.failed_since_success(tx) == []


def test_polls_that_failed_before_any_good_one_are_an_outage_too(tx: Transaction) -> None:
    append(tx, FAILED, FAILED)
    assert heartbeats.failed_since_success(tx) == [1, 2]


def test_a_rejected_token_is_no_failure_of_wanikanis(tx: Transaction) -> None:
    append(tx, GOOD, TOKEN_REJECTED, FAILED)
    assert heartbeats.failed_since_success(tx) == [3]


def test_a_poll_is_known_by_its_moment_good_or_failed(tx: Transaction) -> None:
    assert heartbeats.first_time(tx) is None
    append(tx, GOOD, FAILED, TOKEN_REJECTED)
    assert heartbeats.first_time(tx) == Moment(1)
    assert heartbeats.times_among(tx, [Moment(9), Moment(2), Moment(3)]) == {2, 3}
    assert heartbeats.times_among(tx, []) == set()
