"""What waits goes out in its order; what the server says decides what happens to it."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import pytest

from collector.core.clock import SystemClock
from collector.core.errors import InfluxDBActionRequired, InfluxDBUnavailable, StateFull
from collector.influxdb.outcome import (
    Accepted,
    ActionRequired,
    BadLine,
    RetryLater,
    TooLarge,
    TooOld,
    WriteOutcome,
)
from collector.pipeline import deliver as module
from collector.pipeline.deliver import DeliveryReport, deliver
from collector.simulator.serving.simulated_clock import SimulatedClock
from collector.storage import outbox, runs
from collector.storage.database import Store, open_store
from tests.harness import NOON


class Server:
    """An InfluxDB that answers as *answers* says, then takes everything; bad lines never."""

    def __init__(self, *answers: WriteOutcome) -> None:
        self.answers = list(answers)
        self.stored: list[str] = []
        self.writes = 0

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        self.writes += 1
        if self.answers:
            return self.answers.pop(0)
        if any("bad" in line for line in lines):
            return BadLine("field type conflict")
        self.stored += lines
        return Accepted()

    def close(self) -> None:
        """Nothing to let go of."""


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    store = open_store(tmp_path / "state" / "account.sqlite3")
    yield store
    store.close()


def _queue(store: Store, *lines: str) -> None:
    with store.transaction() as tx:
        outbox.add(tx, lines)


def _waiting(store: Store) -> list[str]:
    with store.reading() as tx:
        return [row.line for row in outbox.oldest(tx, 10**6)]


def test_everything_that_waits_goes_out_in_order(store: Store) -> None:
    lines = [f"line {number}" for number in range(module.BATCH + 7)]
    _queue(store, *lines)
    server, steps = Server(), list[tuple[int, int]]()
    report = deliver(store, server, SystemClock(), lambda *step: steps.append(step))
    assert report == DeliveryReport(delivered=len(lines))
    assert (server.stored, server.writes, _waiting(store)) == (lines, 2, [])
    assert steps == [(0, len(lines)), (module.BATCH, 7), (len(lines), 0)]


def test_what_is_queued_while_batches_are_sent_goes_out_behind_them(store: Store) -> None:
    lines = [f"line {number}" for number in range(2 * module.BATCH + 7)]

    class Polled(Server):
        def write(self, lines: Sequence[str]) -> WriteOutcome:
            if self.writes < 3:
                _queue(store, f"late {self.writes}")
            return super().write(lines)

    _queue(store, *lines)
    server = Polled()
    report = deliver(store, server, SystemClock())
    assert server.stored == [*lines, "late 0", "late 1", "late 2"]
    assert (report.delivered, _waiting(store)) == (len(lines) + 3, [])


def test_what_is_too_old_blocks_nothing_and_is_counted_over_deliveries(store: Store) -> None:
    _queue(store, "m v=1i 1000", "m v=1i 2000")
    assert deliver(store, Server(TooOld(2)), SystemClock()) == DeliveryReport(too_old=2)
    _queue(store, "m v=1i 500")
    assert deliver(store, Server(TooOld(1)), SystemClock()) == DeliveryReport(too_old=1)
    with store.reading() as tx:
        found = outbox.points_too_old(tx)
    assert found is not None
    assert (found.points, found.oldest, found.newest, found.newest_line) == (3, 0, 2, "m v=1i 2000")
    assert _waiting(store) == []


def test_a_clock_that_was_set_back_does_not_keep_it_from_being_tried_again(store: Store) -> None:
    _queue(store, "m v=1i 1000")
    deliver(store, Server(TooOld(1)), SimulatedClock(NOON + timedelta(days=9999)))
    server = Server(TooOld(1))
    deliver(store, server, SimulatedClock(NOON))
    deliver(store, server, SimulatedClock(NOON))
    assert server.writes == 1


@pytest.mark.parametrize(
    ("answer", "problem"),
    [
        pytest.param(RetryLater("away"), InfluxDBUnavailable, id="no answer"),
        pytest.param(ActionRequired("closed"), InfluxDBActionRequired, id="refused"),
    ],
)
def test_what_the_server_does_not_take_waits_with_the_reason_in_the_state(
    store: Store, answer: WriteOutcome, problem: type[Exception]
) -> None:
    _queue(store, "one", "two")
    report = deliver(store, Server(answer), SystemClock())
    assert isinstance(report.problem, problem)
    assert report.server_refused
    assert (report.delivered, _waiting(store)) == (0, ["one", "two"])
    with store.reading() as tx:
        delivery = runs.delivery(tx)
    assert delivery is not None
    assert (delivery.problem, delivery.succeeded_at) == (str(report.problem), None)


def test_a_later_delivery_clears_the_problem(store: Store) -> None:
    _queue(store, "one")
    server = Server(RetryLater("away"))
    deliver(store, server, SystemClock())
    assert deliver(store, server, SystemClock()) == DeliveryReport(delivered=1)
    with store.reading() as tx:
        delivery = runs.delivery(tx)
    assert delivery is not None
    assert delivery.problem == ""
    assert delivery.succeeded_at is not None


def test_only_the_line_that_the_server_names_bad_is_rejected_and_kept_apart(store: Store) -> None:
    _queue(store, "one", "bad two", "three")
    server = Server()
    assert deliver(store, server, SystemClock()) == DeliveryReport(delivered=2, rejected=1)
    assert server.stored == ["one", "three"]
    with store.reading() as tx:
        rejected = outbox.last_rejection(tx)
    assert rejected is not None
    assert (rejected.line, rejected.reason) == ("bad two", "field type conflict")


def test_a_batch_that_is_too_large_goes_out_in_parts(store: Store) -> None:
    _queue(store, "one", "two", "three")
    server = Server(TooLarge("413"))
    assert deliver(store, server, SystemClock()).delivered == 3
    assert server.stored == ["one", "two", "three"]


def test_nothing_waiting_asks_no_server(store: Store) -> None:
    server = Server()
    assert deliver(store, server, SystemClock()) == DeliveryReport()
    assert server.writes == 0


def test_a_problem_of_the_state_is_not_the_servers(store: Store) -> None:
    assert not DeliveryReport(problem=StateFull("full")).server_refused
    assert not DeliveryReport().server_refused
