"""How the pretend WaniKani says no."""

from http import HTTPStatus


class Refusal(Exception):
    """The request gets an error: *text* and the status, as JSON."""

    def __init__(self, status: HTTPStatus, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


def malformed(text: str) -> Refusal:
    """Return the refusal of a parameter that cannot be understood."""
    return Refusal(HTTPStatus.UNPROCESSABLE_ENTITY, text)
