"""Counts committed transactions: in the state, and in a small file beside it.

A disk that loses data it reported as written may leave a state that is sound, but an hour old; so does a
restored backup. Both are noticed when the state is opened: the file beside it has counted further. The state
goes on from there: polls fetch what is missing again. Points that only InfluxDB has stay there until
`rebuild`.
"""

import os
from contextlib import suppress
from pathlib import Path

from collector.storage.rows import value
from collector.storage.transaction import Transaction

TABLE = """CREATE TABLE commits (
    one INTEGER PRIMARY KEY CHECK (one = 1),
    -- `lost` is how many of them the state was without when it was opened, since the last `rebuild`.
    number INTEGER NOT NULL, lost INTEGER NOT NULL
) STRICT"""
FIRST = "INSERT INTO commits (one, number, lost) VALUES (1, 0, 0)"
_DIGITS = 19


def beside(state: Path) -> Path:
    """Return the file that counts along with *state*."""
    return state.with_suffix(".commits")


def next_number(tx: Transaction) -> int:
    """Count the transaction that is about to be committed, and return its number."""
    return int(value(tx.execute("UPDATE commits SET number = number + 1 RETURNING number")))


def number(tx: Transaction) -> int:
    """Return how many transactions were committed."""
    return int(value(tx.execute("SELECT number FROM commits")))


def keep(state: Path, number: int) -> None:
    """Write *number* beside *state*; raises nothing, as an old number does no harm."""
    with suppress(OSError):
        # In place, in one small write: replacing the file would take two more of them.
        file = os.open(beside(state), os.O_WRONLY | os.O_CREAT, 0o600)
        try:
            os.pwrite(file, f"{number:0{_DIGITS}}\n".encode(), 0)
            os.fsync(file)
        finally:
            os.close(file)


def kept(state: Path) -> int:
    """Return the number beside *state*, 0 where there is none that can be read."""
    try:
        text = beside(state).read_bytes()
    except OSError:
        return 0
    return int(text) if len(text) == _DIGITS + 1 and text.strip().isdigit() else 0


def notice_loss(tx: Transaction, beside_it: int) -> None:
    """Note how many commits of those counted beside the state it lacks, and count on from there."""
    tx.execute(
        "UPDATE commits SET lost = lost + ? - number, number = ? WHERE number < ?",
        (beside_it, beside_it, beside_it),
    )


def lost(tx: Transaction, beside_it: int) -> int:
    """Return how many commits the state lacks of those that were once made, since the last `rebuild`."""
    return int(value(tx.execute("SELECT lost + max(0, ? - number) FROM commits", (beside_it,))))


def forget_loss(tx: Transaction) -> None:
    """Forget lost commits: the database was written again and has nothing beyond the state."""
    tx.execute("UPDATE commits SET lost = 0 WHERE lost <> 0")
