"""How the simulated WaniKani says no."""

from collections.abc import Mapping
from http import HTTPStatus


class Refusal(Exception):
    """The request gets an error: *text* and the status, as JSON, and perhaps headers."""

    def __init__(self, status: HTTPStatus, text: str, headers: Mapping[str, str] | None = None) -> None:
        super().__init__(text)
        self.status = status
        self.text = text
        self.headers = headers or {}


def malformed(text: str) -> Refusal:
    """Return the refusal of a parameter that cannot be understood."""
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, text)
