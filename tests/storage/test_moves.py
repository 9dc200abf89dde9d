"""A state moves to another folder: whole or not at all, once, and with all that belongs to it."""

import shutil
import stat
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collector.core.errors import CollectorError, StateConflict, StateDamaged
from collector.core.facts import Heartbeat
from collector.core.moments import Moment, moment
from collector.storage import commit_numbers, copies, ledger
from collector.storage.database import Store, open_copy, open_store
from collector.storage.moves import move_state
from collector.storage.soundness import damage_at
from tests.storage.damage import checkpointed, content_of, no_file_grows_beyond, replaced
from tests.storage.ledger.test_heartbeats import GOOD

BEGAN = moment(datetime(2026, 11, 1, tzinfo=UTC))
DAY = date(2026, 11, 29)


@pytest.fixture
def there(tmp_path: Path) -> Path:
    """The folder of the shard that owns the account from now on."""
    folder = tmp_path / "there"
    folder.mkdir()
    return folder / "account.sqlite3"


def _poll(state: Path, *hours: int) -> None:
    with closing(open_store(state)) as store:
        for hour in hours:
            _append(store, Moment(BEGAN + hour * 3_600_000_000))


def _append(store: Store, at: Moment) -> None:
    with store.transaction() as tx:
        ledger.heartbeats.append_heartbeat(tx, replace(GOOD, at=at))


def _beats(state: Path) -> list[Heartbeat]:
    with closing(open_copy(state)) as store, store.reading() as tx:
        return list(ledger.heartbeats.heartbeats(tx))


def _move(path: Path, there: Path) -> None:
    move_state("account", path.parent, there.parent)


def _files(folder: Path) -> Iterator[str]:
    return (str(file.relative_to(folder)) for file in sorted(folder.rglob("*")) if file.is_file())


def test_everything_arrives_and_nothing_stays(path: Path, there: Path) -> None:
    _poll(path, 1, 2)
    copies.make_copy(path, DAY)
    _poll(path, 3)
    rows = dict(content_of(checkpointed(path)))
    _move(path, there)
    assert dict(content_of(there)) == rows
    assert commit_numbers.kept(there) == 3
    assert list(_files(path.parent)) == []
    assert list(_files(there.parent)) == [
        "account.commits",
        "account.sqlite3",
        "copies/account-2026-11-29.sqlite3",
    ]
    assert stat.S_IMODE(there.stat().st_mode) == 0o600


def test_what_a_killed_process_left_in_the_journal_arrives_too(path: Path, there: Path) -> None:
    with closing(open_store(path)) as store:
        _append(store, BEGAN)
        for suffix in ("", "-wal"):
            shutil.copy(f"{path}{suffix}", f"{there.parent}/killed{suffix}")
    for suffix in ("", "-wal"):
        shutil.move(f"{there.parent}/killed{suffix}", f"{path}{suffix}")
    assert path.with_name("account.sqlite3-wal").stat().st_size > 0
    _move(path, there)
    assert [beat.at for beat in _beats(there)] == [BEGAN]


def test_a_state_of_another_account_is_left_alone(path: Path, there: Path) -> None:
    other = path.with_name("account-two.sqlite3")
    shutil.copy(path, other)
    copies.make_copy(other, DAY)
    _move(path, there)
    assert list(_files(path.parent)) == ["account-two.sqlite3", "copies/account-two-2026-11-29.sqlite3"]


def test_a_damaged_state_is_not_moved(path: Path, there: Path) -> None:
    _poll(path, 1, 2)
    replaced(checkpointed(path), b"Europe/Berlin", b"Europe/Merlin")
    before = path.read_bytes()
    with pytest.raises(StateDamaged, match=str(path)):
        _move(path, there)
    assert path.read_bytes() == before
    assert list(_files(there.parent)) == []


@pytest.mark.parametrize("most", [0, 4096, 50_000])
def test_where_it_does_not_fit_the_state_stays_where_it_is(path: Path, there: Path, most: int) -> None:
    _poll(path, 1)
    with no_file_grows_beyond(most), pytest.raises(CollectorError):
        _move(path, there)
    assert damage_at(path) is None
    assert not there.exists()
    _move(path, there)
    assert len(_beats(there)) == 1


def test_a_move_that_ended_before_the_source_was_removed_is_completed(path: Path, there: Path) -> None:
    _poll(path, 1, 2)
    shutil.copy(path, there)
    _poll(there, 3)
    _move(path, there)
    assert len(_beats(there)) == 3
    assert not path.exists()


def test_a_move_that_ended_before_the_state_arrived_is_completed(path: Path, there: Path) -> None:
    _poll(path, 1, 2)
    commit_numbers.keep(there, 2)
    there.with_name("account.sqlite3.part").write_bytes(b"half")
    with pytest.raises(StateDamaged, match="missing or empty"):
        open_store(there)
    _move(path, there)
    assert len(_beats(there)) == 2
    assert list(_files(there.parent)) == ["account.commits", "account.sqlite3"]


def test_a_move_that_ended_in_the_middle_of_removing_is_completed(path: Path, there: Path) -> None:
    _poll(path, 1, 2)
    copies.make_copy(path, DAY)
    shutil.copy(path, there)
    commit_numbers.beside(path).unlink()
    _move(path, there)
    assert list(_files(path.parent)) == []
    assert len(copies.copies(there)) == 1


def test_a_state_that_was_only_begun_there_gives_way(path: Path, there: Path) -> None:
    _poll(path, 1, 2)
    open_store(there).close()
    _move(path, there)
    assert len(_beats(there)) == 2


def test_a_state_that_polled_there_by_itself_is_a_conflict_and_both_stay(path: Path, there: Path) -> None:
    _poll(path, 1, 2)
    open_store(there).close()
    _poll(there, 3)
    before = path.read_bytes(), there.read_bytes()
    with pytest.raises(StateConflict, match=r"first poll: 2026-11-01 01:00 UTC.*2026-11-01 03:00 UTC"):
        _move(path, there)
    assert (path.read_bytes(), there.read_bytes()) == before


def test_a_state_that_had_lost_commits_still_says_so(path: Path, there: Path) -> None:
    _poll(path, 1)
    commit_numbers.keep(path, 9)
    _move(path, there)
    with closing(open_store(there)) as store, store.reading() as tx:
        assert commit_numbers.lost(tx, commit_numbers.kept(there)) == 8
