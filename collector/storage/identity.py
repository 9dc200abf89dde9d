"""The identity of a state: the name its points carry, and the WaniKani user it belongs to."""

from typing import NamedTuple

from collector.storage.rows import record, upsert
from collector.storage.transaction import Transaction


class Identity(NamedTuple):
    """The tag `account`, which never changes, and the id of WaniKani's user once a poll has it."""

    name: str
    user_id: str | None


def identity(tx: Transaction) -> Identity | None:
    """Return whose state this is, None before that is known."""
    return record(Identity, tx.execute("SELECT * FROM account"))


def save_identity(tx: Transaction, who: Identity) -> None:
    """Store whose state this is from now on."""
    upsert(tx, "account", [who], key="one", one=1)
