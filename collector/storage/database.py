"""One account's SQLite file: opening it, and the transactions that everything else happens in."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TypeVar

from collector.core.errors import StateUnusable
from collector.storage import schema
from collector.storage.sqlite_errors import translated
from collector.storage.transaction import Transaction

_JOURNAL = 16 * 2**20

T = TypeVar("T")


class Store:
    """The state of one account. Safe to use from several threads, one transaction at a time.

    Raises only `StateInUse`, `StateFull` and `StateUnusable`.
    """

    def __init__(self, path: Path, connection: Transaction) -> None:
        self.path = path
        self._connection = connection
        self._lock = threading.RLock()

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """All that is written in here becomes true at its end, or not at all."""
        with self._lock, translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
                self._connection.execute("COMMIT")
            except BaseException:
                # A full disk may have ended the transaction already; then there is nothing to undo.
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    @contextmanager
    def rehearsal(self) -> Iterator[Transaction]:
        """All that is written in here can be read in here, and never was at its end."""
        with self._lock, translated(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            finally:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")

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
        """Let go of the file."""
        with self._lock:
            self._connection.close()


def open_store(path: Path) -> Store:
    """Open the state at *path* for writing, making it if need be, and bring it to the newest version."""
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(f"{path.absolute().as_uri()}?mode=rwc")
        try:
            # Before anything is changed: a newer version's file is left exactly as it is.
            _refuse_newer(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL may lose the last commits when the power fails; a review cannot be asked for again.
            connection.execute("PRAGMA synchronous = FULL")
            # A rebuild's journal is hundreds of megabytes once: give them back to the disk.
            connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL}")
            schema.migrate(connection)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection)


def open_for_reading(path: Path) -> Store | None:
    """Open the state at *path* to look at it while another process may be writing; None if there is none."""
    with translated(path):
        if not path.exists():
            return None
        connection = _connect(f"{path.absolute().as_uri()}?mode=rw")
        try:
            connection.execute("PRAGMA query_only = ON")
            _refuse_newer(connection, path)
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


def _connect(uri: str) -> Transaction:
    connection = sqlite3.connect(
        uri, uri=True, isolation_level=None, check_same_thread=False, timeout=10, factory=Transaction
    )
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _refuse_newer(connection: sqlite3.Connection, path: Path) -> None:
    if schema.version(connection) > schema.NEWEST:
        raise StateUnusable(
            f"The state {path} was written by a newer wanikani-collector: install that one (or a newer), "
            "or set COLLECTOR_STATE to another folder."
        )


def _refuse_older(connection: sqlite3.Connection, path: Path) -> None:
    if schema.version(connection) < schema.NEWEST:
        raise StateUnusable(
            f"The state {path} is of an older version: run a poll first, which brings it up to date."
        )


def check(store: Store) -> str | None:
    """Return what SQLite finds wrong with the file, or None when it is sound."""
    with store.reading() as tx:
        found = tx.execute("PRAGMA quick_check(1)").fetchone()[0]
    return None if found == "ok" else str(found)
