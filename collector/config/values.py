"""The written forms that settings can have: intervals, zones, addresses."""

import re
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

# What cron can say evenly.
PollEvery = Literal["15m", "20m", "30m", "1h", "2h", "3h", "4h", "6h", "8h", "12h", "1d", "7d"]
# For a simulated WaniKani whose time flies; the real one is not asked that often.
Hurried = Literal["1s", "5s", "15s", "1m", "5m"]

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def interval(text: str) -> timedelta:
    """Return the time that a step such as `15m`, `1h` or `7d` stands for."""
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


def known_zone(name: str) -> bool:
    """Whether *name* is a time zone of the IANA database."""
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def checked_url(text: str, example: str) -> str:
    """Return *text* without a slash at its end; raise ValueError unless it is an http(s) address."""
    url = text.strip().rstrip("/")
    if not text.strip().lower().startswith(("http://", "https://")):
        raise ValueError(f"must begin with http:// or https://, such as {example}")
    if not _sound(url):
        raise ValueError(f"must be a web address such as {example}")
    parts = urlsplit(url)
    if parts.query or parts.fragment:
        raise ValueError("must be a web address without ? and #")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not hold a user or password: they have settings of their own")
    return url


def _sound(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")  # UnicodeError: two dots, or a label too long
        return bool(host) and parts.port != 0 and " " not in url and url.isprintable()
    except ValueError:
        return False


def is_web_address(text: str) -> bool:
    """Whether *text* is an http(s) address, with whatever ? it has."""
    return text.lower().startswith(("http://", "https://")) and _sound(text)


def looks_like_a_token(text: str) -> bool:
    """Whether *text* has the form of WaniKani's tokens, and so very likely is one."""
    return _UUID.fullmatch(text.strip()) is not None


def without_blanks(given: Any) -> Any:
    """Leave out the whitespace around values, and values of nothing else: they count as unset."""
    if isinstance(given, dict):
        kept = {name: without_blanks(value) for name, value in given.items()}
        return {name: value for name, value in kept.items() if value != ""}
    return given.strip() if isinstance(given, str) else given
