"""Pages of a collection: by id, not by time. Source: pages of the real service, recorded in December 2022."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from collector.simulator.api.parameters import number


@dataclass(frozen=True)
class RowPage:
    """Some rows of a scope, and the ids at which the neighbouring pages start; None where there is none."""

    rows: Sequence[Any]
    next_after: int | None
    previous_before: int | None


def page_of(scope: Sequence[Any], per_page: int, after: str | None, before: str | None) -> RowPage:
    """Return the page of *scope* (in the order of ids) after the id *after* or before the id *before*.

    Raises `HttpError` 422 if one of them is not a number.
    """
    first = bisect_right(scope, number(after), key=_id) if after else 0
    end = bisect_left(scope, number(before), key=_id) if before else len(scope)
    if before:
        first = max(first, end - per_page)
    rows = scope[first : min(end, first + per_page)]
    if not rows:
        return RowPage((), None, None)
    return RowPage(
        rows,
        next_after=rows[-1].id if rows[-1].id != scope[-1].id else None,
        previous_before=rows[0].id if rows[0].id != scope[0].id else None,
    )


def _id(row: Any) -> int:
    return int(row.id)
