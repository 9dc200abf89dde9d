"""One account's SQLite file: opening it, and the transactions that everything else happens in."""

import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Literal, TypeVar

from collector.core.errors import StateDamaged, StateUnusable
from collector.storage import checksums, commit_numbers, schema
from collector.storage.sqlite_errors import translated
from collector.storage.transaction import Transaction, committed, rolled_back
from collector.storage.upgrades import upgrade

_JOURNAL = 16 * 2**20

T = TypeVar("T")


class Store:
    """The state of one account. Safe to use from several threads, one transaction at a time.

    Its transactions raise what `sqlite_errors.translated` does: `StateInUse`, `StateFull`, `StateUnusable`,
    or `TransientError`. Once damage was found, every one raises `StateDamaged`: what is written to a damaged
    file may be lost, or damage it further.
    """

    def __init__(self, path: Path, connection: Transaction, *, throwaway: bool = False) -> None:
        self.path = path
        self._connection = connection
        self._throwaway = throwaway
        self._lock = threading.RLock()
        self._damage: StateDamaged | None = None

    @contextmanager
    def transaction(self, *, first: bool = False) -> Iterator[Transaction]:
        """All that is written in here becomes true at its end, or not at all.

        The *first* rows of a state, tens of thousands at once, are counted into its checksums together at the
        end: one by one takes as long as writing them.
        """
        with self._usable():
            with committed(self._connection):
                if first:
                    checksums.unprotect(self._connection)
                yield self._connection
                if first:
                    schema.protect(self._connection)
                number = commit_numbers.next_number(self._connection)
            if not self._throwaway:
                commit_numbers.keep(self.path, number)

    @contextmanager
    def rehearsal(self) -> Iterator[Transaction]:
        """All that is written in here can be read in here, and never was at its end."""
        with self._usable():
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield self._connection
            finally:
                rolled_back(self._connection)

    @contextmanager
    def reading(self) -> Iterator[Transaction]:
        """All that is read in here is of one moment."""
        with self._usable():
            self._connection.execute("BEGIN")
            try:
                yield self._connection
            finally:
                self._connection.execute("ROLLBACK")

    def copy_to(self, path: Path) -> None:
        """Make *path*, an empty file, a copy of the state as it is now. Raises as a transaction does."""
        with self._usable(), closing(sqlite3.connect(path, isolation_level=None)) as target:
            # Until it is whole it is no state, so it needs no journal.
            target.execute("PRAGMA journal_mode = OFF")
            self._connection.backup(target)

    def release_memory(self) -> None:
        """Give up the pages that are kept for the next reader: 2 MiB after a large poll."""
        with self._lock:
            self._connection.execute("PRAGMA shrink_memory")

    def refuse(self, damage: StateDamaged) -> None:
        """Let no transaction begin any more."""
        with self._lock:
            self._damage = damage

    def close(self) -> None:
        """Close the file."""
        with self._lock:
            self._connection.close()

    @contextmanager
    def _usable(self) -> Iterator[None]:
        with self._lock:
            if self._damage is not None:
                raise StateDamaged(str(self._damage))
            try:
                with translated(self.path):
                    yield
            except StateDamaged as damage:
                self._damage = damage
                raise


def open_store(path: Path, *, throwaway: bool = False) -> Store:
    """Open the state at *path* for writing; make it, and its folder, if need be, and upgrade an older one.

    One that is *throwaway* is deleted when the process ends: no commit waits for the disk. Raises
    `StateUnusable` when the folder cannot be written, or the file is no state, or of a newer version;
    `StateDamaged` when a state was there and is gone.
    """
    with translated(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        connection = _connect(path, "rwc")
        try:
            # Before anything is changed: a file that is refused is left exactly as it is.
            is_new = schema.is_empty(connection)
            if is_new:
                _refuse_emptied(path)
            else:
                _refuse_others(connection, path)
            connection.execute("PRAGMA journal_mode = WAL")
            # NORMAL may lose the last commits when the power fails; a review cannot be asked for again.
            connection.execute(f"PRAGMA synchronous = {'OFF' if throwaway else 'FULL'}")
            # A rebuild's journal is hundreds of megabytes once: give them back to the disk.
            connection.execute(f"PRAGMA journal_size_limit = {_JOURNAL}")
            if is_new:
                schema.create(connection)
                commit_numbers.keep(path, 0)
            else:
                upgrade(connection, path)
                _notice_loss(connection, path)
        except BaseException:
            connection.close()
            raise
    return Store(path, connection, throwaway=throwaway)


def open_for_reading(path: Path) -> Store | None:
    """Open the state at *path* to read it while another process may be writing; None if there is none.

    Raises `StateUnusable` when the file is no state of this version, `StateDamaged` when one was there and is
    gone.
    """
    with translated(path):
        if not path.exists():
            _refuse_emptied(path)
            return None
        connection = _connect(path, "rw")
        try:
            connection.execute("PRAGMA query_only = ON")
            if schema.is_empty(connection):
                _refuse_emptied(path)
                connection.close()
                return None
            _refuse_others(connection, path)
            _refuse_older(connection, path)
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
            _refuse_others(connection, path)
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


def _refuse_emptied(path: Path) -> None:
    """Raise `StateDamaged` if a state was at *path* that is gone.

    Begun anew without a word, its history would be lost, and its good copies with the days.
    """
    number = commit_numbers.kept(path)
    if number:
        raise StateDamaged(
            f"The state {path} is missing or empty, though it was written to ({number:,} times): put back "
            "a copy of it (wanikani-collector restore-state has the copies), or remove "
            f"{commit_numbers.beside(path).name} beside it to begin anew."
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


def _notice_loss(connection: Transaction, path: Path) -> None:
    beside_it = commit_numbers.kept(path)
    if commit_numbers.lost(connection, beside_it):
        with committed(connection):
            commit_numbers.notice_loss(connection, beside_it)
