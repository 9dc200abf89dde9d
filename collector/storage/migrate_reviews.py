"""The second migration: what rebuilding reviews needs.

A state begun before it goes on: what its mirror holds is what is accounted for. The mirror may have been
left between a review's two halves; such an item's stage is taken as unknown, for the review that the
next poll finds may have led to it.
"""

ACCOUNTED = (
    # Per item the last pair that everything was made of. A stage that is NULL is not known.
    """CREATE TABLE accounted (
        assignment_id INTEGER PRIMARY KEY, stage INTEGER, started_at INTEGER, passed_at INTEGER,
        burned_at INTEGER, resurrected_at INTEGER, available_at INTEGER, hidden INTEGER NOT NULL,
        assignment_at INTEGER NOT NULL,
        meaning_correct INTEGER NOT NULL, meaning_incorrect INTEGER NOT NULL, meaning_streak INTEGER NOT NULL,
        reading_correct INTEGER NOT NULL, reading_incorrect INTEGER NOT NULL, reading_streak INTEGER NOT NULL,
        statistic_at INTEGER
    ) STRICT""",
    # Items whose rows in the mirror have changed since: nothing that changes one can forget to say so.
    # One that is held over a poll keeps from when on it was not accounted for, and whether its due time
    # may have been moved unseen.
    """CREATE TABLE unaccounted (
        subject_id INTEGER PRIMARY KEY, since INTEGER, due_time_moved INTEGER NOT NULL DEFAULT 0
    ) STRICT""",
)


def _noted(table: str, event: str) -> str:
    return f"""CREATE TRIGGER {table}_{event.lower()} AFTER {event} ON {table} BEGIN
        INSERT INTO unaccounted (subject_id) SELECT new.subject_id
        WHERE NOT EXISTS (SELECT 1 FROM unaccounted WHERE subject_id = new.subject_id);
    END"""  # noqa: S608 - names written below


TRIGGERS = tuple(
    _noted(table, event) for table in ("assignment", "review_statistic") for event in ("INSERT", "UPDATE")
)

LEDGER = (
    # The `Date` of the first statistics answer: of the first poll that rebuilt reviews, and of the last.
    """CREATE TABLE statistics_read (
        one INTEGER PRIMARY KEY CHECK (one = 1), first INTEGER NOT NULL, last INTEGER NOT NULL
    ) STRICT""",
    """CREATE TABLE review (
        assignment_id INTEGER NOT NULL, at INTEGER NOT NULL, time INTEGER NOT NULL,
        subject_id INTEGER NOT NULL, subject_type TEXT NOT NULL, level INTEGER,
        starting_stage INTEGER NOT NULL, ending_stage INTEGER NOT NULL,
        meaning_incorrect INTEGER NOT NULL, reading_incorrect INTEGER, late_seconds INTEGER,
        inferred INTEGER NOT NULL,
        PRIMARY KEY (assignment_id, at)
    ) STRICT, WITHOUT ROWID""",
    # The nanosecond it is written at: at * 1000 + k, one review each.
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
    "CREATE INDEX assignment_subject ON assignment (subject_id)",
    "CREATE INDEX review_record_created ON review_record (created_at)",
    "CREATE INDEX milestone_started ON milestone (at) WHERE kind = 'started'",
    "ALTER TABLE heartbeat ADD COLUMN reviews_found INTEGER",
    "ALTER TABLE heartbeat ADD COLUMN unexplained INTEGER",
)

GOING_ON = (
    # Rows of `/reviews`, should there be any, are read anew: now they count.
    "DELETE FROM cursor WHERE endpoint = 'reviews'",
    """INSERT INTO statistics_read
        SELECT 1, asked_at, asked_at FROM cursor WHERE endpoint = 'review_statistics'""",
    """INSERT INTO accounted
        SELECT a.id,
            iif(a.updated_at >= c.asked_at - 2000000 AND a.updated_at > coalesce(t.updated_at, 0)
                AND a.updated_at != coalesce(a.started_at, 0), NULL, a.srs_stage),
            a.started_at, a.passed_at, a.burned_at, a.resurrected_at, a.available_at, a.hidden, a.updated_at,
            coalesce(t.meaning_correct, 0), coalesce(t.meaning_incorrect, 0), coalesce(t.meaning_streak, 0),
            coalesce(t.reading_correct, 0), coalesce(t.reading_incorrect, 0), coalesce(t.reading_streak, 0),
            t.updated_at
        FROM assignment AS a
        JOIN cursor AS c ON c.endpoint = 'review_statistics'
        LEFT JOIN review_statistic AS t ON t.subject_id = a.subject_id""",
)

REVIEWS = (*ACCOUNTED, *TRIGGERS, *LEDGER, *GOING_ON)
