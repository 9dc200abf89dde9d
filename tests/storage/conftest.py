"""A state in a real SQLite file."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.storage.database import Store, open_store
from collector.storage.transaction import Transaction


@pytest.fixture(scope="session")
def created(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state that was just created: a copy of it takes a tenth of the time."""
    path = tmp_path_factory.mktemp("state") / "account.sqlite3"
    open_store(path).close()
    return path


@pytest.fixture
def path(tmp_path: Path, created: Path) -> Path:
    """Where a state is that exists and is empty."""
    path = tmp_path / "state" / "account.sqlite3"
    path.parent.mkdir()
    shutil.copy(created, path)
    return path


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    """An empty state."""
    store = open_store(path)
    yield store
    store.close()


@pytest.fixture
def tx(store: Store) -> Iterator[Transaction]:
    """A transaction in an empty state, which the test never commits."""
    with store.rehearsal() as tx:
        yield tx
