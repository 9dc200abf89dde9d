"""The written forms that settings can have: intervals, zones, addresses.

>>> interval("15m")
datetime.timedelta(seconds=900)
"""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

# What cron can say evenly.
PollEvery = Literal["15m", "20m", "30m", "1h", "2h", "3h", "4h", "6h", "8h", "12h", "1d", "7d"]
# For a simulated WaniKani on a faster clock; the real one is not polled that often.
SimulatedPollEvery = Literal["1s", "5s", "15s", "1m", "5m"]
# The name of the state of an account that has no name of its own in the settings.
DEFAULT_ACCOUNT = "account"

_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days"}
_NO_ZONES = {"localtime", "posixrules", "Factory"}
_LABEL = re.compile(r"[a-z0-9_]([a-z0-9_-]{0,61}[a-z0-9_])?")
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)


def interval(text: str) -> timedelta:
    """Return the time that a step such as `15m`, `1h` or `7d` stands for."""
    return timedelta(**{_UNITS[text[-1]]: int(text[:-1])})


def is_zone(name: str) -> bool:
    """Return True if *name* is a time zone of the IANA database, and so means the same on every machine.

    `localtime`, and copies such as `posix/Europe/Berlin`, are files of this machine: InfluxDB has others.
    """
    if name in _NO_ZONES or name.startswith(("posix/", "right/")):
        return False
    try:
        ZoneInfo(name)
    except (ValueError, OSError, KeyError):
        return False
    return True


def checked_url(text: str, example: str) -> str:
    """Return *text* without a slash at its end.

    Raises `ValueError` unless it is an http(s) address without query, fragment and password.
    """
    url = text.strip().rstrip("/")
    if not text.strip().lower().startswith(("http://", "https://")):
        raise ValueError(f"must begin with http:// or https://, such as {example}")
    if not _is_valid_url(url):
        raise ValueError(f"must be a web address such as {example}")
    parts = urlsplit(url)
    if parts.query or parts.fragment:
        raise ValueError("must be a web address without ? and #")
    if parts.username is not None or parts.password is not None:
        raise ValueError("must not contain a user or password: set these with their own settings")
    return url


def _is_valid_url(url: str) -> bool:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").encode("idna")  # UnicodeError: two dots, or a label too long
        return bool(host) and parts.port != 0 and " " not in url and url.isprintable()
    except ValueError:
        return False


def is_web_address(text: str) -> bool:
    """Return True if *text* is an http(s) address; it may have a query."""
    return text.lower().startswith(("http://", "https://")) and _is_valid_url(text)


def split_names(text: str) -> list[str]:
    """Return the names in *text*, which has commas or blanks between them, in small letters.

    >>> split_names("Nas.home, stats.example.org.")
    ['nas.home', 'stats.example.org']
    """
    return [name.lower().removesuffix(".") for name in re.split(r"[,\s]+", text) if name]


def is_host_name(name: str) -> bool:
    """Return True if *name* can be a host's name. Source: RFC 1123, section 2.1; underscores too."""
    return len(name) <= 253 and all(_LABEL.fullmatch(label) for label in name.split("."))


def looks_like_a_token(text: str) -> bool:
    """Return True if *text* has the form of WaniKani's tokens, a UUID, and so very likely is one."""
    return _UUID.fullmatch(text.strip()) is not None


def strip_blanks(given: Any) -> Any:
    """Return *given* without the whitespace around values and without empty ones, which count as unset."""
    if isinstance(given, dict):
        kept = {name: strip_blanks(value) for name, value in given.items()}
        return {name: value for name, value in kept.items() if value != ""}
    return given.strip() if isinstance(given, str) else given


def default_state() -> Path:
    """Return the folder of the state where none is named: that of the user's data."""
    import platformdirs  # noqa: PLC0415 - it takes 8 ms, and most installations name a folder

    return platformdirs.user_data_path("wanikani-collector")
