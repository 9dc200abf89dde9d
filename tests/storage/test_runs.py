"""How polls and deliveries went."""

from collector.core.moments import Moment
from collector.storage import runs
from collector.storage.rows import value
from collector.storage.runs import DeliveryState, Run
from collector.storage.transaction import Transaction


def test_the_newest_poll_is_the_last_run(tx: Transaction) -> None:
    assert runs.last_run(tx) is None
    for run in (Run(Moment(1), ok=True, problem=""), Run(Moment(2), ok=False, problem="WaniKani is away.")):
        runs.append_run(tx, run)
        assert runs.last_run(tx) == run


def test_a_thousand_polls_are_kept(tx: Transaction) -> None:
    for at in range(1, 1011):
        runs.append_run(tx, Run(Moment(at), ok=True, problem=""))
    assert value(tx.execute("SELECT count(*) FROM run")) == 1000
    assert value(tx.execute("SELECT min(at) FROM run")) == 11


def test_a_delivery_succeeded_when_last_nothing_waited_any_more(tx: Transaction) -> None:
    assert runs.delivery(tx) is None
    runs.record_delivery(tx, Moment(1), "", whole=False)
    assert runs.delivery(tx) == DeliveryState(succeeded_at=None, problem="")
    runs.record_delivery(tx, Moment(2), "", whole=True)
    runs.record_delivery(tx, Moment(3), "InfluxDB is away.", whole=False)
    assert runs.delivery(tx) == DeliveryState(succeeded_at=Moment(2), problem="InfluxDB is away.")
