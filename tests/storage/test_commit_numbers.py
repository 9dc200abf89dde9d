"""A state that is older than what was last committed is noticed."""

import shutil
from contextlib import closing
from pathlib import Path

import pytest

from collector.storage import commit_numbers, outbox
from collector.storage.database import Store, open_for_reading, open_store
from tests.storage.damage import checkpointed


def _commit(path: Path, times: int) -> None:
    with closing(open_store(path)) as store:
        for _ in range(times):
            with store.transaction() as tx:
                outbox.add(tx, ["x y=1i 1"])
    checkpointed(path)


def _lost(path: Path) -> int:
    beside_it = commit_numbers.kept(path)
    reader = open_for_reading(path)
    assert reader is not None
    with closing(reader), reader.reading() as tx:
        return commit_numbers.lost(tx, beside_it)


def test_no_commit_is_lost_as_a_rule(path: Path) -> None:
    _commit(path, 3)
    assert commit_numbers.kept(path) == 3
    assert _lost(path) == 0


def test_an_older_file_is_noticed_before_and_after_it_is_written_to(path: Path) -> None:
    _commit(path, 1)
    older = shutil.copy(path, path.with_name("older"))
    _commit(path, 3)
    shutil.copy(older, path)
    assert _lost(path) == 3
    _commit(path, 2)
    assert _lost(path) == 3
    assert commit_numbers.kept(path) == 6


def test_two_losses_add_up_until_they_are_forgotten(path: Path) -> None:
    older = shutil.copy(path, path.with_name("older"))
    _commit(path, 2)
    shutil.copy(older, path)
    _commit(path, 1)
    older = shutil.copy(path, path.with_name("older"))
    _commit(path, 1)
    shutil.copy(older, path)
    assert _lost(path) == 3
    with closing(open_store(path)) as store, store.transaction() as tx:
        commit_numbers.forget_loss(tx)
    assert _lost(path) == 0


def test_a_transaction_that_fails_is_not_counted(store: Store, path: Path) -> None:
    with pytest.raises(ZeroDivisionError), store.transaction() as tx:
        outbox.add(tx, [str(1 // 0)])
    with store.transaction() as tx:
        outbox.add(tx, ["x y=1i 1"])
    assert commit_numbers.kept(path) == 1


@pytest.mark.parametrize("content", [b"", b"torn", b"0000000000000000009", b"\xff" * 20])
def test_a_number_that_cannot_be_read_is_none(path: Path, content: bytes) -> None:
    commit_numbers.beside(path).write_bytes(content)
    assert commit_numbers.kept(path) == 0
    assert _lost(path) == 0


def test_a_number_that_cannot_be_written_stops_nothing(store: Store, path: Path) -> None:
    commit_numbers.beside(path).unlink(missing_ok=True)
    commit_numbers.beside(path).mkdir()
    with store.transaction() as tx:
        outbox.add(tx, ["x y=1i 1"])
    assert commit_numbers.kept(path) == 0
