"""Every attempt at a level, as it was seen; a later row replaces an earlier one. Append-only."""

from collections.abc import Iterable, Iterator

from collector.core.facts import (
    LevelAttempt,
)
from collector.storage.rows import columns
from collector.storage.transaction import Transaction


def append_level_attempts(tx: Transaction, seen: Iterable[LevelAttempt]) -> list[LevelAttempt]:
    """Append the attempts that are new or not as they were last seen."""
    known = {attempt.progression_id: attempt for attempt in level_attempts(tx)}
    new = [attempt for attempt in seen if known.get(attempt.progression_id) != attempt]
    tx.executemany(
        "INSERT INTO level_attempt (progression_id, level, unlocked_at, passed_at, abandoned) "
        "VALUES (?, ?, ?, ?, ?)",
        [columns(attempt) for attempt in new],
    )
    return new


def level_attempts(tx: Transaction) -> Iterator[LevelAttempt]:
    """Yield every attempt as it was seen, oldest sighting first: a later one replaces an earlier one."""
    rows = tx.execute(
        "SELECT progression_id, level, unlocked_at, passed_at, abandoned FROM level_attempt ORDER BY id"
    )
    return (LevelAttempt(row[0], row[1], row[2], row[3], bool(row[4])) for row in rows)


def level_attempts_now(tx: Transaction) -> list[LevelAttempt]:
    """Return each attempt once, as it was last seen, in the order in which they began."""
    last = {attempt.progression_id: attempt for attempt in level_attempts(tx)}
    return sorted(last.values(), key=lambda attempt: attempt.unlocked_at)
