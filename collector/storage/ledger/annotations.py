"""Marks on the charts: level-ups, resets, vacations, subscriptions, outages. Append-only."""

from collections.abc import Iterable, Iterator

from collector.core.facts import Annotation
from collector.core.moments import ALWAYS, Moment
from collector.storage.rows import insert_absent, records
from collector.storage.transaction import Transaction


def append_annotations(tx: Transaction, marks: Iterable[Annotation]) -> list[Annotation]:
    """Append the marks that are not there yet and return them; there is one of a kind at one moment."""
    return [mark for mark in marks if insert_absent(tx, "annotation", [mark])]


def annotations(tx: Transaction, start: Moment = ALWAYS[0], end: Moment = ALWAYS[1]) -> Iterator[Annotation]:
    """Yield the marks from *start* to before *end*, in the order of time."""
    rows = tx.execute("SELECT * FROM annotation WHERE at >= ? AND at < ? ORDER BY at, kind", (start, end))
    return records(Annotation, rows)


def vacations(tx: Transaction) -> list[tuple[Moment, Moment | None]]:
    """Return the start and end of each vacation that was seen; the end is None while one goes on."""
    found: list[tuple[Moment, Moment | None]] = []
    for mark in annotations(tx):
        if mark.kind == "vacation_start":
            found.append((mark.at, None))
        elif mark.kind == "vacation_end" and found:
            start, _ = found.pop()
            found.append((start, mark.at))
    return found
