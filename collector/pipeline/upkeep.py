"""Keeps a state safe: checks it for damage, and copies it once a day while it is sound."""

from datetime import date, datetime, timedelta
from pathlib import Path

from collector.pipeline.account import Account
from collector.storage import commit_numbers, copies
from collector.storage.database import Store
from collector.storage.soundness import damage_at

_NIGHT = timedelta(hours=3)


def copy_day(account: Account, now: datetime) -> date:
    """Return the local day whose copy is to be there at *now*: it begins at three in the morning."""
    return (now.astimezone(account.zone) - _NIGHT).date()


def check_state(account: Account) -> None:
    """Raise `StateDamaged` if the state is not what was written to it; from then on nothing is written.

    Reads through a connection of its own, so other threads go on meanwhile.
    """
    damage = damage_at(account.store.path)
    if damage is not None:
        account.store.refuse(damage)
        raise damage


def copy_state(account: Account, day: date, keep: int, *, is_checked: bool = False) -> Path | None:
    """Check the state, copy it and delete all but *keep* copies; None if the copy of *day* already exists.

    One that *is_checked* is not checked again. Raises as `check_state` does, before any copy is touched, and
    what `storage.copies` does.
    """
    path = account.store.path
    if keep == 0 or copies.has_copy_of(path, day):
        return None
    if not is_checked:
        check_state(account)
    copy = copies.make_copy(path, day)
    copies.prune(path, keep)
    return copy


def older_than_committed(store: Store, *, replace: str | None) -> str | None:
    """Return the sentence for a state that lacks commits which were once made, None as a rule.

    *replace* is the command that repairs InfluxDB, which may have more than the state; None without a server.
    """
    # In this order: a writer counts in the state first.
    beside_it = commit_numbers.kept(store.path)
    with store.reading() as tx:
        lost = commit_numbers.lost(tx, beside_it)
    if not lost:
        return None
    said = (
        f"The state lacks {lost:,} transactions that were once committed: a copy was restored, or the disk "
        "lost data that it had reported as written. Polls fetch again what WaniKani still has."
    )
    if replace is None:
        return said
    beyond = "InfluxDB may hold points that the state lacks, and count reviews twice"
    return f"{said} {beyond}: stop the collector and run {replace}."
