"""The heartbeat of each poll, good or failed. Append-only, once its time is known."""

import json
from collections.abc import Iterable, Iterator
from datetime import timedelta
from typing import NamedTuple

from collector.core.confirmed_time import ClockReading
from collector.core.facts import Heartbeat
from collector.core.moments import Moment
from collector.storage.rows import insert, record, records, value
from collector.storage.transaction import Transaction


class HeldHeartbeat(NamedTuple):
    """A heartbeat whose time no answer has confirmed yet; `beat.at` is what the machine's clock said."""

    beat: Heartbeat
    reading: ClockReading


def hold_heartbeat(tx: Transaction, held: HeldHeartbeat) -> None:
    """Keep a heartbeat until its time is known."""
    insert(tx, "held_heartbeat", [held])


def take_held(tx: Transaction) -> list[HeldHeartbeat]:
    """Remove the heartbeats that were held and return them, oldest first."""
    held = list(records(HeldHeartbeat, tx.execute("SELECT * FROM held_heartbeat ORDER BY id")))
    if held:
        tx.execute("DELETE FROM held_heartbeat")
    return held


def append_heartbeat(tx: Transaction, beat: Heartbeat) -> None:
    """Append how a poll went."""
    insert(tx, "heartbeat", [beat])


def heartbeats(tx: Transaction) -> Iterator[Heartbeat]:
    """Yield every heartbeat, oldest first."""
    return records(Heartbeat, tx.execute("SELECT * FROM heartbeat ORDER BY id"))


def first_time(tx: Transaction) -> Moment | None:
    """Return the moment of the earliest poll, good or failed, None before there is one."""
    found: Moment | None = value(tx.execute("SELECT min(at) FROM heartbeat"))
    return found


def times(tx: Transaction) -> Iterator[Moment]:
    """Yield the moment of every poll, good or failed, in no order."""
    return (at for (at,) in tx.execute("SELECT at FROM heartbeat"))


def times_among(tx: Transaction, moments: Iterable[Moment]) -> set[Moment]:
    """Return those of *moments* at which there was a poll, good or failed."""
    known = "SELECT at FROM heartbeat WHERE at IN (SELECT value FROM json_each(?))"
    return {at for (at,) in tx.execute(known, (json.dumps(list(moments)),))}


def last_gap(tx: Transaction, longer_than: timedelta, since: Moment) -> tuple[Moment, Moment] | None:
    """Return the newest two successive polls that lie so far apart, the later of them *since* then."""
    pairs = "SELECT lag(at) OVER (ORDER BY id) AS earlier, at FROM heartbeat"
    found: tuple[Moment, Moment] | None = tx.execute(
        f"SELECT earlier, at FROM ({pairs}) WHERE at - earlier > ? AND at >= ? ORDER BY at DESC LIMIT 1",  # noqa: S608
        (longer_than // timedelta(microseconds=1), since),
    ).fetchone()
    return found


def last_heartbeat(tx: Transaction) -> Heartbeat | None:
    """Return the newest heartbeat, None before the first poll."""
    return record(Heartbeat, tx.execute("SELECT * FROM heartbeat ORDER BY id DESC LIMIT 1"))


def last_zone(tx: Transaction) -> str | None:
    """Return the time zone by which the newest successful poll counted days, None before the first one."""
    found: str | None = value(tx.execute("SELECT timezone FROM heartbeat WHERE ok ORDER BY id DESC LIMIT 1"))
    return found


def failed_since_success(tx: Transaction) -> list[Moment]:
    """Return the instants of the polls that WaniKani failed since the newest good one, in order.

    A poll whose token was rejected is left out: that is not WaniKani's failure.
    """
    rows = tx.execute(
        "SELECT at FROM heartbeat WHERE NOT ok AND token_ok "
        "AND id > coalesce((SELECT id FROM heartbeat WHERE ok ORDER BY id DESC LIMIT 1), 0) ORDER BY id"
    )
    return [at for (at,) in rows]
