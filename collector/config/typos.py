"""Likely mistakes: variables that look like a setting but are not.

>>> likely_typos(["WANIKANI_TOKN"], ["WANIKANI_TOKEN"])
['WANIKANI_TOKN is not a setting: did you mean WANIKANI_TOKEN?']
"""

import difflib
from collections.abc import Iterable

from collector.config.near_answers import near_zone
from collector.config.settings import Settings
from collector.config.values import is_zone

_PREFIXES = ("WANIKANI_", "INFLUXDB_", "COLLECTOR_", "ALERT_")
# Lines of the same `.env` that docker compose alone reads.
STACK_ONLY = frozenset(
    f"{service}_{what}" for service in ("COLLECTOR", "INFLUXDB") for what in ("BIND", "IMAGE", "PORT")
)


def likely_typos(given: Iterable[str], known: Iterable[str]) -> list[str]:
    """Return a sentence for each of *given* that begins or nearly begins like a setting, but is not one.

    A name with another program's prefix, such as `INFLUX_TOKEN`, counts only where the setting that it
    resembles is not set.
    """
    names = sorted(known)
    present = sorted({name.upper() for name in given})
    found = [(name, _meant(name, names, present)) for name in present if not _is_known(name, names)]
    return [_sentence(name, meant) for name, meant in found if meant is not None]


def are_suspicious(given: Iterable[str], known: Iterable[str]) -> bool:
    """Return True if one of *given* is not *known*, and begins or nearly begins like a setting."""
    names = sorted(known)
    return any(_prefix(name) for name in {each.upper() for each in given} if not _is_known(name, names))


def _prefix(name: str) -> str | None:
    """Return the prefix that *name* begins with or nearly begins with, None if there is none."""
    if name.startswith(_PREFIXES):
        return next(prefix for prefix in _PREFIXES if name.startswith(prefix))
    return next(
        iter(difflib.get_close_matches(name.partition("_")[0] + "_", _PREFIXES, n=1, cutoff=0.8)), None
    )


def _meant(name: str, known: list[str], present: list[str]) -> str | None:
    """Return the setting that was likely meant, "" if one was meant but none is similar, None if none was."""
    prefix = _prefix(name)
    if prefix is None:
        return None
    if name.startswith(prefix):
        return next(iter(_similar(name, prefix, prefix, known)), "")
    meant = next(iter(_similar(name, name.partition("_")[0] + "_", prefix, known)), None)
    return None if meant in present else meant


def _similar(name: str, written: str, prefix: str, known: list[str]) -> list[str]:
    """Return the setting that was most likely meant; a common prefix does not count as similarity."""
    rests = [other.removeprefix(prefix) for other in known if other.startswith(prefix)]
    return [prefix + rest for rest in difflib.get_close_matches(name.removeprefix(written), rests, n=1)]


def _is_known(name: str, known: list[str]) -> bool:
    accounts = name.split("__")
    return (
        name in STACK_ONLY
        or name in known
        or (
            len(accounts) == 3
            and accounts[0] == "WANIKANI_ACCOUNTS"
            and accounts[2] in {"TOKEN", "TOKEN_FILE"}
        )
    )


def _sentence(name: str, similar: str) -> str:
    return f"{name} is not a setting{f': did you mean {similar}?' if similar else '; it has no effect.'}"


def zone_warnings(settings: Settings) -> list[str]:
    """Return a sentence about a `TZ` that does not count as it seems to: no name, or not the zone of days."""
    if settings.unknown_tz is not None:
        return [unknown_zone_warning(settings.unknown_tz)]
    tz = (settings.tz or "").removeprefix(":")
    if settings.collector_timezone and is_zone(tz) and tz != settings.collector_timezone:
        return [other_zone_warning(tz, settings.zone.key)]
    return []


def other_zone_warning(tz: str, zone: str) -> str:
    """Return the sentence about a `TZ` beside the COLLECTOR_TIMEZONE *zone*."""
    return (
        f"TZ is {tz}, but COLLECTOR_TIMEZONE takes precedence: days are counted in {zone}. Remove one of the "
        "two, or set both to the same value."
    )


def unknown_zone_warning(tz: str) -> str:
    """Return the sentence about a `TZ` that does not name a time zone."""
    near = near_zone(tz)
    example = f" to {near}, if you mean that" if near else ""
    return (
        f"TZ is {tz}, which is not a name such as Europe/Berlin, so UTC is used: set "
        f"COLLECTOR_TIMEZONE{example}."
    )
