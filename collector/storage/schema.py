"""The tables, in plain SQL, and how an older file becomes a newer one.

A migration and the note that it ran (`PRAGMA user_version`) are one transaction. Times are integers:
microseconds since 1970.
"""

import sqlite3

from collector.storage.migrate_reviews import REVIEWS

MIRROR = (
    """CREATE TABLE user (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        id TEXT NOT NULL, username TEXT NOT NULL, level INTEGER NOT NULL, vacation_started_at INTEGER,
        subscription_active INTEGER NOT NULL, subscription_type TEXT NOT NULL,
        max_level_granted INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE summary (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        hour INTEGER NOT NULL, lessons INTEGER NOT NULL, reviews INTEGER NOT NULL,
        coming TEXT NOT NULL, next_reviews_at INTEGER
    ) STRICT""",
    """CREATE TABLE subject (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, level INTEGER NOT NULL, slug TEXT NOT NULL,
        characters TEXT, meaning TEXT NOT NULL, meanings TEXT NOT NULL, readings TEXT NOT NULL,
        srs_id INTEGER, hidden_at INTEGER, updated_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX subject_level ON subject (level, kind)",
    """CREATE TABLE assignment (
        id INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL, subject_type TEXT NOT NULL,
        srs_stage INTEGER NOT NULL, unlocked_at INTEGER, started_at INTEGER, passed_at INTEGER,
        burned_at INTEGER, resurrected_at INTEGER, available_at INTEGER, hidden INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE review_statistic (
        id INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL, subject_type TEXT NOT NULL,
        meaning_correct INTEGER NOT NULL, meaning_incorrect INTEGER NOT NULL,
        meaning_streak INTEGER NOT NULL, meaning_max_streak INTEGER NOT NULL,
        reading_correct INTEGER NOT NULL, reading_incorrect INTEGER NOT NULL,
        reading_streak INTEGER NOT NULL, reading_max_streak INTEGER NOT NULL,
        hidden INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX review_statistic_subject ON review_statistic (subject_id)",
    """CREATE TABLE reset (
        id INTEGER PRIMARY KEY, original_level INTEGER NOT NULL, target_level INTEGER NOT NULL,
        confirmed_at INTEGER, updated_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE level_progression (
        id INTEGER PRIMARY KEY, level INTEGER NOT NULL, unlocked_at INTEGER, passed_at INTEGER,
        abandoned_at INTEGER, updated_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE srs_system (id INTEGER PRIMARY KEY, intervals TEXT NOT NULL) STRICT""",
    """CREATE TABLE review_record (
        id INTEGER PRIMARY KEY, assignment_id INTEGER NOT NULL, subject_id INTEGER NOT NULL,
        created_at INTEGER NOT NULL, starting_srs_stage INTEGER NOT NULL,
        ending_srs_stage INTEGER NOT NULL, incorrect_meaning_answers INTEGER NOT NULL,
        incorrect_reading_answers INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE cursor (
        endpoint TEXT PRIMARY KEY, asked_at INTEGER NOT NULL, seen_until INTEGER,
        url TEXT, etag TEXT, last_modified TEXT
    ) STRICT, WITHOUT ROWID""",
)

LEDGER = (
    "CREATE TABLE account (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, user_id TEXT) STRICT",
    # A section that is NULL is what it was at the poll before.
    """CREATE TABLE poll (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, stages TEXT, queue TEXT, totals TEXT, level TEXT
    ) STRICT""",
    """CREATE TABLE heartbeat (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, timezone TEXT NOT NULL, ok INTEGER NOT NULL,
        token_ok INTEGER NOT NULL, seconds_since_success INTEGER, requests INTEGER NOT NULL,
        not_modified INTEGER NOT NULL, changed_rows INTEGER NOT NULL, outbox_pending INTEGER NOT NULL,
        outbox_rejected INTEGER NOT NULL, duration_seconds REAL NOT NULL
    ) STRICT""",
    """CREATE TABLE milestone (
        assignment_id INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, time INTEGER NOT NULL,
        subject_id INTEGER NOT NULL, subject_type TEXT NOT NULL, level INTEGER,
        PRIMARY KEY (assignment_id, kind, at)
    ) STRICT, WITHOUT ROWID""",
    # The nanosecond it is written at: at * 1000 + k, one event each.
    "CREATE UNIQUE INDEX milestone_time ON milestone (time)",
    """CREATE TABLE level_attempt (
        id INTEGER PRIMARY KEY, progression_id INTEGER NOT NULL, level INTEGER NOT NULL,
        unlocked_at INTEGER NOT NULL, passed_at INTEGER, abandoned INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX level_attempt_progression ON level_attempt (progression_id, id)",
    """CREATE TABLE annotation (
        at INTEGER NOT NULL, kind TEXT NOT NULL, title TEXT NOT NULL, text TEXT NOT NULL,
        PRIMARY KEY (at, kind)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE forecast (
        id INTEGER PRIMARY KEY, hour INTEGER NOT NULL, subject_type TEXT NOT NULL,
        apprentice INTEGER NOT NULL, guru INTEGER NOT NULL, master INTEGER NOT NULL,
        enlightened INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX forecast_hour ON forecast (hour, subject_type, id)",
    """CREATE TABLE leech (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, rank INTEGER NOT NULL, subject_id INTEGER NOT NULL,
        srs_stage INTEGER NOT NULL, incorrect INTEGER NOT NULL, current_streak INTEGER NOT NULL,
        score REAL NOT NULL, characters TEXT NOT NULL, meaning TEXT NOT NULL, subject_type TEXT NOT NULL
    ) STRICT""",
    "CREATE INDEX leech_rank ON leech (rank, id)",
)

OUTBOX = (
    "CREATE TABLE outbox (id INTEGER PRIMARY KEY AUTOINCREMENT, line TEXT NOT NULL) STRICT",
    """CREATE TABLE rejected (
        id INTEGER PRIMARY KEY, line TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT""",
)

RUNS = (
    """CREATE TABLE run (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, ok INTEGER NOT NULL, problem TEXT NOT NULL
    ) STRICT""",
    """CREATE TABLE delivery (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        succeeded_at INTEGER, problem TEXT NOT NULL
    ) STRICT""",
)

# Counts of the time before the first live poll, which somebody else made.
IMPORTED = (
    """CREATE TABLE imported_counts (
        at INTEGER PRIMARY KEY, apprentice INTEGER NOT NULL, guru INTEGER NOT NULL, master INTEGER NOT NULL,
        enlightened INTEGER NOT NULL, burned INTEGER NOT NULL
    ) STRICT""",
)

MIGRATIONS: tuple[tuple[str, ...], ...] = ((*MIRROR, *LEDGER, *OUTBOX, *RUNS), REVIEWS, IMPORTED)
NEWEST = len(MIGRATIONS)


def version(connection: sqlite3.Connection) -> int:
    """Return which migration the file is at; 0 for an empty one."""
    return int(connection.execute("PRAGMA user_version").fetchone()[0])


def migrate(connection: sqlite3.Connection) -> None:
    """Bring the file to the newest version; each step is whole or did not happen."""
    for number, statements in enumerate(MIGRATIONS[version(connection) :], start=version(connection) + 1):
        connection.execute("BEGIN IMMEDIATE")
        try:
            for statement in statements:
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
            connection.execute("COMMIT")
        except BaseException:
            # A full disk may have ended the transaction already; then there is nothing to undo.
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
