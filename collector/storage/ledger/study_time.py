"""Sessions, local hours and local days. Rewritten while they go on: the newest row counts. Append-only."""

from collections.abc import Iterable
from typing import Any

from collector.core.facts import Session, StudyDay, StudyHour
from collector.core.moments import Moment
from collector.storage.rows import columns
from collector.storage.transaction import Transaction

_SESSION = "at, reviews, correct, meaning_incorrect, reading_incorrect, duration_seconds, paced"


_HOUR = "at, weekday, hour, reviews, correct, lessons"


_DAY = "at, reviews, correct, lessons, sessions, study_seconds"


def append_sessions(tx: Transaction, changed: Iterable[Session]) -> None:
    """Append sessions as they are now."""
    rows = [columns(session) for session in changed]
    tx.executemany(f"INSERT INTO session ({_SESSION}) VALUES (?, ?, ?, ?, ?, ?, ?)", rows)  # noqa: S608


def sessions(tx: Transaction, start: Moment, end: Moment) -> list[Session]:
    """Return the sessions that begin from *start* to before *end*, as last written, moved ones too."""
    rows = tx.execute(
        f"SELECT {_SESSION}, max(id) FROM session WHERE at >= ? AND at < ? GROUP BY at",  # noqa: S608
        (start, end),
    )
    return [_session(row) for row in rows]


def _session(row: tuple[Any, ...]) -> Session:
    at, reviewed, correct, meaning, reading, seconds, paced, _ = row
    return Session(at, reviewed, correct, meaning, reading, seconds, bool(paced))


def last_session_before(tx: Transaction, at: Moment) -> Moment | None:
    """Return when the last session that began before *at* did, moved ones left out."""
    for (begin,) in tx.execute("SELECT at FROM session WHERE at < ? GROUP BY at ORDER BY at DESC", (at,)):
        if sessions(tx, begin, Moment(begin + 1))[0].reviews:
            return Moment(begin)
    return None


def append_hours(tx: Transaction, changed: Iterable[StudyHour]) -> None:
    """Append hours as they are now."""
    rows = [columns(hour) for hour in changed]
    tx.executemany(f"INSERT INTO study_hour ({_HOUR}) VALUES (?, ?, ?, ?, ?, ?)", rows)  # noqa: S608


def hours(tx: Transaction, start: Moment, end: Moment) -> list[StudyHour]:
    """Return the hours from *start* to before *end*, as last written."""
    rows = tx.execute(
        f"SELECT {_HOUR}, max(id) FROM study_hour WHERE at >= ? AND at < ? "  # noqa: S608
        "GROUP BY at, weekday, hour",
        (start, end),
    )
    return [StudyHour(*row[:6]) for row in rows]


def append_day(tx: Transaction, day: StudyDay) -> None:
    """Append a day as it is now."""
    tx.execute(f"INSERT INTO study_day ({_DAY}) VALUES (?, ?, ?, ?, ?, ?)", columns(day))  # noqa: S608


def days(tx: Transaction, start: Moment, end: Moment) -> list[StudyDay]:
    """Return the days that begin from *start* to before *end*, as last written."""
    rows = tx.execute(
        f"SELECT {_DAY}, max(id) FROM study_day WHERE at >= ? AND at < ? GROUP BY at",  # noqa: S608
        (start, end),
    )
    return [StudyDay(*row[:6]) for row in rows]
