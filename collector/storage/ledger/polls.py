"""The counts of each good poll: stages, queue, totals and level. Append-only.

Each of these four sections is JSON text, by the names of its fields. Most polls change few of them: one
that is NULL is what it was at the poll before.
"""

import json
from collections.abc import Iterator
from dataclasses import asdict
from typing import Any, NamedTuple

from collector.core.moments import Moment
from collector.core.poll_counts import LevelState, PollCounts, Queue, Totals
from collector.storage.rows import insert, record, records, value
from collector.storage.transaction import Transaction


class _Poll(NamedTuple):
    """A row of the table; no section is None once those of earlier polls are filled in."""

    at: Moment
    stages: str | None
    queue: str | None
    totals: str | None
    level: str | None


# The newest polls, newest first; a section of each is the last one that was stored up to then.
_NEWEST = """
SELECT at,
       (SELECT stages FROM poll WHERE id <= own.id AND stages IS NOT NULL ORDER BY id DESC LIMIT 1) AS stages,
       (SELECT queue FROM poll WHERE id <= own.id AND queue IS NOT NULL ORDER BY id DESC LIMIT 1) AS queue,
       (SELECT totals FROM poll WHERE id <= own.id AND totals IS NOT NULL ORDER BY id DESC LIMIT 1) AS totals,
       (SELECT level FROM poll WHERE id <= own.id AND level IS NOT NULL ORDER BY id DESC LIMIT 1) AS level
FROM poll AS own ORDER BY id DESC LIMIT ?
"""


def append_poll(tx: Transaction, counts: PollCounts) -> None:
    """Append what a good poll counted; a section that did not change is not stored again."""
    polled = _polled(counts)
    before = record(_Poll, tx.execute(_NEWEST, (1,)))
    if before is not None:
        old = before._asdict()
        same: dict[str, Any] = {
            name: None for name, text in polled._asdict().items() if name != "at" and text == old[name]
        }
        polled = polled._replace(**same)
    insert(tx, "poll", [polled])


def polls(tx: Transaction) -> Iterator[PollCounts]:
    """Yield every good poll's counts, oldest first, whole."""
    known: dict[str, Any] = {}
    for polled in records(_Poll, tx.execute("SELECT * FROM poll ORDER BY id")):
        known |= {name: text for name, text in polled._asdict().items() if text is not None}
        yield _counts(polled._replace(**known))


def last_poll(tx: Transaction) -> PollCounts | None:
    """Return the newest good poll's counts, None before the first one."""
    polled = record(_Poll, tx.execute(_NEWEST, (1,)))
    return _counts(polled) if polled else None


def recent_polls(tx: Transaction) -> list[PollCounts]:
    """Return the counts of the two newest good polls, the older first; fewer if there are no more."""
    return [_counts(polled) for polled in records(_Poll, tx.execute(_NEWEST, (2,)))][::-1]


def newest_before_last(tx: Transaction) -> Moment | None:
    """Return the greatest instant of all good polls but the last, None if there are none."""
    found: Moment | None = value(
        tx.execute("SELECT at FROM poll WHERE id < (SELECT max(id) FROM poll) ORDER BY at DESC LIMIT 1")
    )
    return found


def last_success(tx: Transaction) -> Moment | None:
    """Return the instant of the newest good poll, None before the first one."""
    found: Moment | None = value(tx.execute("SELECT at FROM poll ORDER BY id DESC LIMIT 1"))
    return found


def first_poll(tx: Transaction) -> Moment | None:
    """Return the instant of the first good poll, where what was imported ends; None before it."""
    found: Moment | None = value(tx.execute("SELECT min(at) FROM poll"))
    return found


def _polled(counts: PollCounts) -> _Poll:
    return _Poll(
        at=counts.at,
        stages=_text(counts.stages),
        queue=_text(asdict(counts.queue)),
        totals=_text({kind: asdict(totals) for kind, totals in counts.totals.items()}),
        level=_text(asdict(counts.level)),
    )


def _counts(polled: _Poll) -> PollCounts:
    return PollCounts(
        at=polled.at,
        stages={kind: tuple(counted) for kind, counted in json.loads(polled.stages or "").items()},
        queue=Queue(**json.loads(polled.queue or "")),
        totals={kind: Totals(**counted) for kind, counted in json.loads(polled.totals or "").items()},
        level=LevelState(**json.loads(polled.level or "")),
    )


def _text(section: object) -> str:
    return json.dumps(section, separators=(",", ":"))
