"""Likely mistakes: variables that look like a setting and are none, and lines of `.env` without effect.

>>> likely_typos(["WANIKANI_TOKN"], ["WANIKANI_TOKEN"])
['WANIKANI_TOKN is not a setting: did you mean WANIKANI_TOKEN?']
"""

import difflib
import io
from collections.abc import Iterable

from dotenv.parser import parse_stream

_PREFIXES = ("WANIKANI_", "INFLUXDB_", "COLLECTOR_", "ALERT_")


def likely_typos(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return a sentence for each of *given* that begins like a setting of ours but is none."""
    names = sorted(known)
    return [
        _sentence(name, _similar(name, names))
        for name in sorted({name.upper() for name in given})
        if name.startswith(_PREFIXES) and not _is_known(name, names)
    ]


def names_in(text: str) -> list[str]:
    """Return the variables that the *text* of a `.env` sets."""
    return [binding.key for binding in parse_stream(io.StringIO(text)) if binding.key]


def lines_without_effect(text: str) -> list[str]:
    """Return a sentence for each line of a `.env` that sets nothing; it repeats no word of it."""
    return [
        f"Line {_line(binding.original.line, binding.original.string)} of .env is not NAME=value: "
        "it has no effect."
        for binding in parse_stream(io.StringIO(text))
        if binding.error or (binding.key and binding.value is None)
    ]


def _similar(name: str, known: list[str]) -> list[str]:
    """Return the setting that is likeliest meant; that two names begin alike makes them no more similar."""
    prefix = next(prefix for prefix in _PREFIXES if name.startswith(prefix))
    rests = [other.removeprefix(prefix) for other in known if other.startswith(prefix)]
    return [prefix + rest for rest in difflib.get_close_matches(name.removeprefix(prefix), rests, n=1)]


def _line(first: int, original: str) -> int:
    """Empty lines before it count to a statement; the owner looks for what can be seen."""
    return first + len(original) - len(original.lstrip("\n"))


def _is_known(name: str, known: list[str]) -> bool:
    accounts = name.split("__")
    return name in known or (
        len(accounts) == 3 and accounts[0] == "WANIKANI_ACCOUNTS" and accounts[2] in {"TOKEN", "TOKEN_FILE"}
    )


def _sentence(name: str, similar: list[str]) -> str:
    meant = f": did you mean {similar[0]}?" if similar else "; it has no effect."
    return f"{name} is not a setting{meant}"


def unknown_zone_warning(tz: str) -> str:
    """Return the sentence about a `TZ` that is no name of a zone."""
    return f"TZ is {tz}, which is no name such as Europe/Berlin, so UTC is used: set COLLECTOR_TIMEZONE."
