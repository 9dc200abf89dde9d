"""Every attempt at a level, as it was seen; a later row replaces an earlier one. Append-only."""

from collections.abc import Iterable, Iterator

from collector.core.facts import LevelAttempt
from collector.storage.rows import insert, records
from collector.storage.transaction import Transaction


def append_level_attempts(tx: Transaction, seen: Iterable[LevelAttempt]) -> list[LevelAttempt]:
    """Append the attempts that are new, or not as they were last seen, and return them."""
    seen = list(seen)
    if not seen:
        return []
    known = {attempt.progression_id: attempt for attempt in level_attempts(tx)}
    new: list[LevelAttempt] = []
    for attempt in seen:
        if known.get(attempt.progression_id) != attempt:
            known[attempt.progression_id] = attempt
            new.append(attempt)
    insert(tx, "level_attempt", new)
    return new


def level_attempts(tx: Transaction) -> Iterator[LevelAttempt]:
    """Yield every attempt as it was seen, oldest sighting first: a later one replaces an earlier one."""
    return records(LevelAttempt, tx.execute("SELECT * FROM level_attempt ORDER BY id"))


def level_attempts_now(tx: Transaction) -> list[LevelAttempt]:
    """Return each attempt once, as it was last seen, in the order in which they started."""
    last = {attempt.progression_id: attempt for attempt in level_attempts(tx)}
    return sorted(last.values(), key=lambda attempt: attempt.unlocked_at)
