"""A fact as a row: its fields are the columns, in their order."""

from typing import Protocol


class Slotted(Protocol):
    """A dataclass with slots."""

    __slots__: tuple[str, ...]


def columns(fact: Slotted) -> tuple[object, ...]:
    """Return the fields of *fact*; `dataclasses.astuple` copies deeply, which takes ten times as long."""
    return tuple(getattr(fact, name) for name in fact.__slots__)
