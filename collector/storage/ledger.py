"""Facts that nobody can be asked for again: appended, never changed.

`append_…` functions return the facts that were really new; only these become points.
"""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import groupby

from collector.core.facts import (
    Annotation,
    ForecastHour,
    Heartbeat,
    Leech,
    LeechRank,
    LevelAttempt,
    LevelState,
    Milestone,
    PollCounts,
    Queue,
    Totals,
)
from collector.core.model import SubjectId
from collector.core.moments import Moment, nanoseconds
from collector.statistics.leeches import RANKS
from collector.statistics.milestones import free_offset
from collector.storage.rows import columns

_SECTIONS = ("stages", "queue", "totals", "level")


def append_poll(tx: sqlite3.Connection, counts: PollCounts) -> None:
    """Append what a good poll counted; a section that did not change is not stored again."""
    texts = (
        _text(counts.stages),
        _text(columns(counts.queue)),
        _text({kind: columns(totals) for kind, totals in counts.totals.items()}),
        _text(columns(counts.level)),
    )
    before = _last_sections(tx)
    changes = [text if text != old else None for text, old in zip(texts, before, strict=True)]
    tx.execute(
        "INSERT INTO poll (at, stages, queue, totals, level) VALUES (?, ?, ?, ?, ?)", (counts.at, *changes)
    )


def _last_sections(tx: sqlite3.Connection) -> list[str | None]:
    found = (
        tx.execute(f"SELECT {name} FROM poll WHERE {name} IS NOT NULL ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608
        for name in _SECTIONS
    )
    return [row[0] if row else None for row in found]


def polls(tx: sqlite3.Connection) -> Iterator[PollCounts]:
    """Yield every good poll's counts, oldest first, whole."""
    known: list[str] = [""] * len(_SECTIONS)
    for at, *sections in tx.execute("SELECT at, stages, queue, totals, level FROM poll ORDER BY id"):
        known = [new if new is not None else old for new, old in zip(sections, known, strict=True)]
        yield _poll(at, known)


def last_poll(tx: sqlite3.Connection) -> PollCounts | None:
    """Return the newest good poll's counts."""
    row = tx.execute("SELECT at FROM poll ORDER BY id DESC LIMIT 1").fetchone()
    return _poll(row[0], [text or "" for text in _last_sections(tx)]) if row else None


def _poll(at: Moment, texts: list[str]) -> PollCounts:
    stages, queue, totals, level = (json.loads(text) for text in texts)
    return PollCounts(
        at=at,
        stages={kind: tuple(counted) for kind, counted in stages.items()},
        queue=Queue(*queue),
        totals={kind: Totals(*counted) for kind, counted in totals.items()},
        level=LevelState(*level),
    )


def _text(value: object) -> str:
    return json.dumps(value, separators=(",", ":"))


_HEARTBEAT = (
    "at, timezone, ok, token_ok, seconds_since_success, requests, not_modified, changed_rows, "
    "outbox_pending, outbox_rejected, duration_seconds, reviews_found, unexplained"
)


def append_heartbeat(tx: sqlite3.Connection, beat: Heartbeat) -> None:
    """Append how a poll went."""
    tx.execute(f"INSERT INTO heartbeat ({_HEARTBEAT}) VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?)", columns(beat))  # noqa: S608


def heartbeats(tx: sqlite3.Connection) -> Iterator[Heartbeat]:
    """Yield every heartbeat, oldest first."""
    return (_beat(row) for row in tx.execute(f"SELECT {_HEARTBEAT} FROM heartbeat ORDER BY id"))  # noqa: S608


def last_heartbeat(tx: sqlite3.Connection) -> Heartbeat | None:
    """Return the newest heartbeat."""
    row = tx.execute(f"SELECT {_HEARTBEAT} FROM heartbeat ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608
    return _beat(row) if row else None


def _beat(row: tuple[object, ...]) -> Heartbeat:
    beat = Heartbeat(*row)  # type: ignore[arg-type] # the columns are the fields, in their order
    return replace(beat, ok=bool(beat.ok), token_ok=bool(beat.token_ok))


def last_success(tx: sqlite3.Connection) -> Moment | None:
    """Return the instant of the newest good poll."""
    row = tx.execute("SELECT at FROM poll ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else None


def last_zone(tx: sqlite3.Connection) -> str | None:
    """Return the time zone by which the newest good poll counted days."""
    row = tx.execute("SELECT timezone FROM heartbeat WHERE ok ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else None


def failed_since_success(tx: sqlite3.Connection) -> list[Moment]:
    """Return the instants of the polls that WaniKani failed since the newest good one, in order."""
    rows = tx.execute(
        "SELECT at FROM heartbeat WHERE NOT ok AND token_ok "
        "AND id > coalesce((SELECT id FROM heartbeat WHERE ok ORDER BY id DESC LIMIT 1), 0) ORDER BY id"
    )
    return [row[0] for row in rows]


def append_milestones(tx: sqlite3.Connection, candidates: Iterable[Milestone]) -> list[Milestone]:
    """Append the milestones that are not known yet and give each a nanosecond of its own."""

    def taken(time: int) -> bool:
        return tx.execute("SELECT 1 FROM milestone WHERE time = ?", (time,)).fetchone() is not None

    new: list[Milestone] = []
    for assignment, events in groupby(candidates, key=lambda event: event.assignment_id):
        rows = tx.execute("SELECT kind, at FROM milestone WHERE assignment_id = ?", (assignment,))
        known = set(rows.fetchall())
        # One after the other: each takes a nanosecond that the next must find taken.
        new.extend(
            _appended(tx, event, free_offset(event.at, assignment, taken))
            for event in events
            if (event.kind, event.at) not in known
        )
    return new


def _appended(tx: sqlite3.Connection, event: Milestone, offset_ns: int) -> Milestone:
    about = (event.subject_id, event.subject_type, event.level)
    row = (event.assignment_id, event.kind, event.at, nanoseconds(event.at) + offset_ns, *about)
    tx.execute("INSERT INTO milestone VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    return Milestone(event.assignment_id, event.kind, event.at, *about, offset_ns)


def milestones(tx: sqlite3.Connection) -> Iterator[Milestone]:
    """Yield every milestone, in the order of time."""
    rows = tx.execute(
        "SELECT assignment_id, kind, at, subject_id, subject_type, level, time - at * 1000 "
        "FROM milestone ORDER BY time"
    )
    return (Milestone(*row) for row in rows)


def append_level_attempts(tx: sqlite3.Connection, seen: Iterable[LevelAttempt]) -> list[LevelAttempt]:
    """Append the attempts that are new or not as they were last seen."""
    known = {attempt.progression_id: attempt for attempt in level_attempts(tx)}
    new = [attempt for attempt in seen if known.get(attempt.progression_id) != attempt]
    tx.executemany(
        "INSERT INTO level_attempt (progression_id, level, unlocked_at, passed_at, abandoned) "
        "VALUES (?, ?, ?, ?, ?)",
        [columns(attempt) for attempt in new],
    )
    return new


def level_attempts(tx: sqlite3.Connection) -> Iterator[LevelAttempt]:
    """Yield every attempt as it was seen, oldest sighting first: a later one replaces an earlier one."""
    rows = tx.execute(
        "SELECT progression_id, level, unlocked_at, passed_at, abandoned FROM level_attempt ORDER BY id"
    )
    return (LevelAttempt(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows)


def level_attempts_now(tx: sqlite3.Connection) -> list[LevelAttempt]:
    """Return each attempt once, as it was last seen, in the order in which they began."""
    last = {attempt.progression_id: attempt for attempt in level_attempts(tx)}
    return sorted(last.values(), key=lambda attempt: attempt.unlocked_at)


def append_annotations(tx: sqlite3.Connection, marks: Iterable[Annotation]) -> list[Annotation]:
    """Append the marks that are not there yet; one of a kind at one moment."""
    new = []
    for mark in marks:
        row = (mark.at, mark.kind, mark.title, mark.text)
        if tx.execute("INSERT INTO annotation VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING", row).rowcount:
            new.append(mark)
    return new


def annotations(tx: sqlite3.Connection) -> Iterator[Annotation]:
    """Yield every mark, in the order of time."""
    return (
        Annotation(*row)
        for row in tx.execute("SELECT at, kind, title, text FROM annotation ORDER BY at, kind")
    )


_FORECAST = "hour, subject_type, apprentice, guru, master, enlightened"


def append_forecast(tx: sqlite3.Connection, hours: Iterable[ForecastHour]) -> None:
    """Append hours as they are foreseen now."""
    tx.executemany(
        f"INSERT INTO forecast ({_FORECAST}) VALUES (?, ?, ?, ?, ?, ?)",  # noqa: S608
        [columns(hour) for hour in hours],
    )


def forecast_final(tx: sqlite3.Connection) -> Iterator[ForecastHour]:
    """Yield every hour as it was last foreseen."""
    return iter(forecast_from(tx, Moment(0)).values())


def forecast_from(tx: sqlite3.Connection, hour: Moment) -> dict[tuple[Moment, str], ForecastHour]:
    """Return what was last written for every hour from *hour* on."""
    rows = tx.execute(
        # SQLite takes the other columns of a max() from the row that has the maximum.
        f"SELECT {_FORECAST}, max(id) FROM forecast WHERE hour >= ? GROUP BY hour, subject_type",  # noqa: S608
        (hour,),
    )
    return {(row[0], row[1]): ForecastHour(*row[:6]) for row in rows}


_LEECH = "rank, subject_id, srs_stage, incorrect, current_streak, score, characters, meaning, subject_type"
_NOBODY = Leech(SubjectId(0), 0, 0, 0, 0.0, "", "", "")


def append_leeches(tx: sqlite3.Connection, ranks: Iterable[LeechRank]) -> None:
    """Append the ranks that changed."""
    tx.executemany(
        f"INSERT INTO leech (at, {_LEECH}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",  # noqa: S608
        [(row.at, row.rank, *columns(row.leech or _NOBODY)) for row in ranks],
    )


def leeches(tx: sqlite3.Connection) -> Iterator[LeechRank]:
    """Yield every rank as it was written, oldest first."""
    rows = tx.execute(f"SELECT at, {_LEECH} FROM leech ORDER BY id")  # noqa: S608
    return (LeechRank(row[0], row[1], _leech(row[2:])) for row in rows)


def leeches_now(tx: sqlite3.Connection) -> dict[int, Leech | None]:
    """Return what was last written for every rank; None for a rank that was freed."""
    newest = f"SELECT {_LEECH} FROM leech WHERE rank = ? ORDER BY id DESC LIMIT 1"  # noqa: S608
    found = (tx.execute(newest, (rank,)).fetchone() for rank in range(1, RANKS + 1))
    return {row[0]: _leech(row[1:]) for row in found if row}


def _leech(columns: tuple[object, ...]) -> Leech | None:
    leech = Leech(*columns)  # type: ignore[arg-type] # the columns are the fields, in their order
    return None if leech == _NOBODY else leech


def vacations(tx: sqlite3.Connection) -> list[tuple[Moment, Moment | None]]:
    """Return when each vacation that was seen began and ended; None for one that goes on."""
    found: list[tuple[Moment, Moment | None]] = []
    for mark in annotations(tx):
        if mark.kind == "vacation_start":
            found.append((mark.at, None))
        elif mark.kind == "vacation_end" and found:
            found[-1] = (found[-1][0], mark.at)
    return found
