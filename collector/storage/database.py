"""One account's SQLite file: opening it, and the transactions that everything else happens in."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal, TypeVar

from collector.core.errors import StateUnusable
from collector.storage import schema
from collector.storage.rows import value
from collector.storage.sqlite_errors import translated
from collector.storage.transaction import Transaction, committed, rolled_back
from collector.storage.upgrades import upgrade

_JOURNAL = 16 * 2**20

T = TypeVar("T")


class Store:
    """The state of one account. Safe to use from several threads, one transaction at a time.

    Its transactions raise what `sqlite_errors.translated` does: `StateInUse`, `StateFull`, `StateUnusable`,
    or `TransientError`.
    """

    def __init__(self, path: Path, connection: Transaction) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All that is written in here becomes true at its end, or not at all."""
        with self._lock, translated(self.path), committed(self._connection):
            yield self._connection

    @contextmanager
    def rehearsal(self) -> Iterator[Transaction]:
        """All that is written in here can be read in here, and never was at its end."""
        with self._lock, translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            finally:
                rolled_back(self._connection)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """All that is read in here is of one moment."""
        with self._lock, translated(self.path):
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("ROLLBACK")

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()


def open_store(path: Path) -> Store:
    """Open the state at *path* for writing; make it, and its folder, if need be, and upgrade an older one.

    Raises `StateUnusable` when the folder cannot be written, or the file is no state, or of a newer version.
    """
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, "rwc")
        try:
            # Before anything is changed: a file that is refused is left exactly as it is.
            is_new = schema.is_empty(connection)
            if not is_new:
                _refuse_others(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL may lose the last commits when the power fails; a review cannot be asked for again.
            connection.execute("PRAGMA synchronous = FULL")
            # A rebuild's journal is hundreds of megabytes once: give them back to the disk.
            connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL}")
            if is_new:
                schema.create(connection)
            else:
                upgrade(connection)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection)


def open_for_reading(path: Path) -> Store | None:
    """Open the state at *path* to read it while another process may be writing; None if there is none.

    Raises `StateUnusable` when the file is no state of this version.
    """
    with translated(path):
        if not path.exists():
            return None
        connection = _connect(path, "rw")
        try:
            connection.execute("PRAGMA query_only = ON")
            if schema.is_empty(connection):
                connection.close()
                return None
            _refuse_others(connection, path)
            _refuse_older(connection, path)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection)


def read_state(path: Path, read: Callable[[Transaction], T]) -> T | None:
    """Return what *read* finds in the state at *path*, all of one moment; None where there is no state."""
    store = open_for_reading(path)
    if store is None:
        return None
    try:
        with store.reading() as tx:
            return read(tx)
    finally:
        store.close()


def _connect(path: Path, mode: Literal["rw", "rwc"]) -> Transaction:
    return sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=10,
        factory=Transaction,
    )


def _refuse_others(connection: Transaction, path: Path) -> None:
    if not schema.is_ours(connection):
        raise StateUnusable(
            f"The state {path} is of a wanikani-collector from before its first release, or of another "
            "program: move it away, or set COLLECTOR_STATE to another folder."
        )
    if schema.version(connection) > schema.VERSION:
        raise StateUnusable(
            f"The state {path} was written by a newer wanikani-collector: install that one (or a newer), "
            "or set COLLECTOR_STATE to another folder."
        )


def _refuse_older(connection: Transaction, path: Path) -> None:
    if schema.version(connection) < schema.VERSION:
        raise StateUnusable(
            f"The state {path} was last written by an older wanikani-collector: wanikani-collector run or "
            "poll upgrades it."
        )


def check(store: Store) -> str | None:
    """Return what SQLite finds wrong with the file, or None when it is sound."""
    with store.reading() as tx:
        found = str(value(tx.execute("PRAGMA quick_check(1)")))
    return None if found == "ok" else found
