"""Records as columns, and rows as records again.

A record is a frozen dataclass or a NamedTuple. As columns,

    a `bool`, `IntEnum` or `StrEnum`   is its number or text, and itself again when it is read
    a tuple                            is JSON text
    a record                           is its own columns, each after the field's name and `_`;
                                       one that may be None is None where all of them are NULL

Columns are looked up by name, once a query and not once a row.
"""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import is_dataclass
from enum import Enum, IntEnum
from functools import cache
from operator import attrgetter, itemgetter
from types import NoneType, UnionType
from typing import Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")
Row = Sequence[Any]


class _Field(NamedTuple):
    """A field and its type, without the `| None`."""

    name: str
    kind: Any
    optional: bool

    @property
    def is_record(self) -> bool:
        return is_dataclass(self.kind) or hasattr(self.kind, "_fields")

    @property
    def is_number(self) -> bool:
        return isinstance(self.kind, type) and issubclass(self.kind, (bool, IntEnum))

    @property
    def is_tuple(self) -> bool:
        return get_origin(self.kind) is tuple


@cache
def _fields(kind: type) -> tuple[_Field, ...]:
    return tuple(_field(name, hint) for name, hint in get_type_hints(kind).items())


def _field(name: str, hint: object) -> _Field:
    kinds = get_args(hint) if get_origin(hint) in (Union, UnionType) else (hint,)
    some = [kind for kind in kinds if kind is not NoneType]
    return _Field(name, some[0] if len(some) == 1 else object, NoneType in kinds)


class Columns(NamedTuple):
    """The columns of a kind of record, and what gives the values for them."""

    names: tuple[str, ...]
    values: Callable[[object], tuple[object, ...]]


class _Leaf(NamedTuple):
    """A column: the attributes that lead to its value, and *absent* if a record on the way may be None."""

    column: str
    path: tuple[str, ...]
    is_tuple: bool
    absent: bool


@cache
def columns_of(kind: type) -> Columns:
    """Return the columns of a record of *kind*."""
    leaves = list(_leaves(kind))
    paths = [leaf.path for leaf in leaves]
    take = _take_through_none(paths) if any(leaf.absent for leaf in leaves) else _take(paths)
    texts = [place for place, leaf in enumerate(leaves) if leaf.is_tuple]

    def values(row: object) -> tuple[object, ...]:
        found = list(take(row))
        for place in texts:
            found[place] = _to_json(found[place])
        return tuple(found)

    return Columns(tuple(leaf.column for leaf in leaves), values if texts else take)


# `json.dumps` would make one for each value.
_to_json = json.JSONEncoder(ensure_ascii=False).encode

_SQL_TYPES: Mapping[type, str] = {bool: "INTEGER", int: "INTEGER", float: "REAL", str: "TEXT"}


def definitions_of(kind: type) -> list[str]:
    """Return the SQL that defines the columns of a record of plain values.

    Raises `KeyError` for a field of another kind: its column has to be written out.

    >>> class Poll(NamedTuple):
    ...     at: int
    ...     seconds: float | None
    >>> definitions_of(Poll)
    ['at INTEGER NOT NULL', 'seconds REAL']
    """
    return [
        f"{field.name} {_SQL_TYPES[getattr(field.kind, '__supertype__', field.kind)]}"
        f"{'' if field.optional else ' NOT NULL'}"
        for field in _fields(kind)
    ]


def _leaves(kind: type, above: tuple[str, ...] = (), *, absent: bool = False) -> Iterator[_Leaf]:
    for field in _fields(kind):
        names = (*above, field.name)
        if field.is_record:
            yield from _leaves(field.kind, names, absent=absent or field.optional)
        else:
            # `real` is the plain int, which sqlite3 takes twice as fast as a `bool` or an `IntEnum`.
            path = (*names, "real") if field.is_number and not field.optional else names
            yield _Leaf("_".join(names), path, field.is_tuple, absent)


def _take(paths: Sequence[Sequence[str]]) -> Callable[[object], tuple[object, ...]]:
    names = [".".join(path) for path in paths]
    take = attrgetter(*names)
    return take if len(names) > 1 else lambda row: (take(row),)


def _take_through_none(paths: Sequence[Sequence[str]]) -> Callable[[object], tuple[object, ...]]:
    def found(row: object, path: Sequence[str]) -> object:
        for name in path:
            row = None if row is None else getattr(row, name)
        return row

    return lambda row: tuple(found(row, path) for path in paths)


def reader(kind: Callable[..., T], places: Mapping[str, int], prefix: str = "") -> Callable[[Row], T]:
    """Return what makes a *kind* of a row whose columns have *places* and start with *prefix*.

    Raises `LookupError` when a column is missing.
    """
    fields = _fields(cast("type", kind))
    # A nested record takes no column itself: any holds its place until it is made.
    taken = [0 if field.is_record else _place(places, prefix + field.name) for field in fields]
    made = [
        (number, _nested(field, places, f"{prefix}{field.name}_"))
        for number, field in enumerate(fields)
        if field.is_record
    ]
    converted = [(number, convert) for number, field in enumerate(fields) if (convert := _converter(field))]
    take = _pick(taken)
    if not made and not converted:
        return lambda row: kind(*take(row))

    def read(row: Row) -> T:
        values = list(take(row))
        for number, convert in converted:
            values[number] = convert(values[number])
        for number, make in made:
            values[number] = make(row)
        return kind(*values)

    return read


def _pick(places: Sequence[int]) -> Callable[[Row], tuple[Any, ...]]:
    pick = itemgetter(*places)
    return pick if len(places) > 1 else lambda row: (pick(row),)


def _nested(field: _Field, places: Mapping[str, int], prefix: str) -> Callable[[Row], object]:
    read = reader(field.kind, places, prefix)
    if not field.optional:
        return read
    own = [_place(places, prefix + name) for name in columns_of(field.kind).names]
    return lambda row: None if all(row[place] is None for place in own) else read(row)


def _converter(field: _Field) -> Callable[[Any], object] | None:
    """Return what makes the field's value of its column; None where the column is the value."""
    if field.is_tuple:
        convert: Callable[[Any], object] = _of_json
    elif isinstance(field.kind, type) and issubclass(field.kind, (bool, Enum)):
        convert = field.kind
    else:
        return None
    return (lambda stored: None if stored is None else convert(stored)) if field.optional else convert


def _of_json(text: str) -> object:
    return _tuples(json.loads(text))


def _place(places: Mapping[str, int], column: str) -> int:
    if column not in places:
        raise LookupError(f"the query has no column {column}")
    return places[column]


def _tuples(decoded: object) -> object:
    return tuple(map(_tuples, decoded)) if isinstance(decoded, list) else decoded
