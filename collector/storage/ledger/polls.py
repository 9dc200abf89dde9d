"""The counts of each successful poll: stages, queue, totals, level and workload. Append-only.

Each of these five sections is JSON text, by the names of its fields. Most polls change few of them: one
that is NULL is what it was at the poll before. Polls of older versions have no workload.
"""

import json
from collections.abc import Callable, Iterator, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any, NamedTuple

from collector.core.moments import Moment
from collector.core.poll_counts import LevelState, PollCounts, Queue, Section, Totals, Workload
from collector.storage.rows import insert, record, records, value
from collector.storage.transaction import Transaction


class _Poll(NamedTuple):
    """A row of the table; once those of earlier polls are filled in, only the workload may be None."""

    at: Moment
    stages: str | None
    queue: str | None
    totals: str | None
    level: str | None
    workload: str | None


# The newest polls, newest first; a section of each is the last one that was stored up to then.
_NEWEST = """
SELECT at,
       (SELECT stages FROM poll WHERE id <= own.id AND stages IS NOT NULL ORDER BY id DESC LIMIT 1) AS stages,
       (SELECT queue FROM poll WHERE id <= own.id AND queue IS NOT NULL ORDER BY id DESC LIMIT 1) AS queue,
       (SELECT totals FROM poll WHERE id <= own.id AND totals IS NOT NULL ORDER BY id DESC LIMIT 1) AS totals,
       (SELECT level FROM poll WHERE id <= own.id AND level IS NOT NULL ORDER BY id DESC LIMIT 1) AS level,
       (SELECT workload FROM poll WHERE id <= own.id AND workload IS NOT NULL
        ORDER BY id DESC LIMIT 1) AS workload
FROM poll AS own ORDER BY id DESC LIMIT ?
"""


def append_poll(tx: Transaction, counts: PollCounts, before: PollCounts | None) -> None:
    """Append what a successful poll counted; a section that is as *before* is not stored again."""
    changed = {
        section: text_of(counts)
        for section, text_of in _TEXT_OF.items()
        if before is None or getattr(before, section) != getattr(counts, section)
    }
    insert(tx, "poll", [_Poll(counts.at, **{**_UNCHANGED, **changed})])


def polls(tx: Transaction) -> Iterator[PollCounts]:
    """Yield every successful poll's counts, oldest first, whole."""
    known: dict[str, Any] = {}
    for polled in records(_Poll, tx.execute("SELECT * FROM poll ORDER BY id")):
        known |= {name: text for name, text in polled._asdict().items() if text is not None}
        yield _counts(polled._replace(**known))


def last_poll(tx: Transaction) -> PollCounts | None:
    """Return the newest successful poll's counts, None before the first one."""
    polled = record(_Poll, tx.execute(_NEWEST, (1,)))
    return _counts(polled) if polled else None


def recent_polls(tx: Transaction) -> list[PollCounts]:
    """Return the counts of the two newest successful polls, the older first; fewer if there are no more."""
    return [_counts(polled) for polled in records(_Poll, tx.execute(_NEWEST, (2,)))][::-1]


def newest_before_last(tx: Transaction) -> Moment | None:
    """Return the greatest instant of all successful polls but the last, None if there are none."""
    found: Moment | None = value(
        tx.execute("SELECT at FROM poll WHERE id < (SELECT max(id) FROM poll) ORDER BY at DESC LIMIT 1")
    )
    return found


def last_success(tx: Transaction) -> Moment | None:
    """Return the instant of the newest successful poll, None before the first one."""
    found: Moment | None = value(tx.execute("SELECT at FROM poll ORDER BY id DESC LIMIT 1"))
    return found


def first_poll(tx: Transaction) -> Moment | None:
    """Return the instant of the first successful poll, where what was imported ends; None before it."""
    found: Moment | None = value(tx.execute("SELECT min(at) FROM poll"))
    return found


def _text(section: object) -> str:
    return json.dumps(section, separators=(",", ":"))


_TEXT_OF: Mapping[Section, Callable[[PollCounts], str]] = {
    "stages": lambda counts: _text(counts.stages),
    "queue": lambda counts: _text(asdict(counts.queue)),
    "totals": lambda counts: _text({kind: asdict(totals) for kind, totals in counts.totals.items()}),
    "level": lambda counts: _text(asdict(counts.level)),
    "workload": lambda counts: _text(asdict(counts.workload) if counts.workload else None),
}
_UNCHANGED: Mapping[Section, None] = dict.fromkeys(_TEXT_OF)


def _counts(polled: _Poll) -> PollCounts:
    return PollCounts(
        at=polled.at,
        stages=_stages(polled.stages or ""),
        queue=Queue(**json.loads(polled.queue or "")),
        totals=_totals(polled.totals or ""),
        level=LevelState(**json.loads(polled.level or "")),
        workload=_workload(polled.workload or "null"),
    )


# Most polls have the same.
@lru_cache(maxsize=4)
def _stages(text: str) -> dict[str, tuple[int, ...]]:
    return {kind: tuple(counted) for kind, counted in json.loads(text).items()}


@lru_cache(maxsize=4)
def _totals(text: str) -> dict[str, Totals]:
    return {kind: Totals(**counted) for kind, counted in json.loads(text).items()}


@lru_cache(maxsize=4)
def _workload(text: str) -> Workload | None:
    found = json.loads(text)
    return None if found is None else Workload(**found)
