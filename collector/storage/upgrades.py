"""Brings a state that an older collector wrote up to the tables of today."""

import sqlite3

from collector.storage import schema
from collector.storage.transaction import committed

# By the version that a state has: what makes the next one of it.
_UPGRADES = {
    1: (
        "ALTER TABLE subject ADD COLUMN other_meanings TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE subject ADD COLUMN other_readings TEXT NOT NULL DEFAULT '[]'",
        # Which forms WaniKani accepts was not kept: the next poll asks for all subjects again.
        "DELETE FROM cursor WHERE endpoint = 'subjects'",
    ),
    2: schema.DISAGREEMENTS,
    3: schema.CONFIRMED_TIME,
}


def upgrade(connection: sqlite3.Connection) -> None:
    """Upgrade the tables of a state of ours, whole or not at all; one of today's version is left alone."""
    if schema.version(connection) == schema.VERSION:
        return
    with committed(connection):
        for version in range(schema.version(connection), schema.VERSION):
            for statement in _UPGRADES[version]:
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
