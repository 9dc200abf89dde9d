"""States as earlier versions of the collector left them."""

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from collector.storage import checksums, commit_numbers, schema
from tests.storage.damage import drop_checksums


def _drop_tables(*names: str) -> Callable[[sqlite3.Connection], None]:
    def drop(connection: sqlite3.Connection) -> None:
        for name in names:
            connection.execute(f"DROP TABLE {name}")

    return drop


def _drop_other_forms(connection: sqlite3.Connection) -> None:
    connection.execute("ALTER TABLE subject DROP COLUMN other_meanings")
    connection.execute("ALTER TABLE subject DROP COLUMN other_readings")


def _drop_more(connection: sqlite3.Connection) -> None:
    checksums.add_function(connection)
    checksums.unprotect(connection)
    connection.execute("ALTER TABLE unknown_polls DROP COLUMN more")
    schema.protect(connection)


def _unpack_outbox(connection: sqlite3.Connection) -> None:
    checksums.add_function(connection)
    checksums.unprotect(connection)
    batches = connection.execute("SELECT id, size, packed FROM outbox ORDER BY id").fetchall()
    connection.execute("DROP TABLE outbox")
    for section in ("stages", "totals", "level"):
        connection.execute(f"DROP INDEX poll_{section}")
    connection.execute(
        "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, line TEXT NOT NULL) STRICT"
    )
    for last, size, packed in batches:
        lines = zlib.decompress(packed).decode().split("\n")
        connection.executemany("INSERT INTO outbox VALUES (?, ?)", enumerate(lines, last - size + 1))
    schema.protect(connection)


def _drop_projections(connection: sqlite3.Connection) -> None:
    checksums.add_function(connection)
    checksums.unprotect(connection)
    connection.execute("ALTER TABLE subject DROP COLUMN lesson_position")
    connection.execute("ALTER TABLE subject DROP COLUMN components")
    _drop_tables(*_PROJECTIONS)(connection)
    schema.protect(connection)


_PROJECTIONS = (
    "projected_day",
    "projected_level",
    "projected_pace",
    "projected_week",
    "projection_score",
    "projection",
)


def _drop_workload_coverage_and_mnemonics(connection: sqlite3.Connection) -> None:
    checksums.add_function(connection)
    checksums.unprotect(connection)
    connection.execute("DROP INDEX poll_workload")
    connection.execute("ALTER TABLE poll DROP COLUMN workload")
    _drop_tables("mnemonic", "coverage", "counted_lists")(connection)
    schema.protect(connection)


# By the version that brought it: what takes it away.
_UNDO: dict[int, Callable[[sqlite3.Connection], None]] = {
    9: _drop_workload_coverage_and_mnemonics,
    8: _drop_projections,
    7: _unpack_outbox,
    6: _drop_more,
    5: drop_checksums,
    4: _drop_tables("held_heartbeat", "confirmation"),
    3: _drop_tables("too_old", "unknown_polls"),
    2: _drop_other_forms,
}
OLDER = tuple(sorted(version - 1 for version in _UNDO))


def as_version(path: Path, version: int) -> None:
    """Turn the state at *path*, which must not be in use, into one of an earlier *version* of the tables."""
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        for newer in sorted(_UNDO, reverse=True):
            if newer > version:
                _UNDO[newer](connection)
        connection.execute(f"PRAGMA user_version = {version}")
    if version < max(_UNDO):
        commit_numbers.beside(path).unlink(missing_ok=True)
