"""Checks a state for damage: SQLite's own check of the structure, then the rows' checksums.

At level 60 both take 0.7 seconds of a desktop's core.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from collector.core.errors import CollectorError, StateDamaged
from collector.storage import checksums
from collector.storage.database import Store, open_copy, open_for_reading
from collector.storage.rows import value
from collector.storage.sqlite_errors import damaged
from collector.storage.transaction import Transaction


def damage_in(store: Store) -> StateDamaged | None:
    """Return what is wrong with the state, read as of one moment, or None when it is sound.

    Raises what `Store.reading` does when it cannot be read for another reason.
    """
    try:
        with store.reading() as tx:
            wrong = next(_wrong(tx), None)
    except StateDamaged as damage:
        return damage
    return None if wrong is None else damaged(store.path, f"is damaged ({wrong})")


def damage_at(path: Path) -> StateDamaged | None:
    """Return what is wrong with the state at *path*, like `damage_in`, through a connection of its own.

    So other threads read and write meanwhile. Nothing is wrong where there is no state yet.
    """
    try:
        store = open_for_reading(path)
    except StateDamaged as damage:
        return damage
    if store is None:
        return None
    with closing(store):
        return damage_in(store)


def is_sound(copy: Path) -> bool:
    """Return True if *copy*, which no one writes, is a sound state of a version that can be opened."""
    try:
        with closing(open_copy(copy)) as store:
            return damage_in(store) is None
    except CollectorError:
        return False


def _wrong(tx: Transaction) -> Iterator[str]:
    found = str(value(tx.execute("PRAGMA integrity_check(1)")))
    if found != "ok":
        yield " ".join(found.split())
    for name in checksums.differing(tx):
        yield f"{name} is not what was written"
    # SQLite's own note of the highest id, which no trigger can watch: lines leave from the front only.
    if value(tx.execute("SELECT 1 FROM sqlite_sequence WHERE seq <> (SELECT max(id) FROM outbox)")):
        yield "the numbers of the outbox are not what was written"
