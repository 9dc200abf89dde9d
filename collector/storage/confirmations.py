"""The last answer of WaniKani's that confirmed the time, for polls of later processes that get none."""

from collector.core.confirmed_time import Confirmation
from collector.storage.rows import record, upsert
from collector.storage.transaction import Transaction


def confirmation(tx: Transaction) -> Confirmation | None:
    """Return the last confirmation, None before the first answer."""
    return record(Confirmation, tx.execute("SELECT * FROM confirmation"))


def save_confirmation(tx: Transaction, confirmed: Confirmation) -> None:
    """Store *confirmed* in place of the one before."""
    upsert(tx, "confirmation", [confirmed], key="one", one=1)
