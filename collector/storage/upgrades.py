"""Brings a state that an older collector wrote up to the tables of today."""

import sqlite3
import zlib
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from collector.core.batches import batched
from collector.storage import checksums, schema
from collector.storage.sqlite_errors import damaged
from collector.storage.transaction import Transaction, committed

_FIRST_WITH_CHECKSUMS = 5
_FIRST_WITH_BATCHES = 7


def _pack_outbox(connection: Transaction) -> None:
    """Put lines, which had a row each, into compressed batches, each by the number of its last line."""
    connection.execute("ALTER TABLE outbox RENAME TO line_by_line")
    connection.execute(
        """CREATE TABLE outbox (
            id INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER NOT NULL, packed BLOB NOT NULL
        ) STRICT"""
    )
    for batch in batched(connection.execute("SELECT id, line FROM line_by_line ORDER BY id"), 500):
        packed = zlib.compress("\n".join(line for _, line in batch).encode(), level=3)
        connection.execute("INSERT INTO outbox VALUES (?, ?, ?)", (batch[-1][0], len(batch), packed))
    # The numbers go on from the last one that was ever given, though no line waits.
    connection.execute("DELETE FROM sqlite_sequence WHERE name = 'outbox'")
    connection.execute("UPDATE sqlite_sequence SET name = 'outbox' WHERE name = 'line_by_line'")
    connection.execute("DROP TABLE line_by_line")


# By the version that a state has: what makes the next one of it, as the tables were then. These statements
# stay as they are when `tables` changes: a later version alters what they made.
_UPGRADES: dict[int, tuple[str | Callable[[Transaction], None], ...]] = {
    1: (
        "ALTER TABLE subject ADD COLUMN other_meanings TEXT NOT NULL DEFAULT '[]'",
        "ALTER TABLE subject ADD COLUMN other_readings TEXT NOT NULL DEFAULT '[]'",
        # Which forms WaniKani accepts was not kept: the next poll fetches all subjects again.
        "DELETE FROM cursor WHERE endpoint = 'subjects'",
    ),
    2: (
        """CREATE TABLE too_old (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            points INTEGER NOT NULL, oldest INTEGER NOT NULL, newest INTEGER NOT NULL,
            newest_line TEXT NOT NULL, tried_at INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE unknown_polls (
            one INTEGER PRIMARY KEY CHECK (one = 1),
            polls INTEGER NOT NULL, oldest INTEGER NOT NULL, newest INTEGER NOT NULL, began INTEGER NOT NULL
        ) STRICT""",
    ),
    3: (
        """CREATE TABLE held_heartbeat (
            id INTEGER PRIMARY KEY, beat_at INTEGER NOT NULL, beat_timezone TEXT NOT NULL,
            beat_ok INTEGER NOT NULL, beat_token_ok INTEGER NOT NULL, beat_requests INTEGER NOT NULL,
            beat_not_modified INTEGER NOT NULL, beat_changed_rows INTEGER NOT NULL,
            beat_outbox_pending INTEGER NOT NULL, beat_outbox_rejected INTEGER NOT NULL,
            beat_duration_seconds REAL NOT NULL, beat_seconds_since_success INTEGER,
            beat_reviews_found INTEGER NOT NULL, beat_unexplained INTEGER NOT NULL,
            reading_boot TEXT NOT NULL, reading_elapsed INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE confirmation (
            one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL,
            reading_boot TEXT NOT NULL, reading_elapsed INTEGER NOT NULL
        ) STRICT""",
    ),
    4: (
        """CREATE TABLE commits (
            one INTEGER PRIMARY KEY CHECK (one = 1), number INTEGER NOT NULL, lost INTEGER NOT NULL
        ) STRICT""",
        "INSERT INTO commits (one, number, lost) VALUES (1, 0, 0)",
        "CREATE TABLE checksum (name TEXT PRIMARY KEY, sum INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    ),
    5: ("ALTER TABLE unknown_polls ADD COLUMN more INTEGER NOT NULL DEFAULT 0",),
    6: (
        _pack_outbox,
        "CREATE INDEX poll_stages ON poll (id) WHERE stages IS NOT NULL",
        "CREATE INDEX poll_totals ON poll (id) WHERE totals IS NOT NULL",
        "CREATE INDEX poll_level ON poll (id) WHERE level IS NOT NULL",
    ),
    7: (
        "ALTER TABLE subject ADD COLUMN lesson_position INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE subject ADD COLUMN components TEXT NOT NULL DEFAULT '[]'",
        # In which order lessons come was not kept: the next poll fetches all subjects again.
        "DELETE FROM cursor WHERE endpoint = 'subjects'",
        """CREATE TABLE projected_day (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, quantile TEXT NOT NULL, due INTEGER NOT NULL,
            done INTEGER NOT NULL, backlog INTEGER NOT NULL, minutes INTEGER NOT NULL
        ) STRICT""",
        """CREATE TABLE projected_level (
            id INTEGER PRIMARY KEY, made_at INTEGER NOT NULL, at INTEGER NOT NULL, level TEXT NOT NULL,
            early_seconds INTEGER NOT NULL, late_seconds INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX projected_level_made ON projected_level (level, made_at, id)",
        """CREATE TABLE projected_pace (
            at INTEGER NOT NULL, pace TEXT NOT NULL, lessons_a_day INTEGER NOT NULL,
            reviews_a_day INTEGER NOT NULL, minutes_a_day INTEGER NOT NULL, level_60_at INTEGER,
            burned_at INTEGER, PRIMARY KEY (at, pace)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE projected_week (
            made_at INTEGER NOT NULL, days_ahead INTEGER NOT NULL, ends INTEGER NOT NULL,
            done_p10 INTEGER NOT NULL, done_p50 INTEGER NOT NULL, done_p90 INTEGER NOT NULL,
            PRIMARY KEY (ends, days_ahead, made_at)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE projection_score (
            at INTEGER NOT NULL, days_ahead INTEGER NOT NULL, projected INTEGER NOT NULL,
            low INTEGER NOT NULL, high INTEGER NOT NULL, came INTEGER NOT NULL, level_days_off REAL,
            PRIMARY KEY (at, days_ahead)
        ) STRICT, WITHOUT ROWID""",
        """CREATE TABLE projection (
            one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL, packed BLOB NOT NULL
        ) STRICT""",
    ),
    8: (
        "CREATE TABLE mnemonic (subject_id INTEGER PRIMARY KEY, packed BLOB NOT NULL) STRICT",
        # Mnemonics were not kept: the next poll fetches all subjects again.
        "DELETE FROM cursor WHERE endpoint = 'subjects'",
        "ALTER TABLE poll ADD COLUMN workload TEXT",
        "CREATE INDEX poll_workload ON poll (id) WHERE workload IS NOT NULL",
        # The next poll derives the past from the milestones.
        """CREATE TABLE coverage (
            id INTEGER PRIMARY KEY, at INTEGER NOT NULL, list_name TEXT NOT NULL, known INTEGER NOT NULL,
            learning INTEGER NOT NULL, total INTEGER NOT NULL
        ) STRICT""",
        "CREATE INDEX coverage_list ON coverage (list_name, id)",
        """CREATE TABLE counted_lists (
            one INTEGER PRIMARY KEY CHECK (one = 1), version TEXT NOT NULL
        ) STRICT""",
    ),
}


def upgrade(connection: Transaction, path: Path) -> None:
    """Upgrade the tables of the state at *path*, whole or not at all; one of today's version is left alone.

    Raises `StateDamaged` when its rows are not what was written: new checksums would hide that for ever.
    """
    if schema.version(connection) == schema.VERSION:
        return
    freed = schema.version(connection) < _FIRST_WITH_BATCHES
    with committed(connection):
        if schema.version(connection) >= _FIRST_WITH_CHECKSUMS:
            for name in checksums.differing(connection):
                raise damaged(path, f"is damaged ({name} is not what was written)")
        checksums.unprotect(connection)
        for version in range(schema.version(connection), schema.VERSION):
            for step in _UPGRADES[version]:
                if isinstance(step, str):
                    connection.execute(step)
                else:
                    step(connection)
        schema.protect(connection)
        connection.execute(f"PRAGMA user_version = {schema.VERSION}")
    if freed:
        _give_space_back(connection)


def _give_space_back(connection: Transaction) -> None:
    """Make the file as small as what it holds; where there is no room for that, it stays as it is."""
    with suppress(sqlite3.OperationalError):
        connection.execute("VACUUM")
