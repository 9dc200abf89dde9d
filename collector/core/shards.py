"""Assigns accounts to shards: each account has exactly one, found by its name alone.

Rendezvous hashing: every shard has a weight for the name, and the heaviest owns the account. A shard that is
added takes accounts from all the others and moves none between them; one that is removed leaves the others
what they have.

The weight is the first 8 bytes, big-endian, of SHA-256 over `NUMBER/NAME` in UTF-8, and of two equal weights
the lower number counts. It never changes: states are on the volumes of the shards that own them.

>>> Shard(2, 5).owns("anna"), owner("anna", 5)
(False, 4)
>>> str(parse_shard("2/5"))
'2/5'
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import TypeVar

# Shards are written out where they are deployed; more of them is a slip of the finger.
MOST = 10_000
_FORM = re.compile(r"([0-9]{1,6})/([0-9]{1,6})")
_WEIGHT_BYTES = 8
_Value = TypeVar("_Value")


@dataclass(frozen=True, slots=True, order=True)
class Shard:
    """One of *of* collectors that divide the accounts among themselves; numbers begin at 1."""

    number: int
    of: int

    def __post_init__(self) -> None:
        """Raise `ValueError` unless there is such a shard."""
        if not 1 <= self.of <= MOST:
            raise ValueError(f"must be of 1 to {MOST:,} shards, not of {self.of:,}")
        if not 1 <= self.number <= self.of:
            raise ValueError(f"is {self}, but the shards of {self.of} are 1/{self.of} to {self.of}/{self.of}")

    def owns(self, name: str) -> bool:
        """Return True if the account, by the *name* of its state, is polled by this shard."""
        return owner(name, self.of) == self.number

    def __str__(self) -> str:
        """Return it as the setting has it."""
        return f"{self.number}/{self.of}"


def owner(name: str, shards: int) -> int:
    """Return the number of the one among *shards* that owns the account called *name*."""
    return max(range(1, shards + 1), key=lambda number: (_weight(number, name), -number))


def owned(accounts: Mapping[str, _Value], shard: Shard | None) -> dict[str, _Value]:
    """Return those of *accounts*, by the names of their states, that *shard* owns; None owns all."""
    return {name: account for name, account in accounts.items() if shard is None or shard.owns(name)}


def parse_shard(text: str) -> Shard:
    """Return the shard of `2/5`, the second of five; raises `ValueError` with the end of a sentence."""
    found = _FORM.fullmatch(text.strip())
    if found is None:
        raise ValueError("must be NUMBER/OF, such as 2/5 for the second of five shards")
    return Shard(int(found[1]), int(found[2]))


def _weight(number: int, name: str) -> int:
    return int.from_bytes(sha256(f"{number}/{name}".encode()).digest()[:_WEIGHT_BYTES])
