"""What the steps of a poll rely on."""

from pathlib import Path

from collector.core.moments import Moment
from collector.pipeline.context import Backlog, read_backlog
from collector.storage import outbox
from collector.storage.database import open_store


def test_the_backlog_counts_what_waits_and_what_was_rejected(tmp_path: Path) -> None:
    store = open_store(tmp_path / "state" / "account.sqlite3")
    with store.transaction() as tx:
        assert read_backlog(tx) == Backlog(pending=0, rejected=0)
        outbox.add(tx, ["one", "two", "three"])
        first = outbox.oldest(tx, 1)[0]
        outbox.keep_rejected(tx, [outbox.RejectedPoint(first.line, "field type conflict")], Moment(0))
        outbox.remove_up_to(tx, first.id)
        assert read_backlog(tx) == Backlog(pending=2, rejected=1)
    store.close()
