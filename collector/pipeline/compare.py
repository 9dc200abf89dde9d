"""Checks that the state wrote what InfluxDB holds: an older copy would count reviews twice."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from collector.core.moments import Moment
from collector.core.unknown_polls import NEWEST, UnknownPolls, unknown_polls
from collector.influxdb.times import Series
from collector.points.line_protocol import stored_tag
from collector.points.measurements import COLLECTOR
from collector.storage import identity as identities
from collector.storage import ledger, runs
from collector.storage.database import Store
from collector.storage.transaction import Transaction

ReadTimes = Callable[[Series, int], Sequence[int] | None]


def compare(store: Store, read_times: ReadTimes) -> bool:
    """Keep in the state which polls InfluxDB holds that the state does not know; return True if it is known.

    Where *read_times* returns None, they cannot be read, and what was kept before stays; so it does where it
    is older than the polls that were read. Raises what *store* raises.
    """
    with store.reading() as tx:
        series = series_of_polls(tx)
    times = None if series is None else read_times(series, NEWEST)
    if times is None:
        return False
    with store.transaction() as tx:
        found, before = polls_unknown_to(tx, times), runs.overlapping_polls(tx)
        if before is not None and not (found and found.polls) and not _reach(times, before.newest):
            found = replace(before, oldest=min(before.oldest, found.oldest)) if found else before
        runs.keep_unknown_polls(tx, found)
    return True


def _reach(times: Sequence[int], at: Moment) -> bool:
    """Return True if *times*, the newest ones and the first, have all polls from *at* on."""
    newest = times[:-1]
    return len(newest) < NEWEST or newest[-1] // 1000 <= at


def series_of_polls(tx: Transaction) -> Series | None:
    """Return where InfluxDB has the polls of the account, None while it has no name."""
    who = identities.identity(tx)
    return None if who is None else Series(COLLECTOR.name, "ok", stored_tag(who.name))


def polls_unknown_to(tx: Transaction, times: Sequence[int]) -> UnknownPolls | None:
    """Return the polls in InfluxDB, by their *times* in nanoseconds, that are not in the ledger."""
    began = ledger.heartbeats.first_time(tx)
    if began is None:
        return None
    in_database = [Moment(time // 1000) for time in times]
    known = ledger.heartbeats.times_among(tx, in_database)
    return unknown_polls(in_database, known, began, more=not _reach(times, began))
