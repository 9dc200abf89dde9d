"""A checksum for each table: what it holds, as it was written.

SQLite notices a damaged structure, but not a changed number: a page has no checksum. So triggers keep the sum
of all rows of a table beside them, in the transaction that writes the rows. A flipped bit, and a page that
the disk lost or rolled back, differ from it whenever they happened: the sum is moved by what is read and by
what is written, so a later write cannot hide the damage.
"""

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from functools import reduce
from hashlib import blake2b
from operator import xor

from collector.storage.transaction import Transaction

TABLE = "CREATE TABLE checksum (name TEXT PRIMARY KEY, sum INTEGER NOT NULL) STRICT, WITHOUT ROWID"
# The name under which the tables' definitions are counted: a damaged trigger would count wrong.
_SCHEMA = "sqlite_schema"
_SCHEMA_ROWS = f"SELECT type, name, tbl_name, rootpage > 0, sql FROM {_SCHEMA}"  # noqa: S608 - a name of SQLite's
_TABLES = """
SELECT name FROM sqlite_schema
WHERE type = 'table' AND name NOT LIKE 'sqlite^_%' ESCAPE '^' AND name <> 'checksum' ORDER BY name
"""
# In one statement: a state has many tables.
_ALL_COLUMNS = f"""
SELECT t.name, c.name FROM ({_TABLES}) AS t JOIN pragma_table_xinfo(t.name) AS c ORDER BY t.name, c.cid
"""  # noqa: S608 - our names


def _number(row: tuple[object, ...]) -> int:
    # `ascii`, as what `repr` leaves unescaped depends on the version of Python. A CRC would not do: the same
    # change in two rows would cancel out.
    return int.from_bytes(blake2b(ascii(row).encode(), digest_size=8).digest()) >> 1


def _moved(total: int, *row: object) -> int:
    """Return *total* with *row* counted in, or out if it is in: rows of a table differ, and have no order."""
    return total ^ _number(row)


def add_function(connection: sqlite3.Connection) -> None:
    """Give *connection* the function that the triggers call; without it none of the tables can be written."""
    connection.create_function("checksum_moved", -1, _moved, deterministic=True)


def protect(connection: sqlite3.Connection, append_only: Collection[str]) -> None:
    """Keep checksums of all tables there are, from now on, within the caller's transaction.

    Rows of the tables *append_only* are never changed: they need fewer triggers, which every opening reads.
    """
    tables = _columns_by_table(connection)
    for table, columns in tables.items():
        for event, trigger in _triggers(table, columns):
            if event == "INSERT" or table not in append_only:
                connection.execute(trigger)
    rows = {table: _rows_of(table, columns) for table, columns in tables.items()}
    sums = [(name, _sum(connection, of)) for name, of in (*rows.items(), (_SCHEMA, _SCHEMA_ROWS))]
    connection.executemany("INSERT INTO checksum (name, sum) VALUES (?, ?)", sums)


def unprotect(connection: sqlite3.Connection) -> None:
    """Keep no checksums until `protect`, so that tables can be altered."""
    triggers = connection.execute(
        "SELECT name FROM sqlite_schema WHERE type = 'trigger' AND name LIKE '%^_checksum' ESCAPE '^'"
    ).fetchall()
    for (name,) in triggers:
        connection.execute(f"DROP TRIGGER {name}")
    if triggers:
        connection.execute("DELETE FROM checksum")


def differing(tx: Transaction) -> Iterator[str]:
    """Yield the name of each table whose rows are not those that were written."""
    kept: dict[str, int] = dict(tx.execute("SELECT name, sum FROM checksum").fetchall())
    for name in sorted({*kept, *_tables(tx), _SCHEMA}):
        if _sum_or_none(tx, name) != kept.get(name):
            yield name


def _sum_or_none(tx: Transaction, name: str) -> int | None:
    try:
        return _sum(tx, _SCHEMA_ROWS if name == _SCHEMA else _rows_of(name, _columns(tx, name)))
    except sqlite3.OperationalError:
        # Text that is no longer UTF-8, or a table whose definition is gone.
        return None


def _sum(connection: sqlite3.Connection, rows: str) -> int:
    return reduce(xor, map(_number, connection.execute(rows)), 0)


def _rows_of(table: str, columns: Sequence[str]) -> str:
    return f"SELECT {', '.join(columns)} FROM {table}"  # noqa: S608 - our names


def _tables(connection: sqlite3.Connection) -> list[str]:
    return [name for (name,) in connection.execute(_TABLES)]


def _columns_by_table(connection: sqlite3.Connection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column in connection.execute(_ALL_COLUMNS):
        found.setdefault(table, []).append(column)
    return found


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    # With those that SQLite computes and stores.
    return [row[1] for row in connection.execute(f"PRAGMA table_xinfo({table})")]


def _triggers(table: str, columns: Sequence[str]) -> Iterator[tuple[str, str]]:
    old = ", ".join(f"old.{column}" for column in columns)
    new = ", ".join(f"new.{column}" for column in columns)
    sums = {
        "INSERT": f"checksum_moved(sum, {new})",
        "UPDATE": f"checksum_moved(checksum_moved(sum, {old}), {new})",
        "DELETE": f"checksum_moved(sum, {old})",
    }
    for event, total in sums.items():
        counted = f"UPDATE checksum SET sum = {total} WHERE name = '{table}'"  # noqa: S608 - our names
        name = f"{table}_{event.lower()}_checksum"
        yield event, f"CREATE TRIGGER {name} AFTER {event} ON {table} BEGIN {counted}; END"
