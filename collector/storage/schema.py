"""The empty state, and the mark that distinguishes this collector's states from other files.

The mark is two numbers that SQLite keeps in the file's header (https://www.sqlite.org/pragma.html):
`application_id` says that the file is ours, `user_version` which version of the tables it has. Versions
before the first release wrote no `application_id` and numbered their tables from 1 to 3 in `user_version`
alone, so this number cannot tell theirs apart.
"""

import re
import sqlite3
from contextlib import closing
from functools import cache

from collector.storage import checksums, tables
from collector.storage.transaction import committed

# "WKco" in ASCII.
APPLICATION = 0x574B636F
VERSION = 9

_TABLE = re.compile(r"CREATE TABLE (\w+)")
STATEMENTS = (
    *tables.MIRROR,
    *tables.MNEMONICS,
    *tables.BASELINES,
    *tables.TRIGGERS,
    *tables.IDENTITY,
    *tables.LEDGER,
    *tables.PROJECTION,
    *tables.COUNTED_LISTS,
    *tables.OUTBOX,
    *tables.DISAGREEMENTS,
    *tables.RUNS,
    *tables.CONFIRMED_TIME,
    *tables.WATCH,
    f"PRAGMA application_id = {APPLICATION}",
    f"PRAGMA user_version = {VERSION}",
)


def is_empty(connection: sqlite3.Connection) -> bool:
    """Return True if nothing was ever written to the file: it holds no state yet."""
    (found,) = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    return not (found or version(connection) or _application(connection))


def is_ours(connection: sqlite3.Connection) -> bool:
    """Return True if the file is a state of a released collector, of whatever version."""
    return _application(connection) == APPLICATION


def version(connection: sqlite3.Connection) -> int:
    """Return the version of the tables in one of our files; 0 for an empty one."""
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    return int(found)


def _application(connection: sqlite3.Connection) -> int:
    (found,) = connection.execute("PRAGMA application_id").fetchone()
    return int(found)


def create(connection: sqlite3.Connection) -> None:
    """Create all tables and the mark in an empty file: whole, or not at all."""
    with closing(sqlite3.connect(":memory:")) as made:
        made.deserialize(_made(STATEMENTS))
        made.backup(connection)


@cache
def _made(statements: tuple[str, ...]) -> bytes:
    """Return an empty state. Made once: a hundred definitions take longer than to copy it."""
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        checksums.add_function(connection)
        with committed(connection):
            for statement in statements:
                connection.execute(statement)
            protect(connection)
        return connection.serialize()


def protect(connection: sqlite3.Connection) -> None:
    """Keep checksums of the tables there are from now on, within the caller's transaction."""
    append_only = [found[1] for found in map(_TABLE.match, tables.LEDGER) if found]
    checksums.protect(connection, append_only)
