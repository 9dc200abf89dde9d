"""Refuses files that cannot be opened as the state, and notices lost commits."""

from pathlib import Path

from collector.core.errors import StateDamaged, StateUnusable
from collector.storage import commit_numbers, schema
from collector.storage.transaction import Transaction, committed


def refuse_emptied(path: Path) -> None:
    """Raise `StateDamaged` if a state was at *path* that is gone.

    Starting over silently would lose its history, and in time its good copies.
    """
    number = commit_numbers.kept(path)
    if number:
        raise StateDamaged(
            f"The state {path} is missing or empty, though it was written to ({number:,} times): restore a "
            "copy of it (wanikani-collector restore-state lists them), or remove "
            f"{commit_numbers.beside(path).name} beside it to start over."
        )


def refuse_others(connection: Transaction, path: Path) -> None:
    """Raise `StateUnusable` if the file is not one of our states, or of a newer version."""
    if not schema.is_ours(connection):
        raise StateUnusable(
            f"The state {path} was written by a wanikani-collector from before its first release, or by "
            "another program: move it away, or set COLLECTOR_STATE to another folder."
        )
    if schema.version(connection) > schema.VERSION:
        raise StateUnusable(
            f"The state {path} was written by a newer wanikani-collector: install that one (or a newer), "
            "or set COLLECTOR_STATE to another folder."
        )


def refuse_older(connection: Transaction, path: Path) -> None:
    """Raise `StateUnusable` if the state has tables of an older version."""
    if schema.version(connection) < schema.VERSION:
        raise StateUnusable(
            f"The state {path} was last written by an older wanikani-collector: wanikani-collector run or "
            "poll upgrades it."
        )


def notice_loss(connection: Transaction, path: Path) -> None:
    """Note commits that the state lacks: the file beside it has counted further."""
    beside_it = commit_numbers.kept(path)
    if commit_numbers.lost(connection, beside_it):
        with committed(connection):
            commit_numbers.notice_loss(connection, beside_it)
