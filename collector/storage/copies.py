"""Copies of a state that were made while it was sound: one a day, in `copies/` beside it.

A copy is a whole state: one file, named by account and day. It is written beside its name and takes it when
it is on the disk, so a copy is complete or not there.
"""

import shutil
from contextlib import closing, suppress
from datetime import date, datetime
from pathlib import Path
from typing import NamedTuple

from collector.core.errors import CollectorError, StateFull, StateUnusable
from collector.core.moments import Moment
from collector.storage import ledger
from collector.storage.database import open_copy, open_for_reading
from collector.storage.sqlite_errors import translated
from collector.storage.whole_files import replacing

_FOLDER = "copies"
JOURNALS = ("-wal", "-shm", "-journal")


class StateCopy(NamedTuple):
    """A copy, by the day it was made; *polled_at* is the last successful poll in it, None if unreadable."""

    day: str
    path: Path
    polled_at: Moment | None


def copies(state: Path) -> list[StateCopy]:
    """Return the copies of *state*, the one that was polled last first.

    WaniKani's time decides, not the machine's: after a start with a wrong date the names say little.
    """
    names = sorted((state.parent / _FOLDER).glob(_names(state)), reverse=True)
    found = [StateCopy(path.stem.removeprefix(f"{state.stem}-"), path, _polled_at(path)) for path in names]
    return sorted(found, key=lambda copy: copy.polled_at or 0, reverse=True)


def has_copy_of(state: Path, day: date) -> bool:
    """Return True if a copy was made on *day*."""
    return _path(state, day).exists()


def make_copy(state: Path, day: date) -> Path:
    """Copy *state*, which may be in use, and return the copy, which replaces one of the same day.

    Raises `StateFull` when it would leave less free space than its size, and what
    `sqlite_errors.translated` does; then no copy was made.
    """
    copy = _path(state, day)
    store = open_for_reading(state)
    if store is None:
        raise StateUnusable(f"There is no state {state} yet: the first poll makes it.")
    with closing(store), translated(copy):
        copy.parent.mkdir(mode=0o700, exist_ok=True)
        for unfinished in copy.parent.glob(f"{_names(state)}.part"):
            # Of a process that was killed on another day.
            unfinished.unlink()
        _leave_room(state)
        with replacing(copy) as part:
            store.copy_to(part)
    return copy


def prune(state: Path, keep: int) -> None:
    """Delete all copies of *state* but the *keep* that were polled last; raises `StateUnusable`."""
    with translated(state):
        for copy in copies(state)[keep:]:
            copy.path.unlink(missing_ok=True)


def put_back(copy: Path, state: Path, now: datetime) -> Path:
    """Let *copy* be the state, and return where the present file is kept from now on.

    The caller has locked the folder. Whatever happens on the way, there is a state: the old one or the copy.
    Raises `StateUnusable` when the folder cannot be written, `StateFull` when the copy does not fit.
    """
    aside = state.with_name(f"{state.name}.replaced-{now:%Y%m%d-%H%M%S}")
    with translated(state), replacing(state) as part:
        shutil.copyfile(copy, part)
        for suffix in JOURNALS:
            # SQLite would write what they hold into the copy.
            with suppress(FileNotFoundError):
                state.with_name(state.name + suffix).rename(aside.with_name(aside.name + suffix))
        with suppress(FileNotFoundError):
            _keep(state, aside)
    return aside


def _keep(file: Path, aside: Path) -> None:
    try:
        aside.hardlink_to(file)
    except FileNotFoundError:
        raise
    except OSError:
        # A file system without links.
        shutil.copyfile(file, aside)


def _leave_room(state: Path) -> None:
    size = sum(file.stat().st_size for file in (state, state.with_name(f"{state.name}-wal")) if file.exists())
    if shutil.disk_usage(state.parent).free < 2 * size:
        raise StateFull(
            f"No copy of {state} was made: the disk has less than twice its size free. Free some space, or "
            "set COLLECTOR_COPIES=0."
        )


def _polled_at(copy: Path) -> Moment | None:
    try:
        with closing(open_copy(copy)) as store, store.reading() as tx:
            return ledger.polls.last_success(tx)
    except CollectorError:
        return None


def _path(state: Path, day: date) -> Path:
    return state.parent / _FOLDER / f"{state.stem}-{day.isoformat()}{state.suffix}"


def _names(state: Path) -> str:
    return f"{state.stem}-????-??-??{state.suffix}"
