"""The handle that every function of storage takes: one open transaction of one account's state."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager


class Transaction(sqlite3.Connection):
    """A connection within `BEGIN` … `COMMIT`, as `database.Store` hands it out.

    Other rooms pass it on to storage's functions and never run SQL on it themselves; they never commit.
    """


@contextmanager
def committed(connection: sqlite3.Connection) -> Iterator[None]:
    """Commit what is written in here when it ends, and nothing of it when it raises."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
        connection.execute("COMMIT")
    except BaseException:
        rolled_back(connection)
        raise


def rolled_back(connection: sqlite3.Connection) -> None:
    """Undo the open transaction; a full disk may have ended it already, and then nothing is left to undo."""
    if connection.in_transaction:
        connection.execute("ROLLBACK")
