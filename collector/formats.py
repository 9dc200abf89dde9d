"""The written forms that settings can have: intervals, zones, addresses."""

from datetime import timedelta
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

_UNITS = {"m": "minutes", "h": "hours", "d": "days"}


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


def listen_address(text: str) -> tuple[str, int] | None:
    """Return host and port of `HOST:PORT` (`[::1]:8710` for IPv6), or None when it is neither."""
    host, colon, port = text.rpartition(":")
    if not colon or not host or not port.isdigit() or not 0 <= int(port) <= 65535:
        return None
    return host.strip("[]"), int(port)


def checked_url(text: str) -> str:
    """Return *text* without a slash at its end; raise ValueError unless it is an http(s) address."""
    url = text.strip().rstrip("/")
    try:
        parts = urlsplit(url)
        sound = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        sound = False
    if not sound or " " in url or not url.isprintable():
        raise ValueError("must be a web address such as http://localhost:8086")
    if parts.query or parts.fragment:
        raise ValueError("must be a web address without ? and #")
    if parts.username or parts.password:
        raise ValueError("must not hold a user or password: they have settings of their own")
    return url
