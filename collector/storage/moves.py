"""Moves the state of an account from one state folder to another, which may be on another disk.

At any moment at least one of the two folders has the whole state. Where a move was interrupted, moving again
ends it. The caller has locked both folders.
"""

import shutil
from contextlib import closing
from pathlib import Path
from typing import NamedTuple

from collector.core.errors import StateConflict
from collector.core.moments import Moment
from collector.core.wording import utc_minute
from collector.storage import commit_numbers, ledger
from collector.storage.copies import JOURNALS, copies
from collector.storage.database import open_store
from collector.storage.soundness import damage_in, is_sound
from collector.storage.sqlite_errors import damaged, translated
from collector.storage.state_folder import state_file
from collector.storage.whole_files import flush, replacing


class _History(NamedTuple):
    polls: frozenset[Moment]
    commits: int

    def continues(self, other: "_History") -> bool:
        return self.polls >= other.polls and self.commits >= other.commits


def move_state(account: str, source: Path, target: Path) -> None:
    """Move the state of *account*, its count of commits and its copies from folder *source* to *target*.

    What arrives is checked before the source is removed. A state that is in *target* already stays if it
    continues the source's, and is replaced if the source's continues it; else raises `StateConflict`. Raises
    `StateDamaged` when the source's is damaged, `StateFull` when it does not fit, and what
    `sqlite_errors.translated` does; then both are what they were.
    """
    old, new = state_file(source, account), state_file(target, account)
    if not _continues(new, old):
        _copy_state(old, new)
    _move_copies(old, new)
    _remove(old)


def _continues(new: Path, old: Path) -> bool:
    """Return True if the state *new* is there and goes on from *old*, False if *old* is to take its place."""
    # An empty one is left by a collector that refused to start over.
    if not new.exists() or not new.stat().st_size:
        return False
    there, here = _history(new), _history(old)
    if there.continues(here):
        return True
    if here.continues(there):
        return False
    raise StateConflict(
        f"{old} (first poll: {_began(here)}) and {new} (first poll: {_began(there)}) each have polls that "
        "the other lacks: keep the one whose history you want (usually the older), move the other one and "
        "its .commits away, and run this again."
    )


def _history(state: Path) -> _History:
    # For writing: one that an older version wrote is upgraded, and a journal is moved into the file.
    with closing(open_store(state)) as store:
        damage = damage_in(store)
        if damage is not None:
            raise damage
        with store.reading() as tx:
            return _History(frozenset(ledger.heartbeats.times(tx)), commit_numbers.number(tx))


def _began(history: _History) -> str:
    return utc_minute(min(history.polls)) if history.polls else "none yet"


def _copy_state(old: Path, new: Path) -> None:
    with closing(open_store(old)) as store, translated(new):
        count = max(commit_numbers.kept(old), commit_numbers.kept(new))
        with replacing(new) as part:
            store.copy_to(part)
            if not is_sound(part):
                raise damaged(old)
            # A state that is continued here may have one, and SQLite would read it into what takes its place.
            _remove_journals(new)
            # Before the state: without one beside it, it keeps a collector from beginning a new one.
            commit_numbers.keep(new, count)


def _move_copies(old: Path, new: Path) -> None:
    for copy in copies(old):
        there = new.parent / copy.path.parent.name / copy.path.name
        with translated(there):
            there.parent.mkdir(mode=0o700, exist_ok=True)
            if not there.exists():
                with replacing(there) as part:
                    shutil.copyfile(copy.path, part)
            copy.path.unlink()


def _remove(state: Path) -> None:
    with translated(state):
        # The state last: where this ends early, it is still there to be found and moved again.
        commit_numbers.beside(state).unlink(missing_ok=True)
        _remove_journals(state)
        state.unlink()
        flush(state.parent)


def _remove_journals(state: Path) -> None:
    for suffix in JOURNALS:
        state.with_name(state.name + suffix).unlink(missing_ok=True)
