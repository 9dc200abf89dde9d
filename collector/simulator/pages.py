"""Pages of a collection: by id, as the real service does, not by time."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collector.simulator.filters import number


@dataclass(frozen=True)
class Page:
    """Some rows of a scope, and the ids from which the neighbouring pages go on; None where there is none."""

    rows: Sequence[Any]
    next_after: int | None
    previous_before: int | None


def page_of(scope: Sequence[Any], per_page: int, after: str | None, before: str | None) -> Page:
    """Return the page of *scope* (in the order of ids) behind the id *after* or in front of *before*."""
    rows = scope
    if after is not None:
        rows = [row for row in rows if row.id > number(after)]
    if before is not None:
        rows = [row for row in rows if row.id < number(before)]
        rows = rows[-per_page:]
    rows = rows[:per_page]
    if not rows:
        return Page((), None, None)
    first, last = rows[0].id, rows[-1].id
    return Page(
        rows,
        next_after=last if last != scope[-1].id else None,
        previous_before=first if first != scope[0].id else None,
    )
