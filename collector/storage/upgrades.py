"""Brings a state that an older collector wrote up to the tables of today."""

from pathlib import Path

from collector.storage import checksums, schema, tables
from collector.storage.sqlite_errors import damaged
from collector.storage.transaction import Transaction, committed

_FIRST_WITH_CHECKSUMS = 5
# By the version that a state has: what makes the next one of it.
_UPGRADES = {
    1: (
        "ALTER TABLE subject ADD COLUMN other_meanings TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE subject ADD COLUMN other_readings TEXT NOT NULL DEFAULT '[]'",
        # Which forms WaniKani accepts was not kept: the next poll asks for all subjects again.
        "DELETE FROM cursor WHERE endpoint = 'subjects'",
    ),
    2: tables.DISAGREEMENTS,
    3: tables.CONFIRMED_TIME,
    4: tables.WATCH,
}


def upgrade(connection: Transaction, path: Path) -> None:
    """Upgrade the tables of the state at *path*, whole or not at all; one of today's version is left alone.

    Raises `StateDamaged` when its rows are not what was written: new checksums would hide that for good.
    """
    if schema.version(connection) == schema.VERSION:
        return
    with committed(connection):
        if schema.version(connection) >= _FIRST_WITH_CHECKSUMS:
            for name in checksums.differing(connection):
                raise damaged(path, f"is damaged ({name} is not what was written)")
        checksums.unprotect(connection)
        for version in range(schema.version(connection), schema.VERSION):
            for statement in _UPGRADES[version]:
                connection.execute(statement)
        schema.protect(connection)
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
