"""The allowed value that is nearest to one that is not: what a sentence proposes.

>>> near_interval("60m"), near_zone("Berlin")
('1h', 'Europe/Berlin')
"""

import difflib
import re
from typing import get_args
from zoneinfo import available_timezones

from collector.config.values import PollEvery, interval, is_zone

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}
_WORDS = {"hourly": "1h", "daily": "1d", "weekly": "7d"}
# `GMT+2` is two hours ahead for a person and two behind in the database (`Etc/GMT+2`): no near answer.
_OFFSET = re.compile(r"[+-][0-9]")
_AMOUNT = re.compile(r"(?P<number>[0-9]+)\s*(?P<unit>[smhdw]?)[a-z]*", re.IGNORECASE)


def near_interval(text: str) -> str | None:
    """Return the interval of `PollEvery` whose length is nearest to *text*; None where it has no length.

    A number without a unit is one of seconds, as for most programs; of two equally near the shorter.
    """
    text = text.strip().lower()
    if text in _WORDS:
        return _WORDS[text]
    amount = _AMOUNT.fullmatch(text)
    if amount is None:
        return None
    seconds = int(amount["number"]) * _SECONDS[amount["unit"] or "s"]
    steps: tuple[str, ...] = get_args(PollEvery)
    return min(steps, key=lambda step: abs(int(interval(step).total_seconds()) - seconds))


def near_zone(text: str) -> str | None:
    """Return the IANA zone that *text* is a part or a misspelling of, or None."""
    wanted = re.sub(r"\s+", "_", text.strip().lower())
    if _OFFSET.search(wanted):
        return None
    zones = {name.lower(): name for name in sorted(available_timezones()) if is_zone(name)}
    # A city names its zone; Europe/Berlin comes before an older alias such as a bare country's.
    cities = {name.rpartition("/")[2]: zones[name] for name in sorted(zones, reverse=True)}
    if wanted in zones:
        return zones[wanted]
    city = wanted.rpartition("/")[2]
    if city in cities:
        return cities[city]
    similar = difflib.get_close_matches(wanted, zones, n=1, cutoff=0.85)
    if similar:
        return zones[similar[0]]
    spelled = difflib.get_close_matches(city, cities, n=1, cutoff=0.8)
    return cities[spelled[0]] if spelled else None


def meant(near: str | None) -> str:
    """Return how a sentence about a mistake ends: with the proposal, or without."""
    return f": did you mean {near}?" if near else ""
