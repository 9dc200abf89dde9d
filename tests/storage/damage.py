"""Damage to a state's file, as a disk does it."""

import resource
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path


def checkpointed(state: Path) -> Path:
    """Move everything that was committed from the journal into the file, and return it."""
    with closing(sqlite3.connect(state)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    return state


def flip(state: Path, offset: int, bit: int) -> None:
    """Flip one bit of the file."""
    with state.open("r+b") as file:
        file.seek(offset)
        (byte,) = file.read(1)
        file.seek(offset)
        file.write(bytes([byte ^ 1 << bit]))


def replaced(state: Path, old: bytes, new: bytes) -> None:
    """Write *new* where the file has *old*, of the same length, for the first time."""
    content = state.read_bytes()
    assert content.count(old)
    assert len(old) == len(new)
    state.write_bytes(content.replace(old, new, 1))


def drop_checksums(connection: sqlite3.Connection) -> None:
    """Take away what version 5 of the tables added."""
    names = connection.execute("SELECT name FROM sqlite_schema WHERE name LIKE '%_checksum'").fetchall()
    for (name,) in names:
        connection.execute(f"DROP TRIGGER {name}")
    connection.execute("DROP TABLE checksum")
    connection.execute("DROP TABLE commits")


def content_of(state: Path) -> Iterator[tuple[str, list[tuple[object, ...]]]]:
    """Yield all rows of each table, and the definitions, as SQLite reads them."""
    with closing(sqlite3.connect(f"{state.as_uri()}?mode=ro&immutable=1", uri=True)) as connection:
        tables = [
            name
            for (name,) in connection.execute(
                "SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name"
            )
        ]
        for table in ("sqlite_schema", *tables):
            yield table, connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2").fetchall()


@contextmanager
def no_file_grows_beyond(most: int) -> Iterator[None]:
    """Let writing fail beyond *most* bytes of a file, as it does on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (most, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
