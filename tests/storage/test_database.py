"""The state file: whole transactions, versions, damage, and one process at a time."""

import os
import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from collector.core.errors import CollectorError, StateFull, StateInUse, StateUnusable
from collector.storage.database import check, open_for_reading, open_store
from collector.storage.state_folder import lock

Opening = Callable[[Path], object]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """A state that exists and is empty."""
    path = tmp_path / "state" / "account.sqlite3"
    open_store(path).close()
    return path


def test_what_is_not_committed_is_gone(path: Path) -> None:
    store = open_store(path)
    with pytest.raises(sqlite3.IntegrityError), store.transaction() as tx:
        tx.executemany("INSERT INTO outbox (line) VALUES (?)", [("x",), (None,)])
    with store.reading() as tx:
        assert tx.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    store.close()


def test_reading_sees_one_moment_while_another_process_writes(path: Path) -> None:
    writer, reader = open_store(path), open_for_reading(path)
    assert reader is not None
    with reader.reading() as seen:
        before = seen.execute("SELECT count(*) FROM outbox").fetchone()
        with writer.transaction() as tx:
            tx.execute("INSERT INTO outbox (line) VALUES ('x')")
        assert seen.execute("SELECT count(*) FROM outbox").fetchone() == before
    reader.close()
    writer.close()


def test_a_reader_cannot_write(path: Path) -> None:
    reader = open_for_reading(path)
    assert reader is not None
    with pytest.raises(StateUnusable), reader.reading() as tx:
        tx.execute("INSERT INTO outbox (line) VALUES ('x')")
    reader.close()


def test_looking_at_a_state_that_is_not_there_makes_none(tmp_path: Path) -> None:
    assert open_for_reading(tmp_path / "nothing.sqlite3") is None
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("opening", [open_store, open_for_reading])
def test_a_state_from_a_newer_version_is_refused_and_left_alone(path: Path, opening: Opening) -> None:
    connection = sqlite3.connect(path)
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    before = path.read_bytes()
    with pytest.raises(StateUnusable, match="newer wanikani-collector"):
        opening(path)
    assert path.read_bytes() == before


def test_an_empty_file_is_no_state_to_look_at_and_one_to_fill(tmp_path: Path) -> None:
    path = tmp_path / "empty.sqlite3"
    path.touch()
    assert open_for_reading(path) is None
    open_store(path).close()
    reader = open_for_reading(path)
    assert reader is not None
    reader.close()


def _of_before_the_first_release(path: Path) -> None:
    """Write a file as the versions before the first release did: a number, and no mark."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE user (one INTEGER PRIMARY KEY) STRICT")
        connection.execute("PRAGMA user_version = 3")


def _of_another_program(path: Path) -> None:
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        connection.execute("CREATE TABLE user (name TEXT)")


@pytest.mark.parametrize("opening", [open_store, open_for_reading])
@pytest.mark.parametrize("writing", [_of_before_the_first_release, _of_another_program])
def test_a_state_that_is_not_of_a_released_version_is_refused_and_left_alone(
    tmp_path: Path, opening: Opening, writing: Callable[[Path], None]
) -> None:
    path = tmp_path / "account.sqlite3"
    writing(path)
    before = path.read_bytes()
    with pytest.raises(StateUnusable, match="before its first release, or of another program"):
        opening(path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("opening", [open_store, open_for_reading])
def test_a_file_that_is_no_database_is_called_damaged(tmp_path: Path, opening: Opening) -> None:
    path = tmp_path / "account.sqlite3"
    path.write_bytes(b"this is no database, but long enough to be taken for one" * 100)
    with pytest.raises(StateUnusable, match="damaged"):
        opening(path)


def test_a_page_that_is_broken_is_found_by_the_check_or_told_as_damage(path: Path) -> None:
    store = open_store(path)
    with store.transaction() as tx:
        tx.executemany("INSERT INTO outbox (line) VALUES (?)", [("x" * 200,)] * 2000)
    store.close()
    content = bytearray(path.read_bytes())
    content[len(content) // 2 : len(content) // 2 + 8192] = os.urandom(8192)
    path.write_bytes(content)
    reader = open_for_reading(path)
    assert reader is not None
    try:
        found = check(reader)
    except CollectorError as error:
        found = str(error)
    reader.close()
    assert found


def test_a_full_disk_is_a_sentence_and_changes_nothing(path: Path) -> None:
    store = open_store(path)
    with store.reading() as tx:
        tx.execute(f"PRAGMA max_page_count = {tx.execute('PRAGMA page_count').fetchone()[0]}")
    with pytest.raises(StateFull, match="is full"), store.transaction() as tx:
        tx.executemany("INSERT INTO outbox (line) VALUES (?)", [("x" * 5000,)] * 200)
    with store.reading() as tx:
        assert tx.execute("SELECT count(*) FROM outbox").fetchone() == (0,)
    store.close()


def test_a_folder_that_cannot_be_made_is_named_with_its_setting() -> None:
    with pytest.raises(StateUnusable, match="COLLECTOR_STATE"):
        open_store(Path("/dev/null/state/account.sqlite3"))


def test_only_one_process_holds_the_folder_and_a_killed_one_lets_go(tmp_path: Path) -> None:
    holding = "import sys, pathlib, time; from collector.storage.state_folder import lock\n"
    holding += "with lock(pathlib.Path(sys.argv[1])): print('held', flush=True); time.sleep(60)"
    other = subprocess.Popen(
        [sys.executable, "-c", holding, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    assert other.stdout is not None
    assert other.stdout.readline() == "held\n"
    with pytest.raises(StateInUse, match="Another wanikani-collector"), lock(tmp_path):
        pass
    other.kill()
    other.wait()
    other.stdout.close()
    with lock(tmp_path):
        pass
