"""One account's SQLite file: opening it, and the transactions that everything else happens in."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal, Protocol, TypeVar

from collector.core.errors import StateDamaged
from collector.storage import checksums, commit_numbers, schema
from collector.storage.opening_checks import notice_loss, refuse_emptied, refuse_older, refuse_others
from collector.storage.sqlite_errors import translated
from collector.storage.transaction import Transaction, committed, rolled_back
from collector.storage.upgrades import upgrade

_JOURNAL = 16 * 2**20

T = TypeVar("T")


class Store:
    """The state of one account. Safe to use from several threads, one transaction at a time.

    One of a *pool* is opened when it is used, and may be closed by the pool whenever it is not.

    Its transactions raise what `sqlite_errors.translated` does: `StateInUse`, `StateFull`, `StateUnusable`,
    or `TransientError`. Once damage was found, every one raises `StateDamaged`: what is written to a damaged
    file may be lost, or damage it further.
    """

    def __init__(
        self,
        path: Path,
        connection: Transaction | None,
        pool: "Pool | None" = None,
        *,
        throwaway: bool = False,
    ) -> None:
        self.path = path
        self._connection = connection
        self._pool = pool
        self._throwaway = throwaway
        self._lock = threading.RLock()
        self._uses = 0
        self._damage: StateDamaged | None = None

    @contextmanager
    def transaction(self, *, first: bool = False) -> Iterator[Transaction]:
        """All that is written in here becomes true at its end, or not at all.

        The *first* rows of a state, tens of thousands at once, are counted into its checksums together at the
        end: one by one takes as long as writing them.
        """
        with self._usable() as connection:
            with committed(connection):
                if first:
                    checksums.unprotect(connection)
                yield connection
                if first:
                    schema.protect(connection)
                number = commit_numbers.next_number(connection)
            if not self._throwaway:
                commit_numbers.keep(self.path, number)

    @contextmanager
    def rehearsal(self) -> Iterator[Transaction]:
        """All that is written in here can be read in here, and never was at its end."""
        with self._usable() as connection:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
            finally:
                rolled_back(connection)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """All that is read in here is of one moment."""
        with self._usable() as connection:
            connection.execute("BEGIN")
            try:
                yield connection
            finally:
                connection.execute("ROLLBACK")

    def copy_to(self, path: Path) -> None:
        """Make *path*, an empty file, a copy of the state as it is now. Raises as a transaction does."""
        with self._usable() as connection, closing(sqlite3.connect(path, isolation_level=None)) as target:
            # Until it is complete it is not a state, so it needs no journal.
            target.execute("PRAGMA journal_mode = OFF")
            connection.backup(target)

    def release_memory(self) -> None:
        """Give up the pages that are kept for the next reader: 2 MiB after a large poll."""
        with self._lock:
            if self._connection is not None:
                self._connection.execute("PRAGMA shrink_memory")

    def refuse(self, damage: StateDamaged) -> None:
        """Let no transaction begin any more."""
        with self._lock:
            self._damage = damage

    def open(self) -> None:
        """Open the file if it is not open; raises what `open_store` does, and `StateDamaged` as above."""
        with self._usable():
            pass

    def close(self) -> None:
        """Close the file; one of a pool is opened again when it is used."""
        with self._lock:
            self._close()

    def close_if_idle(self) -> bool:
        """Close the file unless it is in use, and return True if it is closed now."""
        if not self._lock.acquire(blocking=False):
            return False
        try:
            if not self._uses:
                self._close()
            return not self._uses
        finally:
            self._lock.release()

    def _close(self) -> None:
        if self._connection is not None:
            self._connection.close()
            # One without a pool keeps what is closed: to use it is a bug.
            self._connection = None if self._pool else self._connection

    @contextmanager
    def _usable(self) -> Iterator[Transaction]:
        with self._lock:
            if self._damage is not None:
                raise StateDamaged(str(self._damage))
            self._uses += 1
            try:
                with translated(self.path):
                    yield self._opened()
            except StateDamaged as damage:
                self._damage = damage
                raise
            finally:
                self._uses -= 1

    def _opened(self) -> Transaction:
        if self._connection is None:
            self._connection = _connect_for_writing(self.path, throwaway=self._throwaway)
        if self._pool is not None:
            self._pool.used(self)
        return self._connection


class Pool(Protocol):
    """Keeps the number of open states small."""

    def used(self, store: Store) -> None:
        """Note that *store*, which is open, is used now: others may be closed for it."""
        ...


def open_store(path: Path, *, throwaway: bool = False) -> Store:
    """Open the state at *path* for writing; make it, and its folder, if need be, and upgrade an older one.

    One that is *throwaway* is deleted when the process ends: no commit waits for the disk. Raises
    `StateUnusable` when the folder cannot be written, or the file is not a state, or of a newer version;
    `StateDamaged` when a state was there and is gone.
    """
    return Store(path, _connect_for_writing(path, throwaway=throwaway), throwaway=throwaway)


def _connect_for_writing(path: Path, *, throwaway: bool) -> Transaction:
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, "rwc")
        try:
            # Before anything is changed: a file that is refused is left exactly as it is.
            is_new = schema.is_empty(connection)
            if is_new:
                refuse_emptied(path)
            else:
                refuse_others(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL may lose the last commits when the power fails; a review cannot be fetched again.
            connection.execute(f"PRAGMA synchronous = {'OFF' if throwaway else 'FULL'}")
            # A rebuild's journal is hundreds of megabytes once: give them back to the disk.
            connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL}")
            if is_new:
                schema.create(connection)
                commit_numbers.keep(path, 0)
            else:
                upgrade(connection, path)
                notice_loss(connection, path)
        except BaseException:
            connection.close()
            raise
    return connection


def open_for_reading(path: Path) -> Store | None:
    """Open the state at *path* to read it while another process may be writing; None if there is none.

    Raises `StateUnusable` when the file is not a state of this version, `StateDamaged` when one was there and
    is gone.
    """
    with translated(path):
        if not path.exists():
            refuse_emptied(path)
            return None
        connection = _connect(path, "rw")
        try:
            connection.execute("PRAGMA query_only = ON")
            if schema.is_empty(connection):
                refuse_emptied(path)
                connection.close()
                return None
            refuse_others(connection, path)
            refuse_older(connection, path)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection)


def open_copy(path: Path) -> Store:
    """Open a state that no one writes, to read it; leaves no file beside it.

    Raises `StateUnusable` when the file is not there, or no state of this version.
    """
    with translated(path):
        connection = _connect(path, "ro", immutable=True)
        try:
            refuse_others(connection, path)
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


def _connect(path: Path, mode: Literal["ro", "rw", "rwc"], *, immutable: bool = False) -> Transaction:
    connection = sqlite3.connect(
        f"{path.absolute().as_uri()}?mode={mode}&immutable={immutable:d}",
        uri=True,
        isolation_level=None,
        check_same_thread=False,
        timeout=10,
        factory=Transaction,
    )
    checksums.add_function(connection)
    return connection
