"""Nothing is lost between the outbox and InfluxDB, whatever the server says and whenever we are killed."""

from collections.abc import Sequence
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from collector.core.clock import SystemClock
from collector.core.moments import Moment
from collector.influxdb.outcome import (
    Accepted,
    ActionRequired,
    BadLine,
    RetryLater,
    TooLarge,
    TooOld,
    WriteOutcome,
)
from collector.pipeline import deliver as delivering
from collector.storage import outbox
from collector.storage.database import Store, open_store
from collector.storage.outbox import RejectedPoint
from collector.storage.transaction import Transaction

RECENT = 1_000_000


class PowerCut(BaseException):
    """The machine is off."""


class Server:
    """What InfluxDB does with lines: keeps them in order, refuses bad and old ones, is away now and then."""

    def __init__(self) -> None:
        self.stored: list[str] = []
        self.mood = "well"
        self.dies_after = 10**9
        self.away_after = 10**9

    def write(self, lines: Sequence[str]) -> WriteOutcome:
        self.dies_after -= 1
        self.away_after -= 1
        if self.mood == "away" or self.away_after < 0:
            return RetryLater("away")
        if self.mood == "closed":
            return ActionRequired("closed")
        if len(lines) > 3:
            return TooLarge("too much")
        good = [line for line in lines if line.startswith("good")]
        self.stored += good
        if self.dies_after <= 0:
            raise PowerCut
        too_old = sum(line.startswith("old") for line in lines)
        if too_old:
            return TooOld(too_old)
        return Accepted() if len(good) == len(lines) else BadLine("bad line")

    def close(self) -> None:
        """Nothing to let go of."""


class Delivery(RuleBasedStateMachine):
    """Queue, deliver, lose power, reopen: every line ends up stored, refused with a reason, or waiting."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.path = Path(self.folder.name) / "account.sqlite3"
        self.store: Store = open_store(self.path)
        self.server = Server()
        self.queued: list[str] = []

    @rule(kinds=st.lists(st.sampled_from(["good", "bad", "old"]), max_size=12))
    def queue(self, kinds: list[str]) -> None:
        numbered = enumerate(kinds, len(self.queued))
        lines = [f"{kind} {number if kind == 'old' else RECENT + number}" for number, kind in numbered]
        with self.store.transaction() as tx:
            outbox.add(tx, lines)
        self.queued += lines

    @rule(mood=st.sampled_from(["well", "away", "closed"]))
    def change(self, mood: str) -> None:
        self.server.mood = mood

    @rule()
    def deliver(self) -> None:
        report = delivering.deliver(self.store, self.server, SystemClock())
        assert (report.problem is None) == (self.server.mood == "well" or not self._waiting())

    @precondition(lambda self: self.server.mood == "well")
    @rule(writes=st.integers(1, 4))
    def go_away_in_the_middle(self, writes: int) -> None:
        self.server.away_after = writes
        delivering.deliver(self.store, self.server, SystemClock())
        self.server.away_after = 10**9

    @precondition(lambda self: self.server.mood == "well")
    @rule(writes=st.integers(1, 4))
    def lose_power(self, writes: int) -> None:
        self.server.dies_after = writes
        try:
            delivering.deliver(self.store, self.server, SystemClock())
        except PowerCut:
            self.store.close()
            self.store = open_store(self.path)
        self.server.dies_after = 10**9

    @invariant()
    def every_line_is_accounted_for(self) -> None:
        with self.store.reading() as tx:
            refused = [row[0] for row in tx.execute("SELECT line FROM rejected")]
            too_old = outbox.points_too_old(tx)
        waiting = self._waiting()
        gone = {line for line in self.queued if line.startswith("old")} - set(waiting)
        assert len(gone) == (too_old.points if too_old else 0)
        assert set(self.queued) == set(self.server.stored) | set(refused) | set(waiting) | gone
        assert all(line.startswith("bad") for line in refused)
        assert not set(refused) & set(waiting)
        # What leaves, leaves in order: a later line may overwrite an earlier one.
        assert waiting == self.queued[len(self.queued) - len(waiting) :]

    @invariant()
    def the_number_of_waiting_lines_is_right(self) -> None:
        waiting = len(self._waiting())
        with self.store.reading() as tx:
            assert outbox.pending(tx) == waiting

    def _waiting(self) -> list[str]:
        with self.store.reading() as tx:
            return [row.line for row in outbox.oldest(tx, 10**6)]

    def teardown(self) -> None:
        self.store.close()
        self.folder.cleanup()


TestDelivery = Delivery.TestCase
TestDelivery.settings = settings(max_examples=40, stateful_step_count=25, deadline=None)


def test_lines_leave_in_the_order_they_came(tx: Transaction) -> None:
    outbox.add(tx, ["a", "b", "c"])
    first, second = outbox.oldest(tx, 2)
    assert (first.line, second.line, outbox.pending(tx)) == ("a", "b", 3)
    outbox.remove_up_to(tx, first.id)
    assert [row.line for row in outbox.oldest(tx, 9)] == ["b", "c"]
    assert outbox.pending(tx) == 2


@given(batches=st.lists(st.integers(1, 9), min_size=1, max_size=9), data=st.data())
def test_any_number_of_lines_leaves_though_they_came_in_batches(
    batches: list[int], data: st.DataObject
) -> None:
    numbers = iter(range(sum(batches)))
    lines = [[f"line {next(numbers)}" for _ in range(count)] for count in batches]
    with (
        TemporaryDirectory() as folder,
        closing(open_store(Path(folder) / "account.sqlite3")) as store,
        store.transaction() as tx,
    ):
        for batch in lines:
            outbox.add(tx, batch)
        rows = outbox.oldest(tx, 10**6)
        gone = data.draw(st.integers(1, len(rows)))
        outbox.remove_up_to(tx, rows[gone - 1].id)
        assert outbox.oldest(tx, 10**6) == rows[gone:]
        assert outbox.pending(tx) == len(rows) - gone


def test_ten_thousand_lines_that_wait_take_a_fifth_of_their_length(tx: Transaction) -> None:
    lines = [
        f"review,account=koichi,srs_stage=guru_1 correct={number % 2}i {number}" for number in range(10_000)
    ]
    for start in range(0, len(lines), 50):
        outbox.add(tx, lines[start : start + 50])
    ((stored,),) = tx.execute("SELECT sum(length(packed)) FROM outbox").fetchall()
    assert stored < sum(map(len, lines)) / 5


def test_a_refused_line_is_kept_apart_with_its_reason(tx: Transaction) -> None:
    points = [RejectedPoint("a", "not a"), RejectedPoint("b", "not b")]
    assert outbox.last_rejection(tx) is None
    outbox.keep_rejected(tx, points, Moment(5))
    assert outbox.rejected(tx) == 2
    assert outbox.last_rejection(tx) == points[-1]
    assert tx.execute("SELECT DISTINCT at FROM rejected").fetchall() == [(5,)]


def test_a_number_is_never_given_twice_though_the_outbox_was_empty(tx: Transaction) -> None:
    outbox.add(tx, ["a"])
    (first,) = outbox.oldest(tx, 1)
    outbox.remove_up_to(tx, first.id)
    outbox.add(tx, ["b"])
    (second,) = outbox.oldest(tx, 1)
    assert second.id > first.id


def test_clearing_forgets_what_waits_and_what_was_refused(tx: Transaction) -> None:
    outbox.add(tx, ["a", "b"])
    outbox.keep_rejected(tx, [RejectedPoint("a", "no")], Moment(5))
    outbox.clear(tx)
    assert (outbox.pending(tx), outbox.rejected(tx)) == (0, 0)
