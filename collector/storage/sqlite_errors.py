"""Failures of the state on disk, as sentences for the owner."""

import sqlite3
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from collector.core.errors import (
    CollectorError,
    StateDamaged,
    StateFull,
    StateInUse,
    StateUnusable,
    TransientError,
)
from collector.storage import commit_numbers


def damaged(path: Path, what: str = "is damaged") -> StateDamaged:
    """Return the error for a file that is no sound state."""
    return StateDamaged(
        f"The state {path} {what}: restore a copy of it (wanikani-collector restore-state lists them), or "
        f"move it and {commit_numbers.beside(path).name} away to start over."
    )


def unwritable(folder: Path, why: str | None) -> StateUnusable:
    """Return the error for a state folder in which this process cannot write."""
    return StateUnusable(
        f"The state folder {folder} cannot be written ({why}): make it writable by the collector's user, or "
        "set COLLECTOR_STATE to another."
    )


@contextmanager
def translated(path: Path) -> Iterator[None]:
    """Raise what the disk and SQLite say of *path* as errors of `core.errors`; bugs stay what they are.

    Raises `StateInUse` when another program has locked the file, `StateFull` when the disk is full,
    `TransientError` when the disk fails, `StateDamaged` when the file is damaged, and `StateUnusable` when
    it cannot be written.
    """
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise _meaning(error, path) or error from None
    except (UnicodeDecodeError, zlib.error):
        # Python's reading of a message in which SQLite quotes damaged text, and of packed lines.
        raise damaged(path) from None
    except OSError as error:
        raise unwritable(path.parent, error.strerror) from None


_UNWRITABLE = {sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_PERM}


def _meaning(error: sqlite3.DatabaseError, path: Path) -> CollectorError | None:
    code = getattr(error, "sqlite_errorcode", 0) & 0xFF
    if code in _UNWRITABLE:
        return unwritable(path.parent, f"{path.name}: {error}")
    # Python's own sentence, without a code of SQLite's.
    if code in {sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB} or "Could not decode to UTF-8" in str(error):
        return damaged(path)
    if code == sqlite3.SQLITE_ERROR and "no such table" in str(error):
        return damaged(path, "lacks a table")
    return _passing(code, path)


def _passing(code: int, path: Path) -> CollectorError | None:
    if code == sqlite3.SQLITE_FULL:
        return StateFull(f"The disk that holds {path} is full: free some space; nothing was lost.")
    if code in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED}:
        return StateInUse(f"The state {path} is in use by another program: try again when that has finished.")
    if code == sqlite3.SQLITE_IOERR:
        return TransientError(
            f"The disk that holds {path} cannot be read or written: check it; nothing was changed."
        )
    return None
