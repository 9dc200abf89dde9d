"""Reads this collector's shard from COLLECTOR_SHARD, and warns if it owns no account.

>>> resolved_shard("auto/5", host="wanikani-collector-1")
Shard(number=2, of=5)
"""

import re
import socket
from collections.abc import Collection

from collector.core.shards import Shard, parse_shard

# Pods of a StatefulSet are called NAME-ORDINAL, from 0 on, and their machines as they are.
_ORDINAL = re.compile(r"-([0-9]{1,6})$")
_AUTO = "auto/"


def checked_shard(value: str | None) -> str | None:
    """Return `NUMBER/OF`; the number of `auto/OF` comes from the name of this machine."""
    return None if value is None else str(resolved_shard(value.lower(), socket.gethostname()))


def resolved_shard(text: str, host: str) -> Shard:
    """Return the shard that *text* means on the machine called *host*.

    Raises `ValueError` with the end of a sentence.
    """
    if not text.startswith(_AUTO):
        return parse_shard(text)
    of = parse_shard(f"1/{text.removeprefix(_AUTO)}").of
    name = host.partition(".")[0]
    ordinal = _ORDINAL.search(name)
    if ordinal is None:
        raise ValueError(
            f"is {text}, but this machine is called {name}, without the -NUMBER at the end that pods of a "
            "StatefulSet have: write the shard itself, such as 2/5"
        )
    if int(ordinal[1]) >= of:
        raise ValueError(
            f"is {text}, but this machine is called {name}, and the last of {of} would end with -{of - 1}: "
            "set the number of shards to the number of pods"
        )
    return Shard(int(ordinal[1]) + 1, of)


def shard_warnings(shard: Shard | None, accounts: Collection[str]) -> list[str]:
    """Return a sentence where the shard owns none of the accounts: *accounts* are those it owns."""
    if shard is None or accounts:
        return []
    return [f"Shard {shard} owns none of the accounts, so nothing is polled here."]
