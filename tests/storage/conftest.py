"""A state in a real SQLite file."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from collector.storage.database import Store, open_store
from collector.storage.transaction import Transaction


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Where a state is that exists and is empty."""
    path = tmp_path / "state" / "account.sqlite3"
    open_store(path).close()
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
