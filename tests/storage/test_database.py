"""The state file: whole transactions, and only files of the collector."""

import sqlite3
import threading
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from collector.core.cursor import Cursor, Endpoint
from collector.core.errors import StateUnusable
from collector.core.moments import Moment
from collector.storage import cursors, mirror, outbox, runs, schema
from collector.storage.database import Store, open_for_reading, open_store, read_state
from collector.storage.transaction import Transaction
from tests.storage.older_versions import as_version
from tests.storage.samples import WATER

Opening = Callable[[Path], object]
OPENINGS = pytest.mark.parametrize("opening", [open_store, open_for_reading])


def lines(store: Store) -> list[str]:
    with store.reading() as tx:
        return [row.line for row in outbox.oldest(tx, 99)]


def test_what_is_written_is_there_once_the_transaction_ends(store: Store, path: Path) -> None:
    with store.transaction() as tx:
        outbox.add(tx, ["x"])
    assert lines(store) == ["x"]
    with closing(open_store(path)) as reopened:
        assert lines(reopened) == ["x"]


def test_nothing_is_written_when_the_transaction_breaks_off(store: Store) -> None:
    def write() -> None:
        with store.transaction() as tx:
            outbox.add(tx, ["x"])
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write()
    assert lines(store) == []


def test_a_statement_that_fails_takes_back_what_was_written_before_it(store: Store) -> None:
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        tx.executemany("INSERT INTO rejected (line, reason, at) VALUES (?, '', 0)", [("x",), (None,)])
    assert lines(store) == []


def test_a_rehearsal_can_be_read_and_never_was(store: Store) -> None:
    with store.rehearsal() as tx:
        outbox.add(tx, ["x"])
        assert outbox.pending(tx) == 1
    assert lines(store) == []


def test_threads_take_turns(store: Store) -> None:
    def work() -> None:
        for _ in range(20):
            with store.transaction() as tx:
                outbox.add(tx, [str(outbox.pending(tx))])

    threads = [threading.Thread(target=work) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert lines(store) == [str(number) for number in range(60)]


def test_reading_sees_one_moment_while_another_process_writes(store: Store, path: Path) -> None:
    reader = open_for_reading(path)
    assert reader is not None
    with reader.reading() as seen:
        assert outbox.pending(seen) == 0
        with store.transaction() as tx:
            outbox.add(tx, ["x"])
        assert outbox.pending(seen) == 0
    assert lines(reader) == ["x"]
    reader.close()


def test_a_reader_cannot_write(path: Path) -> None:
    def write(tx: Transaction) -> None:
        outbox.add(tx, ["x"])

    with pytest.raises(StateUnusable, match="cannot be written"):
        read_state(path, write)


def test_looking_at_a_state_that_is_not_there_makes_none(tmp_path: Path) -> None:
    assert open_for_reading(tmp_path / "nothing.sqlite3") is None
    assert read_state(tmp_path / "nothing.sqlite3", outbox.pending) is None
    assert list(tmp_path.iterdir()) == []


def test_a_state_is_read_and_let_go_of(store: Store, path: Path) -> None:
    with store.transaction() as tx:
        outbox.add(tx, ["x", "y"])
    assert read_state(path, outbox.pending) == 2


def _touched(path: Path) -> None:
    path.touch()


def _left_before_its_tables_were_made(path: Path) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


@pytest.mark.parametrize("writing", [_touched, _left_before_its_tables_were_made])
def test_an_empty_file_is_no_state_to_look_at_and_one_to_fill(
    tmp_path: Path, writing: Callable[[Path], None]
) -> None:
    path = tmp_path / "empty.sqlite3"
    writing(path)
    assert open_for_reading(path) is None
    open_store(path).close()
    assert read_state(path, outbox.pending) == 0


@OPENINGS
def test_a_state_from_a_newer_version_is_refused_and_left_alone(path: Path, opening: Opening) -> None:
    with closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA user_version = 99")
    before = path.read_bytes()
    with pytest.raises(StateUnusable, match="newer wanikani-collector"):
        opening(path)
    assert path.read_bytes() == before


def test_an_older_state_is_upgraded_when_it_is_opened_for_writing(store: Store, path: Path) -> None:
    as_upgraded = replace(WATER, other_readings=(), lesson_position=0, components=())
    with store.transaction() as tx:
        mirror.save_subjects(tx, [as_upgraded])
        outbox.add(tx, ["x"])
        cursors.advance(
            tx, [Cursor(endpoint, asked_at=Moment(1)) for endpoint in (Endpoint.SUBJECTS, Endpoint.RESETS)]
        )
    store.close()
    as_version(path, 1)
    with closing(open_store(path)) as upgraded:
        assert lines(upgraded) == ["x"]
        with upgraded.transaction() as tx:
            assert schema.version(tx) == schema.VERSION
            # All subjects are asked for again, since which of their readings are accepted was not kept.
            assert set(cursors.load(tx)) == {Endpoint.RESETS}
            assert mirror.save_subjects(tx, [as_upgraded]) == 0
            assert mirror.save_subjects(tx, [WATER]) == 1
    assert read_state(path, outbox.pending) == 1
    assert read_state(path, outbox.points_too_old) is None
    assert read_state(path, runs.unknown_polls) is None


def test_an_older_state_is_not_read_before_it_is_upgraded(store: Store, path: Path) -> None:
    store.close()
    as_version(path, 1)
    with pytest.raises(StateUnusable, match=r"older wanikani-collector: .* run or poll upgrades"):
        open_for_reading(path)


def _of_before_the_first_release(path: Path) -> None:
    """Write a file as the versions before the first release did: a number, and no mark."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE user (one INTEGER PRIMARY KEY) STRICT")
        connection.execute("PRAGMA user_version = 3")


def _of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE user (name TEXT)")


@OPENINGS
@pytest.mark.parametrize("writing", [_of_before_the_first_release, _of_another_program])
def test_a_state_that_is_not_of_a_released_version_is_refused_and_left_alone(
    tmp_path: Path, opening: Opening, writing: Callable[[Path], None]
) -> None:
    path = tmp_path / "account.sqlite3"
    writing(path)
    before = path.read_bytes()
    with pytest.raises(StateUnusable, match="before its first release, or by another program"):
        opening(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@OPENINGS
def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path, opening: Opening) -> None:
    path = tmp_path / "account.sqlite3"
    path.write_bytes(b"this is no database, but long enough to be taken for one" * 100)
    with pytest.raises(StateUnusable, match="damaged"):
        opening(path)


def test_a_folder_that_cannot_be_made_is_named_with_its_setting() -> None:
    with pytest.raises(StateUnusable, match=r"/dev/null/state cannot be written .* set COLLECTOR_STATE"):
        open_store(Path("/dev/null/state/account.sqlite3"))
