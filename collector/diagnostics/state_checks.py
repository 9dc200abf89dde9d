"""The checks of the state folder and the accounts' states."""

import os
import tempfile
from collections.abc import Collection, Iterator
from contextlib import closing
from pathlib import Path

from collector.config.settings import Settings
from collector.core.advice import replace_command
from collector.core.errors import CollectorError, StateDamaged
from collector.diagnostics.finding import Finding, Severity
from collector.pipeline.upkeep import older_than_committed
from collector.storage import outbox
from collector.storage.copies import copies
from collector.storage.database import Store, open_for_reading
from collector.storage.soundness import damage_in, is_sound
from collector.storage.sqlite_errors import unwritable
from collector.storage.state_folder import state_file


def check_state_folder(folder: Path) -> Finding:
    """Check that the state folder can be written; makes it if it is not there."""
    try:
        # Doctor is often the first command: the folder gets the mode that a poll would give it.
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding.of_error(unwritable(folder, error.strerror))
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize if hasattr(os, "statvfs") else None
    room = f", {free // 2**20:,} MiB free" if free is not None else ""
    return Finding(Severity.OK, f"The state folder {folder} can be written{room}.")


def check_state(settings: Settings, name: str, accounts: Collection[str]) -> Iterator[Finding]:
    """Check that the state of *name*, one of *accounts*, is sound; offer a copy where it is not."""
    path = state_file(settings.collector_state, name)
    try:
        store = open_for_reading(path)
        if store is None:
            yield Finding(Severity.NOTE, f"{name}: nothing collected yet; the first poll makes {path.name}.")
            return
        with closing(store):
            yield from _soundness(settings, store, name, accounts)
    except StateDamaged as problem:
        yield Finding.of_error(problem, f"{name}: ")
        yield _offer(path, name)
    except CollectorError as problem:
        yield Finding.of_error(problem, f"{name}: ")


def _soundness(settings: Settings, store: Store, name: str, accounts: Collection[str]) -> Iterator[Finding]:
    damage = damage_in(store)
    if damage is not None:
        raise damage
    with store.reading() as tx:
        pending = outbox.pending(tx)
        refused = outbox.last_rejection(tx)
    yield Finding(Severity.OK, f"{name}: the state is sound; {pending:,} points wait. {_copies(store.path)}")
    if refused is not None:
        yield Finding(Severity.NOTE, f"{name}: InfluxDB refused points; the last one: {refused.reason}")
    replace = replace_command(name, accounts) if settings.influxdb_url is not None else None
    older = older_than_committed(store, replace=replace)
    if older is not None:
        # Without a server there is nothing beyond the state.
        severity = Severity.ACTION if settings.influxdb_url else Severity.NOTE
        yield Finding(severity, f"{name}: {older}")


def _copies(state: Path) -> str:
    found = copies(state)
    return f"Its newest copy is of {found[0].day}." if found else "It has no copy yet."


def _offer(state: Path, name: str) -> Finding:
    """Return the finding that names the newest copy which is sound, and the command that puts it back."""
    for copy in copies(state):
        if is_sound(copy.path):
            return Finding(
                Severity.ACTION,
                f"{name}: its copy of {copy.day} is sound: stop the collector, then restore it with "
                f"wanikani-collector restore-state --account {name} --yes",
            )
    return Finding(Severity.ACTION, f"{name}: there is no sound copy of it in {state.parent / 'copies'}.")
