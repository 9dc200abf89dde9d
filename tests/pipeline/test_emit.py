"""The one way to the outbox: facts in their order, a batch at a time, under the account's name."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.core.errors import NothingCollected
from collector.core.facts import Annotation, StudyDay
from collector.core.moments import DAY, Moment
from collector.core.poll_counts import PollCounts, WrittenCounts
from collector.pipeline.emit import queue_of, queued_points
from collector.points.from_facts import points
from collector.points.line_protocol import line
from collector.statistics.written_counts import SECTIONS
from collector.storage import identity, ledger, outbox
from collector.storage.database import Store, open_store
from collector.storage.transaction import Transaction
from tests.harness import Rig, only_account


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "state" / "account.sqlite3")
    yield store
    store.close()


def _days(count: int) -> Iterator[StudyDay]:
    for day in range(count):
        yield StudyDay(Moment(day * DAY), reviews=day, correct=0, lessons=0, sessions=0, study_seconds=0)


def _lines(tx: Transaction) -> list[str]:
    return [row.line for row in outbox.oldest(tx, 10**6)]


def test_points_wait_in_the_order_of_their_facts_and_are_counted(store: Store) -> None:
    with store.transaction() as tx:
        with queued_points(tx, "koichi") as queue:
            queue.add(_days(1_234))
            queue.add([Annotation(Moment(0), "reset", "Reset to level 1", "")])
        lines = _lines(tx)
        assert queue.count == len(lines) == 1_235
    assert lines[:-1] == [line(point, "koichi") for day in _days(1_234) for point in points(day)]
    assert lines[-1].startswith("annotation,account=koichi")


def test_a_fact_of_several_points_counts_as_many(rig: Rig) -> None:
    rig.good_poll()
    with rig.app() as app, only_account(app).store.rehearsal() as tx:
        counts = ledger.polls.last_poll(tx)
        assert isinstance(counts, PollCounts)
        written = WrittenCounts(counts, SECTIONS)
        with queue_of(tx) as queue:
            queue.add([written])
        assert queue.count == len(points(written)) > 10


def test_facts_are_taken_a_batch_at_a_time_so_that_memory_stays_flat(store: Store) -> None:
    waiting: list[int] = []

    def watched(tx: Transaction) -> Iterator[StudyDay]:
        for number, day in enumerate(_days(2_000)):
            waiting.append(number - outbox.pending(tx))
            yield day

    with store.transaction() as tx, queued_points(tx, "koichi") as queue:
        queue.add(watched(tx))
    assert max(waiting) < 1_000


def test_nothing_waits_when_the_transaction_does_not_commit(store: Store) -> None:
    with store.rehearsal() as tx:
        with queued_points(tx, "koichi") as queue:
            queue.add(_days(3))
        assert outbox.pending(tx) == 3
    with store.reading() as tx:
        assert outbox.pending(tx) == 0


def test_the_queue_of_a_state_carries_its_name(store: Store) -> None:
    with store.transaction() as tx:
        identity.save_identity(tx, identity.Identity("me, myself", None))
        with queue_of(tx) as queue:
            queue.add(_days(1))
        assert _lines(tx)[0].startswith("study_day,account=me\\,\\ myself ")


def test_a_state_without_a_name_has_no_queue(store: Store) -> None:
    with store.transaction() as tx, pytest.raises(NothingCollected), queue_of(tx):
        pass
