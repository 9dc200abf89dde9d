"""The tables of fields in docs/json.md, from the dataclasses of the documents."""

import types
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from typing import Any, Union, get_args, get_origin, get_type_hints

from collector.core.json_document import JsonDay, JsonTime
from collector.diagnostics.doctor_json import DoctorJson
from collector.diagnostics.sync_check_json import SyncCheckJson
from collector.views.status_json import StatusJson

DOCUMENTS = {"status-json": StatusJson, "doctor-json": DoctorJson, "sync-check-json": SyncCheckJson}
_NAMES = {str: "text", int: "integer", float: "number", bool: "boolean", JsonTime: "time", JsonDay: "day"}


def field_tables() -> dict[str, str]:
    """Return the table of each document, by the name of its place in docs/json.md."""
    return {name: _table(document) for name, document in DOCUMENTS.items()}


def described(document: type, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """Yield path, type and meaning of each field of *document* and of what is in it."""
    hints = get_type_hints(document, include_extras=True)
    for field in fields(document):
        kind, meaning = get_args(hints[field.name])
        shape, inner = _shape(kind)
        path = f"{prefix}{field.name}"
        yield path, shape, meaning
        if inner is not None:
            yield from described(inner, f"{path}[]." if shape.startswith("list") else f"{path}.")


def _shape(kind: Any) -> tuple[str, type | None]:
    """Return the words for a type, and the dataclass that its value or its items are."""
    if get_origin(kind) in {Union, types.UnionType}:
        (some,) = (each for each in get_args(kind) if each is not types.NoneType)
        words, inner = _shape(some)
        return f"{words} or null", inner
    if get_origin(kind) is list:
        (item,) = get_args(kind)
        words, inner = _shape(item)
        return f"list of {'objects' if inner else 'texts'}", inner
    if is_dataclass(kind):
        assert isinstance(kind, type)
        return "object", kind
    return _NAMES[kind], None


def _table(document: type) -> str:
    rows = [f"| `{path}` | {kind} | {meaning} |" for path, kind, meaning in described(document)]
    return "\n".join(["| field | type | meaning |", "|---|---|---|", *rows]) + "\n"
