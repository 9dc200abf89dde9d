"""The bodies of writes: JSON or a form, whose values are read as leniently as Rails reads them."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from http import HTTPStatus

from werkzeug.wrappers import Request

from collector.simulator.api.parameters import boolean, moment, number
from collector.simulator.http.http_error import HttpError, unprocessable

LONGEST_BODY = 1 << 20
_LARGEST_NUMBER = (1 << 31) - 1
_FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})


def read_body(request: Request) -> Mapping[str, object]:
    """Return the body's object; a body that is neither JSON nor a form counts as empty, as with Rails.

    Raises `HttpError` 400 when it cannot be read.
    """
    request.max_content_length = LONGEST_BODY
    if request.mimetype in _FORMS:
        return _nested(request.form.items(multi=True))
    if not request.is_json or not (body := request.get_data().strip()):
        return {}
    try:
        read = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise _bad_request() from error
    if not isinstance(read, dict):
        raise _bad_request()
    return read


def fields(body: Mapping[str, object], key: str) -> "Fields":
    """Return the values that *body* has under *key*, the name of the resource; everything else is ignored.

    Source: pull request 49 to the API documentation. Raises `HttpError` 422 when it is no object.
    """
    values = body.get(key)
    if not isinstance(values, dict | None):
        raise unprocessable(f"{key} must be an object")
    return Fields(values or {})


class Fields:
    """Named values of a body. Each is None if left out, null or empty."""

    def __init__(self, values: Mapping[str, object]) -> None:
        self._values = values

    def __bool__(self) -> bool:
        return bool(self._values)

    def __contains__(self, name: object) -> bool:
        return name in self._values

    def count(self, name: str) -> int | None:
        """Return a whole number from 0 on, even if written as text. Raises `HttpError` 422 otherwise."""
        value = self._given(name)
        if isinstance(value, str):
            value = number(value)
        if value is None:
            return None
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _LARGEST_NUMBER:
            raise unprocessable(f"{name} must be zero or a positive number")
        return value

    def required(self, name: str) -> int:
        """Return a whole number from 0 on. Raises `HttpError` 422 if it is left out."""
        value = self.count(name)
        if value is None:
            raise unprocessable(f"{name} is missing")
        return value

    def moment(self, name: str) -> datetime | None:
        """Return a time. Raises `HttpError` 422 if the value is none."""
        value = self._given(name)
        if not isinstance(value, str | None):
            raise unprocessable(f"{name} must be a time")
        return None if value is None else moment(value)

    def boolean(self, name: str) -> bool | None:
        """Return true or false, even if it is written as text or a number."""
        value = self._given(name)
        return None if value is None else boolean(str(value))

    def text(self, name: str) -> str | None:
        """Return a text."""
        value = self._given(name)
        return None if value is None else _text(name, value)

    def texts(self, name: str) -> tuple[str, ...]:
        """Return the texts of a list, without empty ones; anything but a list counts as an empty list."""
        value = self._given(name)
        return tuple(_text(name, one) for one in value if one) if isinstance(value, list) else ()

    def fields(self, name: str) -> "Fields":
        """Return the values nested under *name*."""
        return fields(self._values, name)

    def _given(self, name: str) -> object:
        value = self._values.get(name)
        return None if isinstance(value, str) and not value.strip() else value


def _text(name: str, value: object) -> str:
    try:
        # JSON can spell half of a character, which no answer could repeat.
        str(value).encode()
    except UnicodeEncodeError as error:
        raise unprocessable(f"{name} is not a text") from error
    if not isinstance(value, str | int | float):
        raise unprocessable(f"{name} is not a text")
    return str(value)


def _nested(pairs: Iterable[tuple[str, str]]) -> Mapping[str, object]:
    """Return the fields of a form, of which `a[b]` lies within `a`, and `a[b][]` adds to a list."""
    body: dict[str, object] = {}
    for name, text in pairs:
        *path, last = name.replace("]", "").split("[")
        if path and not last:
            items = _within(body, path[:-1]).setdefault(path[-1], [])
            if not isinstance(items, list):
                raise _bad_request()
            items.append(text)
        else:
            _within(body, path)[last] = text
    return body


def _within(body: dict[str, object], path: Iterable[str]) -> dict[str, object]:
    for step in path:
        inner = body.setdefault(step, {})
        if not isinstance(inner, dict):
            raise _bad_request()
        body = inner
    return body


def _bad_request() -> HttpError:
    return HttpError(HTTPStatus.BAD_REQUEST, "Bad Request")
