"""What each good poll counted: stages, queue, totals and level. Append-only."""

import json
from collections.abc import Iterator

from collector.core.facts import (
    LevelState,
    PollCounts,
    Queue,
    Totals,
)
from collector.core.moments import Moment
from collector.storage.rows import columns
from collector.storage.transaction import Transaction

_SECTIONS = ("stages", "queue", "totals", "level")


def append_poll(tx: Transaction, counts: PollCounts) -> None:
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


def _last_sections(tx: Transaction) -> list[str | None]:
    found = (
        tx.execute(f"SELECT {name} FROM poll WHERE {name} IS NOT NULL ORDER BY id DESC LIMIT 1").fetchone()  # noqa: S608
        for name in _SECTIONS
    )
    return [row[0] if row else None for row in found]


def polls(tx: Transaction) -> Iterator[PollCounts]:
    """Yield every good poll's counts, oldest first, whole."""
    known: list[str] = [""] * len(_SECTIONS)
    for at, *sections in tx.execute("SELECT at, stages, queue, totals, level FROM poll ORDER BY id"):
        known = [new if new is not None else old for new, old in zip(sections, known, strict=True)]
        yield _poll(at, known)


def last_poll(tx: Transaction) -> PollCounts | None:
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


def last_success(tx: Transaction) -> Moment | None:
    """Return the instant of the newest good poll."""
    row = tx.execute("SELECT at FROM poll ORDER BY id DESC LIMIT 1").fetchone()
    return row[0] if row else None


def first_poll(tx: Transaction) -> Moment | None:
    """Return the instant of the first good poll, where what was imported ends; None before it."""
    found: Moment | None = tx.execute("SELECT min(at) FROM poll").fetchone()[0]
    return found
