"""Rows by name: the fields of a record are the columns of its table.

Queries may give more columns than the record has fields, so `SELECT *` is safe. A new field is a new
column of new states, and `upgrades` adds it to older ones. `columns` says how a field that is no plain
value is stored.

>>> from typing import NamedTuple
>>> class Place(NamedTuple):
...     x: int
...     y: int
>>> class Tree(NamedTuple):
...     id: int
...     tall: bool
...     place: Place | None
>>> tx = sqlite3.connect(":memory:", factory=Transaction)
>>> _ = tx.execute("CREATE TABLE tree (id INTEGER PRIMARY KEY, tall INTEGER, place_x, place_y)")
>>> insert(tx, "tree", [Tree(1, True, Place(3, 4)), Tree(2, False, None)])
2
>>> list(records(Tree, tx.execute("SELECT * FROM tree ORDER BY id")))
[Tree(id=1, tall=True, place=Place(x=3, y=4)), Tree(id=2, tall=False, place=None)]
>>> tx.close()
"""

import sqlite3
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from functools import cache, partial
from itertools import chain
from typing import Any, TypeVar, cast

from collector.storage.columns import columns_of, reader
from collector.storage.transaction import Transaction

T = TypeVar("T")


def records(kind: type[T], rows: sqlite3.Cursor) -> Iterator[T]:
    """Yield each of *rows* as a *kind*. Raises `LookupError` when the query lacks a column of it."""
    names = tuple(column for column, *_ in rows.description)
    return map(cast("Callable[[Sequence[Any]], T]", _reader(cast("Hashable", kind), names)), rows)


@cache
def _reader(kind: Hashable, names: tuple[str, ...]) -> Callable[[Sequence[Any]], object]:
    # Found out once for each query of the program: a poll makes some hundred.
    return reader(cast("type", kind), {name: place for place, name in enumerate(names)})


def record(kind: type[T], rows: sqlite3.Cursor) -> T | None:
    """Return the first of *rows* as a *kind*, None where there is none. Raises as `records` does."""
    return next(records(kind, rows), None)


def value(rows: sqlite3.Cursor) -> Any:
    """Return the only column of the first of *rows*, None where there is none."""
    (found,) = rows.fetchone() or (None,)
    return found


def insert(tx: Transaction, table: str, rows: Iterable[object], **also: object) -> int:
    """Append records of one kind and return how many.

    *also* are columns that are not fields, the same for all. Raises `sqlite3.IntegrityError` when one already
    exists, by a key of the table.
    """
    return _write(tx, rows, also, partial(_insert, table))


def insert_absent(tx: Transaction, table: str, rows: Iterable[object]) -> int:
    """Append those records that are not there yet, by a key of the table, and return how many."""
    return _write(tx, rows, {}, partial(_insert_absent, table))


def upsert(tx: Transaction, table: str, rows: Iterable[object], *, key: str = "id", **also: object) -> int:
    """Store records of one kind by *key* and return how many were new or different.

    *also* are columns that are not fields, the same for all. An identical row is not touched, and what
    triggers wrote is not counted.
    """
    return _write(tx, rows, also, partial(_upsert, table, key))


def upsert_pairs(tx: Transaction, table: str, pairs: Iterable[tuple[object, object]], *, key: str) -> int:
    """Store records of one kind by *key*, which is none of their fields, as `upsert` does.

    Each comes in a pair with its key.
    """
    given = list(pairs)
    if not given:
        return 0
    columns = columns_of(cast("type", type(given[0][1])))
    values = [(own_key, *columns.values(row)) for own_key, row in given]
    return tx.executemany(_upsert(table, key, (key, *columns.names)), values).rowcount


def _write(
    tx: Transaction,
    rows: Iterable[object],
    also: Mapping[str, object],
    sql: Callable[[tuple[str, ...]], str],
) -> int:
    rest = iter(rows)
    first = next(rest, None)
    if first is None:
        return 0
    columns = columns_of(cast("type", type(first)))
    shared = tuple(also.values())
    values = map(columns.values, chain((first,), rest))
    given = (row + shared for row in values) if shared else values
    return tx.executemany(sql((*columns.names, *also)), given).rowcount


@cache
def _insert(table: str, columns: tuple[str, ...]) -> str:
    marks = ", ".join("?" for _ in columns)
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({marks})"  # noqa: S608 - our names


@cache
def _insert_absent(table: str, columns: tuple[str, ...]) -> str:
    return f"{_insert(table, columns)} ON CONFLICT DO NOTHING"


@cache
def _upsert(table: str, key: str, columns: tuple[str, ...]) -> str:
    others = [column for column in columns if column != key]
    updates = ", ".join(f"{column} = excluded.{column}" for column in others)
    differs = " OR ".join(f"{table}.{column} IS NOT excluded.{column}" for column in others)
    return f"{_insert(table, columns)} ON CONFLICT ({key}) DO UPDATE SET {updates} WHERE {differs}"
