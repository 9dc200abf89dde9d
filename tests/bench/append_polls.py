"""Appends years of hourly polls to a state, by the storage of the build whose interpreter runs this.

Both have the same functions for it, in other modules.
"""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

_HOUR = 3_600_000_000


def main(file: str, years: str) -> None:
    """Let the one poll that is there have been the first of so many *years*, and append those up to then."""
    store = import_module("collector.storage.database").open_store(Path(file))
    polls, heartbeats = _ledger("polls"), _ledger("heartbeats")
    try:
        with store.transaction() as tx, _without_checksums(tx):
            newest, beat = polls.last_poll(tx), heartbeats.last_heartbeat(tx)
            hours = int(years) * 365 * 24
            for table in ("poll", "heartbeat"):
                tx.execute(f"UPDATE {table} SET at = at - ?", (hours * _HOUR,))
            before = newest
            for hours_ago in range(hours - 1, 0, -1):
                counted = _counted(newest, hours_ago)
                _append_poll(polls, tx, counted, before)
                before = counted
                heartbeats.append_heartbeat(tx, replace(beat, at=newest.at - hours_ago * _HOUR))
            _append_poll(polls, tx, newest, before)
            heartbeats.append_heartbeat(tx, beat)
    finally:
        store.close()


@contextmanager
def _without_checksums(tx: Any) -> Iterator[None]:
    """Where the build keeps checksums, sum the tables up again at the end: what is past is never changed."""
    try:
        checksums = import_module("collector.storage.checksums")
    except ModuleNotFoundError:
        yield
        return
    checksums.unprotect(tx)
    yield
    import_module("collector.storage.schema").protect(tx)


def _ledger(name: str) -> Any:
    """Return the module of the ledger that has *name*; it was one module once."""
    try:
        return import_module(f"collector.storage.ledger.{name}")
    except ModuleNotFoundError:
        return import_module("collector.storage.ledger")


def _append_poll(polls: Any, tx: Any, counts: Any, before: Any) -> None:
    """Append a poll; the earlier build looks itself for what the one *before* counted."""
    takes_it = "before" in signature(polls.append_poll).parameters
    polls.append_poll(tx, counts, *([before] if takes_it else []))


def _counted(newest: Any, hours_ago: int) -> Any:
    """Return what a poll counted then: reviews fall due every hour, and are done four times a day."""
    sessions_ago = hours_ago // 6
    kind, stages = next(iter(newest.stages.items()))
    moved = (*stages[:1], stages[1] + sessions_ago % 7, *stages[2:])
    totals = replace(newest.totals[kind], meaning_correct=200_000 - sessions_ago)
    return replace(
        newest,
        at=newest.at - hours_ago * _HOUR,
        stages={**newest.stages, kind: moved},
        queue=replace(newest.queue, reviews=hours_ago % 150, next_hour=hours_ago % 13),
        totals={**newest.totals, kind: totals},
        level=replace(newest.level, kanji_passed=hours_ago // 24 % 30),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
