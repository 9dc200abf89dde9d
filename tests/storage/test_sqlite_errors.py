"""What the disk and SQLite say, as sentences that name the file and what to do."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from collector.core.errors import StateFull, StateInUse, StateUnusable, TransientError
from collector.core.moments import Moment
from collector.storage import outbox
from collector.storage.database import Store
from collector.storage.outbox import RejectedPoint
from collector.storage.sqlite_errors import damaged, translated


def test_a_full_disk_is_a_sentence_and_changes_nothing(store: Store) -> None:
    with store.reading() as tx:
        (pages,) = tx.execute("PRAGMA page_count").fetchone()
        tx.execute(f"PRAGMA max_page_count = {pages}")
    with pytest.raises(StateFull, match="is full: free some space"), store.transaction() as tx:
        outbox.keep_rejected(tx, [RejectedPoint("x" * 5000, "")] * 200, Moment(0))
    with store.reading() as tx:
        assert outbox.rejected(tx) == 0


def test_a_file_that_another_program_has_locked_is_in_use(store: Store, path: Path) -> None:
    with store.reading() as tx:
        tx.execute("PRAGMA busy_timeout = 0")
    with closing(sqlite3.connect(path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StateInUse, match="in use by another program"), store.transaction():
            pass


def test_a_state_that_lacks_a_table_is_damaged(store: Store) -> None:
    with store.transaction() as tx:
        tx.execute("DROP TABLE outbox")
    with pytest.raises(StateUnusable, match="lacks a table: restore a copy"), store.reading() as tx:
        outbox.pending(tx)


def test_a_file_that_may_not_be_written_is_named_with_its_setting(store: Store, path: Path) -> None:
    with store.reading() as tx:
        tx.execute("PRAGMA query_only = ON")
    words = rf"The state folder {path.parent} cannot be written \({path.name}: attempt to write a readonly"
    with pytest.raises(StateUnusable, match=words), store.reading() as tx:
        outbox.add(tx, ["x"])


def test_a_folder_in_place_of_the_file_cannot_be_opened(tmp_path: Path) -> None:
    with pytest.raises(StateUnusable, match="unable to open database file"), translated(tmp_path):
        sqlite3.connect(tmp_path)


def test_a_disk_that_fails_may_work_again_later(tmp_path: Path) -> None:
    broken = sqlite3.OperationalError("disk I/O error")
    # As SQLite itself says it, with which kind of access failed: SQLITE_IOERR_READ.
    broken.sqlite_errorcode = 266
    with pytest.raises(TransientError, match="cannot be read or written"), translated(tmp_path):
        raise broken


@pytest.mark.parametrize("statement", ["SELECT nothing FROM outbox", "INSERT INTO outbox VALUES (1)"])
def test_a_bug_of_ours_stays_what_it_is(store: Store, statement: str) -> None:
    with pytest.raises(sqlite3.OperationalError), store.transaction() as tx:
        tx.execute(statement)


def test_damage_is_reported_with_details() -> None:
    told = str(damaged(Path("a.sqlite3"), "is damaged (page 7)"))
    assert told.startswith("The state a.sqlite3 is damaged (page 7): restore a copy of it (wanikani-")
