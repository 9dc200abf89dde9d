"""Whose state this is: the name its points carry, and the WaniKani user it belongs to."""

from typing import NamedTuple

from collector.storage.transaction import Transaction


class Identity(NamedTuple):
    """The tag `account`, kept for good, and WaniKani's id of the user once a poll told it."""

    name: str
    user_id: str | None


def identity(tx: Transaction) -> Identity | None:
    """Return whose state this is, None before anybody's."""
    row = tx.execute("SELECT name, user_id FROM account").fetchone()
    return Identity(*row) if row else None


def save_identity(tx: Transaction, who: Identity) -> None:
    """Keep whose state this is from now on."""
    tx.execute("INSERT OR REPLACE INTO account VALUES (1, ?, ?)", who)
