"""The copies of a state: complete or not there, few, private, and put back without a gap."""

import shutil
import stat
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from collector.core.errors import CollectorError, StateFull, StateUnusable
from collector.core.moments import Moment
from collector.storage import copies, ledger, outbox
from collector.storage.database import Store, open_copy, open_store
from collector.storage.soundness import damage_at, is_sound
from tests.storage.damage import no_file_grows_beyond
from tests.storage.ledger.test_polls import POLL

DAY = date(2026, 11, 29)
NOW = datetime(2026, 11, 29, 3, 15, tzinfo=UTC)


def _polled(store: Store, at: int) -> None:
    with store.transaction() as tx:
        outbox.add(tx, [f"x y=1i {at}"])
        ledger.polls.append_poll(tx, replace(POLL, at=Moment(at)), None)


def _pending(path: Path) -> int:
    with closing(open_copy(path)) as copy, copy.reading() as tx:
        return outbox.pending(tx)


def test_a_copy_is_a_sound_state_with_all_that_was_committed(store: Store, path: Path) -> None:
    _polled(store, 1)
    copy = copies.make_copy(path, DAY)
    assert copy == path.parent / "copies" / "account-2026-11-29.sqlite3"
    assert is_sound(copy)
    assert _pending(copy) == 1
    assert [file.name for file in copy.parent.iterdir()] == [copy.name]


def test_a_copy_is_for_its_owner_alone(store: Store, path: Path) -> None:
    copy = copies.make_copy(path, DAY)
    assert stat.S_IMODE(copy.stat().st_mode) == 0o600
    assert stat.S_IMODE(copy.parent.stat().st_mode) == 0o700


def test_a_second_copy_of_a_day_replaces_the_first(store: Store, path: Path) -> None:
    copies.make_copy(path, DAY)
    _polled(store, 1)
    assert _pending(copies.make_copy(path, DAY)) == 1
    assert len(copies.copies(path)) == 1


def test_the_copies_that_were_polled_last_are_kept_whatever_the_machine_called_the_day(
    store: Store, path: Path
) -> None:
    for at, day in enumerate([date(2026, 1, 1), date(2028, 1, 1), date(1970, 1, 1), date(2026, 1, 2)]):
        _polled(store, at)
        copies.make_copy(path, day)
    (path.parent / "copies" / "account-2029-01-01.sqlite3").write_bytes(b"torn")
    copies.prune(path, keep=3)
    assert [copy.day for copy in copies.copies(path)] == ["2026-01-02", "1970-01-01", "2028-01-01"]


def test_what_a_killed_process_left_of_a_copy_does_not_stay(store: Store, path: Path) -> None:
    unfinished = path.parent / "copies" / "account-2026-11-28.sqlite3.part"
    unfinished.parent.mkdir()
    unfinished.write_bytes(b"half")
    copy = copies.make_copy(path, DAY)
    assert list(copy.parent.iterdir()) == [copy]


def test_the_copies_of_another_account_are_left_alone(store: Store, path: Path) -> None:
    other = path.with_name("account-two.sqlite3")
    shutil.copy(path, other)
    copies.make_copy(other, DAY)
    copies.prune(path, keep=0)
    assert copies.copies(path) == []
    assert len(copies.copies(other)) == 1


def test_a_copy_that_does_not_fit_is_not_there_and_the_one_before_is(store: Store, path: Path) -> None:
    _polled(store, 1)
    copies.make_copy(path, DAY)
    _polled(store, 2)
    for most in (0, 4096, 50_000):
        with no_file_grows_beyond(most), pytest.raises(CollectorError):
            copies.make_copy(path, DAY)
    (copy,) = (path.parent / "copies").iterdir()
    assert _pending(copy) == 1
    _polled(store, 3)
    assert damage_at(path) is None


def test_no_copy_fills_the_disk(store: Store, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(path.parent)._replace(free=path.stat().st_size)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)
    with pytest.raises(StateFull, match=r"less than twice its size free.*COLLECTOR_COPIES=0"):
        copies.make_copy(path, DAY)


def test_without_a_state_there_is_no_copy(tmp_path: Path) -> None:
    with pytest.raises(StateUnusable, match="There is no state"):
        copies.make_copy(tmp_path / "account.sqlite3", DAY)


def test_a_copy_is_put_back_and_what_was_there_is_kept(store: Store, path: Path) -> None:
    _polled(store, 1)
    copy = copies.make_copy(path, DAY)
    _polled(store, 2)
    store.close()
    path.write_bytes(b"damaged" * 1000)
    path.with_name("account.sqlite3-wal").write_bytes(b"of the damaged one")
    aside = copies.put_back(copy, path, NOW)
    assert aside.read_bytes() == b"damaged" * 1000
    assert aside.with_name(aside.name + "-wal").read_bytes() == b"of the damaged one"
    assert _pending(path) == 1
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    with closing(open_store(path)) as restored:
        _polled(restored, 3)
    assert damage_at(path) is None
    assert _pending(copy) == 1


def test_a_copy_is_put_back_where_the_state_is_gone(store: Store, path: Path) -> None:
    _polled(store, 1)
    copy = copies.make_copy(path, DAY)
    store.close()
    path.unlink()
    aside = copies.put_back(copy, path, NOW)
    assert not aside.exists()
    assert _pending(path) == 1


def test_where_a_copy_does_not_fit_the_state_stays_what_it_was(store: Store, path: Path) -> None:
    copy = copies.make_copy(path, DAY)
    store.close()
    path.write_bytes(b"damaged")
    with no_file_grows_beyond(4096), pytest.raises(CollectorError):
        copies.put_back(copy, path, NOW)
    assert path.read_bytes() == b"damaged"
    assert not list(path.parent.glob("*.part"))
