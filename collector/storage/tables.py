"""The tables, in plain SQL.

A table that keeps records has a column for each of their fields (`rows`). Times are integers:
microseconds since 1970.
"""

from collector.core.facts import Heartbeat
from collector.storage import checksums, commit_numbers
from collector.storage.columns import definitions_of

MIRROR = (
    """CREATE TABLE user (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        id TEXT NOT NULL, username TEXT NOT NULL, level INTEGER NOT NULL, vacation_started_at INTEGER,
        subscription_active INTEGER NOT NULL, subscription_type TEXT NOT NULL,
        subscription_max_level_granted INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE summary (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        hour INTEGER NOT NULL, lessons INTEGER NOT NULL, reviews INTEGER NOT NULL,
        coming TEXT NOT NULL, next_reviews_at INTEGER
    ) STRICT""",
    """CREATE TABLE subject (
        id INTEGER PRIMARY KEY, kind TEXT NOT NULL, level INTEGER NOT NULL, slug TEXT NOT NULL,
        characters TEXT, meanings TEXT NOT NULL, readings TEXT NOT NULL,
        other_meanings TEXT NOT NULL, other_readings TEXT NOT NULL,
        srs_id INTEGER, lesson_position INTEGER NOT NULL, components TEXT NOT NULL,
        hidden_at INTEGER, updated_at INTEGER NOT NULL,
        -- The primary one: WaniKani's list starts with it.
        meaning TEXT AS (coalesce(meanings ->> 0, '')) STORED
    ) STRICT""",
    "CREATE INDEX subject_level ON subject (level, kind)",
    """CREATE TABLE assignment (
        id INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL, subject_type TEXT NOT NULL,
        srs_stage INTEGER NOT NULL, unlocked_at INTEGER, started_at INTEGER, passed_at INTEGER,
        burned_at INTEGER, resurrected_at INTEGER, available_at INTEGER, hidden INTEGER NOT NULL,
        updated_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX assignment_subject ON assignment (subject_id)",
    """CREATE TABLE review_statistic (
        id INTEGER PRIMARY KEY, subject_id INTEGER NOT NULL, subject_type TEXT NOT NULL,
        meaning_correct INTEGER NOT NULL, meaning_incorrect INTEGER NOT NULL,
        meaning_current_streak INTEGER NOT NULL, meaning_max_streak INTEGER NOT NULL,
        reading_correct INTEGER NOT NULL, reading_incorrect INTEGER NOT NULL,
        reading_current_streak INTEGER NOT NULL, reading_max_streak INTEGER NOT NULL,
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
    "CREATE TABLE srs_system (id INTEGER PRIMARY KEY, intervals TEXT NOT NULL) STRICT",
    """CREATE TABLE review_record (
        id INTEGER PRIMARY KEY, assignment_id INTEGER NOT NULL, subject_id INTEGER NOT NULL,
        created_at INTEGER NOT NULL, starting_srs_stage INTEGER NOT NULL,
        ending_srs_stage INTEGER NOT NULL, incorrect_meaning_answers INTEGER NOT NULL,
        incorrect_reading_answers INTEGER NOT NULL, updated_at INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX review_record_created ON review_record (created_at)",
    """CREATE TABLE cursor (
        endpoint TEXT PRIMARY KEY, asked_at INTEGER NOT NULL, seen_until INTEGER,
        validators_url TEXT, validators_etag TEXT, validators_last_modified TEXT
    ) STRICT, WITHOUT ROWID""",
)

# Beside the subjects, which are read whole much more often.
MNEMONICS = ("CREATE TABLE mnemonic (subject_id INTEGER PRIMARY KEY, packed BLOB NOT NULL) STRICT",)

BASELINES = (
    # Per item the last pair of assignment and statistic that everything was made of. A stage that is
    # NULL is not known.
    """CREATE TABLE baseline (
        assignment_id INTEGER PRIMARY KEY, stage INTEGER, started_at INTEGER, passed_at INTEGER,
        burned_at INTEGER, resurrected_at INTEGER, available_at INTEGER, hidden INTEGER NOT NULL,
        assignment_at INTEGER NOT NULL,
        meaning_correct INTEGER NOT NULL, meaning_incorrect INTEGER NOT NULL, meaning_streak INTEGER NOT NULL,
        reading_correct INTEGER NOT NULL, reading_incorrect INTEGER NOT NULL, reading_streak INTEGER NOT NULL,
        statistic_at INTEGER
    ) STRICT""",
    # Items whose rows in the mirror have changed since: triggers write them, so no writer can forget it.
    # An item that is deferred keeps the moment when its baseline was whole, and if a vacation may have
    # moved its due time since.
    """CREATE TABLE dirty (
        subject_id INTEGER PRIMARY KEY, since INTEGER, due_time_moved INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
    # The `Date` of the first statistics answer: of the first poll that derived reviews, and of the last.
    """CREATE TABLE statistics_read (
        one INTEGER PRIMARY KEY CHECK (one = 1), first INTEGER NOT NULL, last INTEGER NOT NULL
    ) STRICT""",
)


def _marks_dirty(table: str, event: str) -> str:
    return f"""CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} BEGIN
        INSERT INTO dirty (subject_id) SELECT new.subject_id
        WHERE NOT EXISTS (SELECT 1 FROM dirty WHERE subject_id = new.subject_id);
    END"""  # noqa: S608 - names written below


TRIGGERS = tuple(
    _marks_dirty(table, event)
    for table in ("assignment", "review_statistic")
    for event in ("INSERT", "UPDATE")
)

IDENTITY = (
    "CREATE TABLE account (one INTEGER PRIMARY KEY CHECK (one = 1), name TEXT NOT NULL, user_id TEXT) STRICT",
)

# Rows of these are appended, and never changed or deleted: `protect` relies on it.
LEDGER = (
    # A section that is NULL is what it was at the poll before.
    """CREATE TABLE poll (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, stages TEXT, queue TEXT, totals TEXT, level TEXT,
        workload TEXT
    ) STRICT""",
    # Every poll needs the greatest instant before it: without this all polls of all years are read.
    "CREATE INDEX poll_at ON poll (at)",
    # Every poll needs the last of each section: at level 60 `level` stays the same for years of polls.
    "CREATE INDEX poll_stages ON poll (id) WHERE stages IS NOT NULL",
    "CREATE INDEX poll_totals ON poll (id) WHERE totals IS NOT NULL",
    "CREATE INDEX poll_level ON poll (id) WHERE level IS NOT NULL",
    "CREATE INDEX poll_workload ON poll (id) WHERE workload IS NOT NULL",
    # Written out by the fact itself: a new field is a new column.
    f"CREATE TABLE heartbeat (id INTEGER PRIMARY KEY, {', '.join(definitions_of(Heartbeat))}) STRICT",
    # `time` is the nanosecond of its point: one event each.
    """CREATE TABLE milestone (
        assignment_id INTEGER NOT NULL, kind TEXT NOT NULL, at INTEGER NOT NULL, offset_ns INTEGER NOT NULL,
        subject_id INTEGER NOT NULL, subject_type TEXT NOT NULL, level INTEGER,
        time INTEGER AS (at * 1000 + offset_ns),
        PRIMARY KEY (assignment_id, kind, at)
    ) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX milestone_time ON milestone (time)",
    "CREATE INDEX milestone_started ON milestone (at) WHERE kind = 'started'",
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
    # A rank without a leech is free.
    """CREATE TABLE leech (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, rank INTEGER NOT NULL, leech_subject_id INTEGER,
        leech_srs_stage INTEGER, leech_incorrect INTEGER, leech_current_streak INTEGER, leech_score REAL,
        leech_characters TEXT, leech_meaning TEXT, leech_subject_type TEXT
    ) STRICT""",
    "CREATE INDEX leech_rank ON leech (rank, id)",
    # `time` is the nanosecond of its point: one review each.
    """CREATE TABLE review (
        assignment_id INTEGER NOT NULL, at INTEGER NOT NULL, offset_ns INTEGER NOT NULL,
        subject_id INTEGER NOT NULL, subject_type TEXT NOT NULL, level INTEGER,
        starting_stage INTEGER NOT NULL, ending_stage INTEGER NOT NULL,
        meaning_incorrect INTEGER NOT NULL, reading_incorrect INTEGER, late_seconds INTEGER,
        inferred INTEGER NOT NULL,
        time INTEGER AS (at * 1000 + offset_ns),
        PRIMARY KEY (assignment_id, at)
    ) STRICT, WITHOUT ROWID""",
    "CREATE UNIQUE INDEX review_time ON review (time)",
    "CREATE INDEX review_at ON review (at)",
    """CREATE TABLE session (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, reviews INTEGER NOT NULL, correct INTEGER NOT NULL,
        meaning_incorrect INTEGER NOT NULL, reading_incorrect INTEGER NOT NULL,
        duration_seconds INTEGER NOT NULL, paced INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX session_at ON session (at, id)",
    """CREATE TABLE study_hour (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, weekday INTEGER NOT NULL, hour INTEGER NOT NULL,
        reviews INTEGER NOT NULL, correct INTEGER NOT NULL, lessons INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX study_hour_at ON study_hour (at, id)",
    """CREATE TABLE study_day (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, reviews INTEGER NOT NULL, correct INTEGER NOT NULL,
        lessons INTEGER NOT NULL, sessions INTEGER NOT NULL, study_seconds INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX study_day_at ON study_day (at, id)",
    # The days that no projection covers any more, as they were last projected, and those that were withdrawn.
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
    # What is compared, once the week is over, with what came.
    """CREATE TABLE projected_week (
        made_at INTEGER NOT NULL, days_ahead INTEGER NOT NULL, ends INTEGER NOT NULL,
        done_p10 INTEGER NOT NULL, done_p50 INTEGER NOT NULL, done_p90 INTEGER NOT NULL,
        PRIMARY KEY (ends, days_ahead, made_at)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE projection_score (
        at INTEGER NOT NULL, days_ahead INTEGER NOT NULL, projected INTEGER NOT NULL, low INTEGER NOT NULL,
        high INTEGER NOT NULL, came INTEGER NOT NULL, level_days_off REAL, PRIMARY KEY (at, days_ahead)
    ) STRICT, WITHOUT ROWID""",
    """CREATE TABLE coverage (
        id INTEGER PRIMARY KEY, at INTEGER NOT NULL, list_name TEXT NOT NULL, known INTEGER NOT NULL,
        learning INTEGER NOT NULL, total INTEGER NOT NULL
    ) STRICT""",
    "CREATE INDEX coverage_list ON coverage (list_name, id)",
    # Counts of the time before the first live poll, made by another program.
    """CREATE TABLE imported_counts (
        at INTEGER PRIMARY KEY, apprentice INTEGER NOT NULL, guru INTEGER NOT NULL, master INTEGER NOT NULL,
        enlightened INTEGER NOT NULL, burned INTEGER NOT NULL
    ) STRICT""",
)

# The newest projection, whole: its text (`core.projection_text`), compressed.
PROJECTION = (
    """CREATE TABLE projection (
        one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL, packed BLOB NOT NULL
    ) STRICT""",
)

# Which version of the lists of kanji was counted last (`core.kanji_members`).
COUNTED_LISTS = (
    """CREATE TABLE counted_lists (
        one INTEGER PRIMARY KEY CHECK (one = 1), version TEXT NOT NULL
    ) STRICT""",
)

OUTBOX = (
    # Batches of lines, each by the number of its last line; a number is never given twice.
    """CREATE TABLE outbox (
        id INTEGER PRIMARY KEY AUTOINCREMENT, size INTEGER NOT NULL, packed BLOB NOT NULL
    ) STRICT""",
    """CREATE TABLE rejected (
        id INTEGER PRIMARY KEY, line TEXT NOT NULL, reason TEXT NOT NULL, at INTEGER NOT NULL
    ) STRICT""",
)

# What a database does not take, and what it holds beyond the state.
DISAGREEMENTS = (
    """CREATE TABLE too_old (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        points INTEGER NOT NULL, oldest INTEGER NOT NULL, newest INTEGER NOT NULL,
        newest_line TEXT NOT NULL, tried_at INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE unknown_polls (
        one INTEGER PRIMARY KEY CHECK (one = 1),
        polls INTEGER NOT NULL, oldest INTEGER NOT NULL, newest INTEGER NOT NULL, began INTEGER NOT NULL,
        more INTEGER NOT NULL
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

# What dates the polls that got no answer.
CONFIRMED_TIME = (
    f"""CREATE TABLE held_heartbeat (
        id INTEGER PRIMARY KEY, {", ".join(f"beat_{column}" for column in definitions_of(Heartbeat))},
        reading_boot TEXT NOT NULL, reading_elapsed INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE confirmation (
        one INTEGER PRIMARY KEY CHECK (one = 1), at INTEGER NOT NULL,
        reading_boot TEXT NOT NULL, reading_elapsed INTEGER NOT NULL
    ) STRICT""",
)

# What notices damage.
WATCH = (commit_numbers.TABLE, commit_numbers.FIRST, checksums.TABLE)
