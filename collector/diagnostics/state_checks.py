"""The checks of the state folder and the accounts' states."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from collector.config.settings import Settings
from collector.core.errors import CollectorError
from collector.diagnostics.finding import Finding, Severity
from collector.storage import outbox
from collector.storage.database import Store, check, open_for_reading
from collector.storage.sqlite_errors import damaged, unwritable
from collector.storage.state_folder import state_file


def check_state_folder(folder: Path) -> Finding:
    """Check that the state folder can be written; makes it if it is not there."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        return Finding.of_error(unwritable(folder, error.strerror))
    free = os.statvfs(folder).f_bavail * os.statvfs(folder).f_frsize if hasattr(os, "statvfs") else None
    room = f", {free // 2**20:,} MiB free" if free is not None else ""
    return Finding(Severity.OK, f"The state folder {folder} can be written{room}.")


def check_state(settings: Settings, name: str) -> Iterator[Finding]:
    """Check that the account's state is sound, and count what waits in it."""
    path = state_file(settings.collector_state, name)
    try:
        store = open_for_reading(path)
        if store is None:
            yield Finding(Severity.NOTE, f"{name}: nothing collected yet; the first poll makes {path.name}.")
            return
        with closing(store):
            yield from _soundness(store, name)
    except CollectorError as problem:
        yield Finding.of_error(problem, f"{name}: ")


def _soundness(store: Store, name: str) -> Iterator[Finding]:
    wrong = check(store)
    if wrong is not None:
        yield Finding.of_error(damaged(store.path, f"is damaged ({wrong})"), f"{name}: ")
        return
    with store.reading() as tx:
        pending = outbox.pending(tx)
        refused = outbox.last_rejection(tx)
    yield Finding(Severity.OK, f"{name}: the state is sound; {pending:,} points wait.")
    if refused is not None:
        yield Finding(Severity.NOTE, f"{name}: InfluxDB refused points; the last one: {refused.reason}")
