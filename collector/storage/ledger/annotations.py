"""Marks on the charts: level-ups, resets, vacations, subscriptions, outages. Append-only."""

from collections.abc import Iterable, Iterator

from collector.core.facts import (
    Annotation,
)
from collector.core.moments import Moment
from collector.storage.transaction import Transaction


def append_annotations(tx: Transaction, marks: Iterable[Annotation]) -> list[Annotation]:
    """Append the marks that are not there yet; one of a kind at one moment."""
    new = []
    for mark in marks:
        row = (mark.at, mark.kind, mark.title, mark.text)
        if tx.execute("INSERT INTO annotation VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row).rowcount:
            new.append(mark)
    return new


def annotations(tx: Transaction) -> Iterator[Annotation]:
    """Yield every mark, in the order of time."""
    return (
        Annotation(*row)
        for row in tx.execute("SELECT at, kind, title, text FROM annotation ORDER BY at, kind")
    )


def vacations(tx: Transaction) -> list[tuple[Moment, Moment | None]]:
    """Return when each vacation that was seen began and ended; None for one that goes on."""
    found: list[tuple[Moment, Moment | None]] = []
    for mark in annotations(tx):
        if mark.kind == "vacation_start":
            found.append((mark.at, None))
        elif mark.kind == "vacation_end" and found:
            found[-1] = (found[-1][0], mark.at)
    return found
