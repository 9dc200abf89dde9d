"""Sessions, local hours and local days. Rewritten while they go on: the newest row counts. Append-only."""

from collections.abc import Iterable

from collector.core.facts import Session, StudyDay, StudyHour
from collector.core.moments import Moment
from collector.core.tallies import HourTally
from collector.storage.rows import insert, records
from collector.storage.transaction import Transaction

# In these queries SQLite takes the other columns of a max() from the row that has the maximum
# (https://www.sqlite.org/lang_select.html, "Bare columns in an aggregate query").


def append_sessions(tx: Transaction, changed: Iterable[Session]) -> None:
    """Append sessions as they are now."""
    insert(tx, "session", changed)


def sessions(tx: Transaction, start: Moment, end: Moment) -> list[Session]:
    """Return the sessions that start from *start* to before *end*, as last written, moved ones too."""
    rows = tx.execute("SELECT *, max(id) FROM session WHERE at >= ? AND at < ? GROUP BY at", (start, end))
    return list(records(Session, rows))


def last_session_before(tx: Transaction, at: Moment) -> Moment | None:
    """Return the start of the last session before *at*, moved ones left out; None where there is none."""
    for (start,) in tx.execute("SELECT at FROM session WHERE at < ? GROUP BY at ORDER BY at DESC", (at,)):
        if any(session.reviews for session in sessions(tx, start, Moment(start + 1))):
            return Moment(start)
    return None


def append_hours(tx: Transaction, changed: Iterable[StudyHour]) -> None:
    """Append hours as they are now."""
    insert(tx, "study_hour", changed)


def hours(tx: Transaction, start: Moment, end: Moment) -> list[StudyHour]:
    """Return the hours from *start* to before *end*, as last written."""
    rows = tx.execute(
        "SELECT *, max(id) FROM study_hour WHERE at >= ? AND at < ? GROUP BY at, weekday, hour", (start, end)
    )
    return list(records(StudyHour, rows))


def by_hour_of_week(tx: Transaction, start: Moment | None = None) -> list[HourTally]:
    """Return the reviews of the hours since *start*, or of all, tallied by weekday and hour of the day."""
    rows = tx.execute(
        "SELECT weekday, hour, sum(reviews) AS reviews, sum(correct) AS correct FROM "
        "(SELECT weekday, hour, reviews, correct, max(id) FROM study_hour WHERE at >= ? "
        "GROUP BY at, weekday, hour) WHERE reviews > 0 GROUP BY weekday, hour",
        (0 if start is None else start,),
    )
    return list(records(HourTally, rows))


def append_day(tx: Transaction, day: StudyDay) -> None:
    """Append a day as it is now."""
    insert(tx, "study_day", [day])


def days(tx: Transaction, start: Moment, end: Moment) -> list[StudyDay]:
    """Return the days that start from *start* to before *end*, as last written."""
    rows = tx.execute("SELECT *, max(id) FROM study_day WHERE at >= ? AND at < ? GROUP BY at", (start, end))
    return list(records(StudyDay, rows))
