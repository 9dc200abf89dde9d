"""Variables that look like ours and are not: very likely a typing mistake."""

import difflib
from collections.abc import Iterable

_PREFIXES = ("WANIKANI_", "INFLUXDB_", "COLLECTOR_")


def likely_typos(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return a sentence for each of *given* that begins like a setting of ours but is none."""
    names = sorted(known)
    return [
        _sentence(name, difflib.get_close_matches(name, names, n=1, cutoff=0.6))
        for name in sorted({name.upper() for name in given})
        if name.startswith(_PREFIXES) and not _is_known(name, names)
    ]


def _is_known(name: str, known: list[str]) -> bool:
    accounts = name.split("__")
    return name in known or (
        len(accounts) == 3 and accounts[0] == "WANIKANI_ACCOUNTS" and accounts[2] in {"TOKEN", "TOKEN_FILE"}
    )


def _sentence(name: str, similar: list[str]) -> str:
    meant = f": did you mean {similar[0]}?" if similar else "; it has no effect."
    return f"{name} is not a setting{meant}"
