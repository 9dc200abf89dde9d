"""Errors in the service's own shape. Source: the API documentation, "Errors"."""

from collections.abc import Mapping
from http import HTTPStatus
from http.client import responses

from collector.simulator.http.json_text import Json


class HttpError(Exception):
    """The request is answered with an error: *text* and *status*, as JSON, and perhaps *headers*."""

    def __init__(self, status: HTTPStatus, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = headers or {}


def unprocessable(text: str) -> HttpError:
    """Return the error for a parameter or a value that makes no sense (422)."""
    return HttpError(HTTPStatus.UNPROCESSABLE_ENTITY, text)


def error_body(status: int, text: str | None = None) -> Json:
    """Return an error as the service words it; without a text, in HTTP's own words."""
    return {"error": text or responses.get(status, "Unknown error"), "code": int(status)}
