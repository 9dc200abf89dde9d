"""The parameters of an address, read as Rails reads them, on which the real service runs."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

from collector.simulator.http.http_error import unprocessable

_ITEM_OF_A_LIST = re.compile(r"^(?P<name>.+)\[\d*\]$")
# The documentation's own example has an hour of one digit.
_SHORT_HOUR = re.compile(r"T(\d):")
# A plus that was not escaped arrives as a space.
_LOST_PLUS = re.compile(r" (\d\d:?\d\d)$")

_TRUE = frozenset({"true", "1", "t", "yes", "y", "on"})
_FALSE = frozenset({"false", "0", "f", "no", "n", "off"})


def parameters(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return each parameter's text: of several the last counts, but those called `name[]` make a list.

    >>> parameters([("levels", "1"), ("levels", "2"), ("ids[]", "3"), ("ids[]", "4")])
    {'levels': '2', 'ids': '3,4'}
    """
    texts: dict[str, str] = {}
    lists: dict[str, list[str]] = {}
    for name, text in pairs:
        if item := _ITEM_OF_A_LIST.match(name):
            lists.setdefault(item["name"], []).append(text)
        else:
            texts[name] = text
    return texts | {name: ",".join(items) for name, items in lists.items()}


def number(text: str) -> int:
    """Return the integer written in a parameter. Raises `HttpError` 422 if it is not valid."""
    try:
        return int(text)
    except ValueError as error:
        raise unprocessable(f"not a number: {text}") from error


def words(text: str) -> frozenset[str]:
    """Return the items of a comma-separated list; empty ones do not count."""
    return frozenset(word for part in text.split(",") if (word := part.strip()))


def numbers(text: str) -> frozenset[int]:
    """Return the integers of a comma-separated list."""
    return frozenset(number(word) for word in words(text))


def boolean(text: str) -> bool:
    """Return the true or false written in a parameter; its bare name means true.

    Raises `HttpError` 422 if it is neither.
    """
    word = text.strip().lower()
    if word not in _TRUE | _FALSE | {""}:
        raise unprocessable(f"neither true nor false: {text}")
    return word not in _FALSE


def moment(text: str) -> datetime:
    """Return the time written in a parameter, in UTC unless it names a zone.

    Raises `HttpError` 422 if it is not valid.
    """
    try:
        read = datetime.fromisoformat(_LOST_PLUS.sub(r"+\1", _SHORT_HOUR.sub(r"T0\1:", text.strip())))
        return (read if read.tzinfo else read.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise unprocessable(f"not a time: {text}") from error
