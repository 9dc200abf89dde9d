"""What InfluxDB holds beyond the state is told as long as it may be there."""

from collections.abc import Sequence
from dataclasses import replace

from collector.core.moments import DAY, SECOND, Moment, nanoseconds
from collector.core.unknown_polls import NEWEST
from collector.pipeline.compare import ReadTimes, compare
from collector.pipeline.rebuild import rebuild
from collector.storage import ledger, runs
from collector.storage.database import Store
from tests.harness import Rig, only_account

A_DAY = DAY * 1000


def _holding(times: Sequence[int]) -> ReadTimes:
    """Return what reads *times* from a database that holds polls at no others."""
    newest_first = sorted(times, reverse=True)
    return lambda _series, newest: [*newest_first[:newest], newest_first[-1]]


def _polled(store: Store) -> int:
    with store.reading() as tx:
        return nanoseconds(max(beat.at for beat in ledger.heartbeats.heartbeats(tx)))


def _told(store: Store) -> int:
    with store.reading() as tx:
        found = runs.overlapping_polls(tx)
    return found.polls if found else 0


def _write_polls(store: Store, times: Sequence[int]) -> None:
    with store.transaction() as tx:
        last = ledger.heartbeats.last_heartbeat(tx)
        assert last is not None
        for time in times:
            ledger.heartbeats.append_heartbeat(tx, replace(last, at=Moment(time // 1000)))


def test_unknown_older_polls_are_reported_until_a_rebuild(rig: Rig) -> None:
    rig.good_poll()
    with rig.app() as app:
        store = only_account(app).store
        first = _polled(store)
        compare(store, _holding([first, first + A_DAY]))
        assert _told(store) == 1
        later = [first + 2 * A_DAY + each * SECOND * 1000 for each in range(NEWEST)]
        _write_polls(store, later)
        compare(store, _holding([first, first + A_DAY, *later]))
        assert _told(store) == 1
        rebuild(store)
        assert _told(store) == 0


def test_deleted_polls_are_no_longer_reported(rig: Rig) -> None:
    rig.good_poll()
    with rig.app() as app:
        store = only_account(app).store
        first = _polled(store)
        compare(store, _holding([first, first + A_DAY]))
        compare(store, _holding([first]))
        assert _told(store) == 0


def test_more_are_said_to_be_possible_where_those_that_were_read_end_before_the_state_began(rig: Rig) -> None:
    rig.good_poll()
    with rig.app() as app:
        store = only_account(app).store
        first = _polled(store)
        for others, more in ((NEWEST - 1, False), (NEWEST + 9, True)):
            compare(store, _holding([first + each * SECOND * 1000 for each in range(others + 1)]))
            with store.reading() as tx:
                found = runs.overlapping_polls(tx)
            assert found is not None
            assert (found.polls, found.more) == (min(others, NEWEST), more)
