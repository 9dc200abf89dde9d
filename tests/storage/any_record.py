"""Records as hypothesis builds them from their types: a new field has values in these tests at once."""

from collections.abc import Mapping
from enum import Enum
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from hypothesis import settings
from hypothesis import strategies as st

from collector.core.model import AssignmentId, SubjectId
from collector.core.moments import Moment

T = TypeVar("T")

# Each example writes and reads a real file.
few = settings(max_examples=15)

moments = st.integers(0, 2**50).map(Moment)
ids = st.integers(1, 2**40)
texts = st.text("a'\"\\;%,\n水😀", max_size=6)

_PLAIN: Mapping[object, st.SearchStrategy[Any]] = {
    Moment: moments,
    AssignmentId: ids,
    SubjectId: ids,
    int: st.integers(0, 10**9),
    str: texts,
    bool: st.booleans(),
    float: st.floats(0, 1000),
}


def any_record(kind: type[T], **given: st.SearchStrategy[Any]) -> st.SearchStrategy[T]:
    """Build records of *kind*: *given* are the fields that may not have every value of their type."""
    found = {name: _any_value(hint) for name, hint in get_type_hints(kind).items() if name not in given}
    return st.builds(kind, **found, **given)


def _any_value(hint: Any) -> st.SearchStrategy[Any]:
    if get_origin(hint) in (Union, UnionType):
        return st.one_of([_any_value(kind) for kind in get_args(hint)])
    if hint is NoneType:
        return st.none()
    if get_origin(hint) is Literal:
        return st.sampled_from(get_args(hint))
    if get_origin(hint) is tuple:
        return _any_tuple(*get_args(hint))
    if isinstance(hint, type) and issubclass(hint, Enum):
        return st.sampled_from(list(hint))
    return _PLAIN[hint] if hint in _PLAIN else any_record(hint)


def _any_tuple(first: Any, *others: Any) -> st.SearchStrategy[Any]:
    if others == (...,):
        return st.lists(_any_value(first), max_size=3).map(tuple)
    return st.tuples(*(_any_value(kind) for kind in (first, *others)))
